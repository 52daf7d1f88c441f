import pickle
from math import ceil

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from mnist_kmeans import ClusterClassifier, build_model
from mnist_kmeans.features.building import FeatureSpace
from mnist_kmeans.features.projections import DeskewedPCA, PixelScaler
from mnist_kmeans.features.threads import thread_limit
from mnist_kmeans.model import lloyd
from mnist_kmeans.model.defaults import usual_settings
from mnist_kmeans.model.pca_start import components_of

# Three groups on a line: a, a; b, b, a; c.
ROWS = np.array([[0.0], [1.0], [10.0], [11.0], [12.0], [30.0]])
CLASSES = np.array(["a", "a", "b", "b", "a", "c"])

# Parameters that may be "auto", except `n_starts`, which would take long.
AUTO = ("batch_size", "init_size", "max_iter", "polish_iter")


@pytest.fixture(scope="module")
def pixels(digits):
    return PixelScaler().transform(digits.x_train)


@parametrize_with_checks(
    [
        ClusterClassifier(3),
        ClusterClassifier(3, algorithm="full"),
        ClusterClassifier(3, init="pca", polish_iter=2),
        ClusterClassifier(3, init="auto", **dict.fromkeys(AUTO, "auto")),
        ClusterClassifier(
            3, n_starts=2, **dict.fromkeys(AUTO, "auto"), feature_space="pca"
        ),
    ]
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore:.*SCIPY_ARRAY_API")
def test_it_passes_scikit_learns_estimator_checks(estimator, check):
    check(estimator)


def test_votes_worked_out_by_hand():
    model = ClusterClassifier(3, algorithm="full", random_state=0).fit(ROWS, CLASSES)
    order = model.cluster_centers_[:, 0].argsort()
    np.testing.assert_allclose(model.cluster_centers_[order, 0], [0.5, 11, 30])
    np.testing.assert_array_equal(
        model.cluster_counts_[order], [[2, 0, 0], [1, 2, 0], [0, 0, 1]]
    )
    assert list(model.cluster_labels_[order]) == ["a", "b", "c"]
    assert model.inertia_ == pytest.approx(0.5 + 2)
    assert list(model.predict([[-3], [13], [25]])) == ["a", "b", "c"]
    np.testing.assert_allclose(model.predict_proba([[12]]), [[1 / 3, 2 / 3, 0]])
    np.testing.assert_allclose(model.transform([[4.0]])[0, order], [3.5, 7, 26])
    assert model.score(ROWS, CLASSES) == pytest.approx(5 / 6)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_an_empty_cluster_takes_its_neighbours_label():
    rows = np.repeat([[0.0], [10.0]], 5, axis=0)
    model = ClusterClassifier(3, algorithm="full", random_state=0)
    model.fit(rows, [7] * 5 + [3] * 5)
    empty = np.flatnonzero(model.cluster_counts_.sum(axis=1) == 0)
    assert len(empty) == 1
    nearest = 7 if model.cluster_centers_[empty[0], 0] < 5 else 3
    assert model.cluster_labels_[empty[0]] == nearest
    # A row nearest to it gets its class with all of the votes.
    model.cluster_centers_[empty[0]] = 100
    expected = [[1.0, 0.0]] if nearest == 3 else [[0.0, 1.0]]
    np.testing.assert_array_equal(model.predict_proba([[99.0]]), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_without_polish_it_is_exactly_mini_batch_k_means(pixels, digits, dtype):
    rows = pixels.astype(dtype)
    ours = ClusterClassifier(12, random_state=3).fit(rows, digits.y_train)
    theirs = MiniBatchKMeans(12, random_state=3).fit(rows)
    np.testing.assert_array_equal(ours.cluster_centers_, theirs.cluster_centers_)
    np.testing.assert_array_equal(ours.labels_, theirs.labels_)
    assert ours.inertia_ == theirs.inertia_
    assert ours.n_iter_ == theirs.n_iter_
    np.testing.assert_array_equal(ours.predict_cluster(rows), theirs.predict(rows))
    assert ours.cluster_centers_.dtype == dtype


def test_build_model_can_give_exactly_the_notebooks_model(pixels, digits):
    theirs = MiniBatchKMeans(12, random_state=3).fit(pixels)
    for settings in ({}, {"init": "k-means++"}):
        ours = build_model(12, random_state=3, polish_iter=0, **settings)
        ours.fit(digits.x_train, digits.y_train)
        np.testing.assert_array_equal(
            ours[-1].cluster_centers_, theirs.cluster_centers_
        )


def test_from_pca_centroids_begin_as_the_means_of_its_clusters(pixels, digits):
    components = components_of(pixels)
    auto = dict.fromkeys(AUTO, "auto")
    there = ClusterClassifier(12, feature_space="pca", random_state=3, **auto)
    there.fit(components.rows, digits.y_train)
    here = ClusterClassifier(
        12, init="pca", random_state=3, **auto | {"polish_iter": 0}
    )
    here.fit(pixels, digits.y_train)
    for cluster in range(12):
        mean = pixels[there.labels_ == cluster].mean(axis=0)
        np.testing.assert_allclose(here.cluster_centers_[cluster], mean, atol=1e-5)
    polished = clone(here).set_params(polish_iter=2).fit(pixels, digits.y_train)
    theirs = KMeans(12, init=here.cluster_centers_, n_init=1, max_iter=2, tol=0)
    theirs.fit(pixels)
    np.testing.assert_allclose(
        polished.cluster_centers_, theirs.cluster_centers_, atol=1e-5
    )
    np.testing.assert_array_equal(polished.labels_, theirs.labels_)
    assert polished.inertia_ == pytest.approx(theirs.inertia_)
    # The second step may change nothing any more.
    assert 1 <= polished.n_iter_ - here.n_iter_ <= 2


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (60, 2), (60, 784)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_from_pca_few_rows_or_features_do(shape, dtype):
    rows = np.random.default_rng(0).normal(size=shape).astype(dtype)
    model = ClusterClassifier(len(rows[:5]), init="pca", polish_iter=5, random_state=0)
    model.fit(rows, np.zeros(len(rows), int))
    assert model.cluster_centers_.dtype == dtype
    assert model.inertia_ == pytest.approx(
        np.square(model.distance_to_own(rows, model.labels_)).sum(), 1e-6, 1e-6
    )


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_from_pca_an_empty_cluster_keeps_its_centroid():
    rows = np.repeat([[0.0, 0.0], [10.0, 10.0]], 5, axis=0)
    model = ClusterClassifier(3, init="pca", polish_iter=3, random_state=0)
    model.fit(rows, [7] * 5 + [3] * 5)
    assert np.isfinite(model.cluster_centers_).all()
    assert (model.cluster_counts_.sum(axis=1) == 0).sum() == 1
    assert model.inertia_ == pytest.approx(0, abs=1e-6)


def test_full_steps_are_the_same_on_one_thread(pixels):
    def steps(n_threads):
        with thread_limit(n_threads):
            return list(lloyd.lloyd_steps(pixels, pixels[:20], 4))

    for step, alone in zip(steps(3), steps(1), strict=True):
        np.testing.assert_array_equal(step.centers, alone.centers)


def test_full_steps_end_when_no_row_moves(pixels):
    *_, before, last = lloyd.lloyd_steps(pixels, pixels[:5], 500)
    np.testing.assert_array_equal(before.labels, last.labels)
    np.testing.assert_array_equal(last.centers, last.cluster_means)


def test_full_equals_k_means_though_it_runs_in_chunks(pixels, digits):
    ours = ClusterClassifier(10, algorithm="full", random_state=1)
    ours.fit(pixels, digits.y_train)
    theirs = KMeans(10, n_init=1, random_state=1, algorithm="elkan", max_iter=100)
    theirs.fit(pixels)
    assert ours.n_iter_ > 10
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-5)
    assert (ours.labels_ == theirs.labels_).mean() > 0.999


def test_polish_lowers_inertia_step_by_step(pixels, digits):
    inertias = [
        ClusterClassifier(10, polish_iter=n, random_state=0)
        .fit(pixels, digits.y_train)
        .inertia_
        for n in (0, 1, 3, 10)
    ]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[-1] < inertias[0]


def test_more_starts_never_raise_inertia(pixels, digits):
    inertias = [
        ClusterClassifier(10, n_starts=n, random_state=0)
        .fit(pixels, digits.y_train)
        .inertia_
        for n in (1, 2, 6)
    ]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[-1] < inertias[0]


@pytest.mark.parametrize(("algorithm", "seed"), [("minibatch", 0), ("full", 1)])
def test_start_state_repeats_the_best_fit(pixels, digits, algorithm, seed):
    best = ClusterClassifier(10, algorithm=algorithm, n_starts=6, random_state=seed)
    best.fit(pixels, digits.y_train)
    assert best.start_state_ != seed  # otherwise the test shows nothing
    alone = ClusterClassifier(10, algorithm=algorithm, random_state=best.start_state_)
    alone.fit(pixels, digits.y_train)
    np.testing.assert_allclose(alone.cluster_centers_, best.cluster_centers_, rtol=1e-5)
    assert alone.n_steps_ == best.n_steps_


def test_it_counts_its_mini_batches(pixels, digits):
    ours = ClusterClassifier(12, polish_iter=2, random_state=3)
    ours.fit(pixels, digits.y_train)
    assert ours.n_steps_ == MiniBatchKMeans(12, random_state=3).fit(pixels).n_steps_
    full = ClusterClassifier(12, algorithm="full").fit(pixels, digits.y_train)
    assert full.n_steps_ == 0


@pytest.mark.parametrize(
    "how", [{}, {"algorithm": "full"}, {"init": "pca", "polish_iter": 1}]
)
def test_the_same_seed_gives_the_same_fit(pixels, digits, how):
    fits = [
        ClusterClassifier(8, n_starts=2, random_state=5, **how).fit(
            pixels, digits.y_train
        )
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*[fit.cluster_centers_ for fit in fits])


def test_predictions_do_not_depend_on_the_block_size(pixels, digits, monkeypatch):
    model = ClusterClassifier(10, random_state=0).fit(pixels, digits.y_train)
    clusters, distances = (
        model.predict_cluster(pixels),
        model.distance_to_own(pixels, model.labels_),
    )
    monkeypatch.setattr("mnist_kmeans.model.classifier._BLOCK", 7 * 784)
    np.testing.assert_array_equal(model.predict_cluster(pixels), clusters)
    np.testing.assert_allclose(
        model.distance_to_own(pixels, model.labels_), distances, rtol=1e-5
    )
    np.testing.assert_allclose(distances, model.transform(pixels).min(1), atol=2e-3)


def test_train_accuracy_never_falls_when_a_cluster_is_split(pixels, digits):
    model = ClusterClassifier(6, random_state=0).fit(pixels, digits.y_train)
    rng = np.random.default_rng(0)
    clusters, accuracy = model.labels_.copy(), model.score(pixels, digits.y_train)
    for new in range(6, 60):
        clusters[(clusters == new - 6) & (rng.random(len(clusters)) < 0.5)] = new
        votes = np.zeros((new + 1, 10))
        np.add.at(votes, (clusters, digits.y_train), 1)
        split = votes.max(axis=1).sum() / len(clusters)
        assert split >= accuracy - 1e-12
        accuracy = split


@pytest.mark.parametrize("n", [40, 1023, 1024, 2047, 2048])
def test_few_rows_can_be_polished_after_one_pass(pixels, digits, n):
    rows = np.concatenate([pixels, pixels])[:n]
    labels = np.concatenate([digits.y_train, digits.y_train])[:n]
    model = ClusterClassifier(5, max_iter=1, polish_iter=2, random_state=0)
    assert model.fit(rows, labels).labels_.shape == (n,)


@pytest.mark.parametrize("init", ["k-means++", "pca"])
def test_on_step_reports_every_mini_batch_and_may_stop(pixels, digits, init):
    seen = []
    model = ClusterClassifier(10, init=init, polish_iter=2, n_starts=2, random_state=0)
    model.fit(pixels, digits.y_train, on_step=lambda f, what: seen.append((f, what)))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] < 1
    # Missing if scikit-learn renamed the method that reports mini-batches.
    assert any("Start 2 of 2: Mini-batch 5" in what for _, what in seen)

    class StopError(Exception):
        pass

    def stop(fraction, what):
        if "Mini-batch 3" in what:
            raise StopError

    with pytest.raises(StopError):
        model.fit(pixels, digits.y_train, on_step=stop)


def test_from_pca_on_step_reports_every_full_step_and_may_stop(pixels, digits):
    seen = []
    model = ClusterClassifier(10, init="pca", polish_iter=3, random_state=0)
    model.fit(pixels, digits.y_train, on_step=lambda f, what: seen.append(what))
    steps = [what for what in seen if what.startswith("Full step ")]
    assert steps == [f"Full step {n + 1}" for n in range(len(steps))]
    assert len(steps) == model.n_iter_ - ceil(model.n_steps_ * 1024 / len(pixels))
    for at in (steps[0], steps[-1]):
        stopped = []

        def stop(fraction, what, at=at, stopped=stopped):
            stopped.append(what)
            if what == at:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            clone(model).fit(pixels, digits.y_train, on_step=stop)
        assert stopped == seen[: len(stopped)]


def test_from_pca_on_centers_gets_rows_at_every_step(pixels, digits):
    seen = []
    model = ClusterClassifier(10, init="pca", polish_iter=1, random_state=0)
    model.fit(
        pixels, digits.y_train, on_centers=lambda centers: seen.append(centers().copy())
    )
    assert {centers.shape for centers in seen} == {(10, 784)}
    assert len(seen) > model.n_steps_
    np.testing.assert_array_equal(seen[-1], model.cluster_centers_)


BAD = {
    "n_clusters": 0,
    "batch_size": 2.5,
    "n_init": 0,
    "init_size": 0,
    "max_iter": 0,
    "max_no_improvement": -1,
    "polish_iter": -1,
    "n_starts": 0,
    "algorithm": "lloyd",
    "init": "zeros",
    "feature_space": "hogs",
}


@pytest.mark.parametrize("name", BAD)
def test_a_parameter_out_of_range_is_named(name):
    with pytest.raises(ValueError, match=f"{name}={BAD[name]!r} should be"):
        ClusterClassifier(**{name: BAD[name]}).fit(ROWS, CLASSES)


def same_fit(first, second):
    np.testing.assert_array_equal(first.cluster_centers_, second.cluster_centers_)
    np.testing.assert_array_equal(first.labels_, second.labels_)


@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
def test_first_centroids_may_be_given(pixels, digits, algorithm):
    first = pixels[[5, 50, 500]]
    model = ClusterClassifier(3, algorithm=algorithm, init=first, random_state=0)
    model.fit(pixels, digits.y_train)
    # Nested lists are accepted, and arguments are not changed.
    again = clone(model).set_params(init=first.tolist())
    same_fit(model, again.fit(pixels, digits.y_train))
    np.testing.assert_array_equal(first, pixels[[5, 50, 500]])
    if algorithm == "minibatch":
        same_fit(model, MiniBatchKMeans(3, init=first, random_state=0).fit(pixels))
    else:
        theirs = KMeans(3, init=first, n_init=1, max_iter=100).fit(pixels)
        np.testing.assert_allclose(
            model.cluster_centers_, theirs.cluster_centers_, atol=1e-3
        )
    # Clusters keep the order of the given centroids.
    held = clone(model).set_params(init=[[30.0], [11.0], [0.5]])
    assert list(held.fit(ROWS, CLASSES).cluster_labels_) == ["c", "b", "a"]


@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
def test_first_centroids_may_come_from_a_callable(pixels, digits, algorithm):
    asked = []

    def every_hundredth(X, n_clusters, random_state):
        asked.append(random_state.randint(1000))
        return X[::100][:n_clusters]

    model = ClusterClassifier(4, algorithm=algorithm, init=every_hundredth)
    clone(model).set_params(random_state=0).fit(pixels, digits.y_train)
    # Called as often as by scikit-learn, each time with other random numbers.
    assert len(set(asked)) == (3 if algorithm == "minibatch" else 10)
    theirs = MiniBatchKMeans(4, init=every_hundredth, random_state=0)
    if algorithm == "minibatch":
        ours = clone(model).set_params(random_state=0)
        same_fit(ours.fit(pixels, digits.y_train), theirs.fit(pixels))


@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
@pytest.mark.parametrize(
    ("init", "what"),
    [
        (ROWS[[0, 1, 2, 0]], "4 first centroids; there should be at most n_clusters=3"),
        (np.zeros((3, 2)), "rows of 2 features; those of X have 1"),
        ([[0.0], [1.0], [np.nan]], "init contains NaN"),
        (np.zeros((3, 28, 28)), r"\(3, 28, 28\); .* rows of shape \(3, n_features\)"),
        (3.5, r"init has shape \(\); first centroids should be rows"),
        (lambda X, k, random_state: X[: k - 1], r"\(2, 1\) does not match"),
    ],
)
def test_first_centroids_of_another_shape_are_refused(algorithm, init, what):
    model = ClusterClassifier(3, algorithm=algorithm, init=init, random_state=0)
    with pytest.raises(ValueError, match=what):
        model.fit(ROWS, CLASSES)


@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
def test_given_centroids_are_tried_once(pixels, digits, algorithm):
    model = ClusterClassifier(
        3, algorithm=algorithm, init=pixels[:3], n_init=5, random_state=0
    )
    with pytest.warns(RuntimeWarning, match="once, not n_init=5 times"):
        model.fit(pixels, digits.y_train)
    same_fit(model, clone(model).set_params(n_init=1).fit(pixels, digits.y_train))


def test_full_steps_alone_cannot_begin_in_principal_components():
    model = ClusterClassifier(3, algorithm="full", init="pca")
    with pytest.raises(ValueError, match="init='pca' should be one of"):
        model.fit(ROWS, CLASSES)


def test_rows_that_are_sparse_or_not_numbers_are_refused():
    model = ClusterClassifier(2, random_state=0).fit(ROWS, CLASSES)
    for call in (model.predict, lambda X: model.fit(X, CLASSES)):
        with pytest.raises(TypeError, match="toarray"):
            call(csr_array(ROWS))
        with pytest.raises(ValueError, match="contains NaN"):
            call(np.full_like(ROWS, np.nan))


def test_distances_can_be_a_data_frame():
    model = ClusterClassifier(2, random_state=0).set_output(transform="pandas")
    table = model.fit(ROWS, CLASSES).transform(ROWS)
    assert list(table.columns) == ["clusterclassifier0", "clusterclassifier1"]


def test_more_clusters_than_rows_are_refused():
    with pytest.raises(ValueError, match=r"n_samples=6 should be >= n_clusters=7\."):
        ClusterClassifier(7).fit(ROWS, CLASSES)


def test_it_works_in_a_grid_search_and_cross_validation(pixels, digits):
    rows, labels = pixels[:400], digits.y_train[:400]
    pipeline = make_pipeline(PixelScaler(), ClusterClassifier(random_state=0))
    search = GridSearchCV(pipeline, {"clusterclassifier__n_clusters": [2, 20]}, cv=2)
    search.fit(digits.x_train[:400], labels)
    assert search.best_params_ == {"clusterclassifier__n_clusters": 20}
    scores = cross_val_score(ClusterClassifier(20, random_state=0), rows, labels, cv=3)
    assert scores.mean() > 0.5


# Feature space, k, algorithm, and what they decide: batch_size, init_size, max_iter,
# n_starts, polish_iter. `init` is "pca" for the first, else "k-means++".
USUAL = [
    ("pixels", 10, "minibatch", (4096, 1024, 1, 1, 1)),
    ("pixels", 2000, "full", (1024, 6000, 100, 1, 5)),
    ("pca", 10, "minibatch", (4096, 1024, 1, 1, 8)),
    ("pca", 400, "minibatch", (4096, 1200, 1, 1, 8)),
    ("deskewed", 400, "full", (4096, 3072, 100, 1, 40)),
    ("hog", 2, "minibatch", (4096, 1024, 1, 20, 40)),
    ("hog", 64, "minibatch", (4096, 1024, 1, 3, 40)),
    ("autoencoder", 400, "full", (4096, 3072, 100, 1, 40)),
]


@pytest.mark.parametrize(("space", "k", "algorithm", "values"), USUAL)
def test_usual_settings_by_space_and_k(space, k, algorithm, values):
    names = ("batch_size", "init_size", "max_iter", "n_starts", "polish_iter")
    init = "pca" if (space, algorithm) == ("pixels", "minibatch") else "k-means++"
    expected = {"init": init, **dict(zip(names, values, strict=True))}
    assert usual_settings(space, k, algorithm) == expected


@pytest.mark.parametrize("known", [{"init": "random"}, {"polish_iter": 0}])
def test_usual_settings_of_mini_batches_in_pixels(known):
    usual = usual_settings("pixels", 10, "minibatch", **known)
    assert usual.pop("init") == known.get("init", "k-means++")
    assert tuple(usual.values()) == (1024, None, 100, 1, 5)


@pytest.mark.parametrize("space", ["pixels", "pca", "hog"])
def test_usual_settings_with_a_start_in_principal_components(space):
    usual = usual_settings(space, 10, "minibatch", "pca")
    assert usual.pop("init") == "pca"
    plain = usual_settings(space, 10, "minibatch", "auto")
    assert usual == {name: value for name, value in plain.items() if name != "init"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"clusters__n_clusters": 64}, (64, "pixels")),
        ({"features__name": "hog", "clusters__n_clusters": 64}, (64, "hog")),
        ({"features": FeatureSpace("pca")}, (10, "pca")),
        (
            {"features__name": "pca", "clusters": ClusterClassifier(9, n_starts=2)},
            (9, "pca", {"n_starts": 2}),
        ),
    ],
)
def test_set_params_gives_the_model_that_build_model_gives(params, expected, digits):
    images, labels = digits.x_train[:600], digits.y_train[:600]
    k, space, others = (*expected, {})[:3]
    built = build_model(k, space, **others)
    model = build_model(10).set_params(**params)
    if others:  # a given classifier changes in its feature space only
        unchanged = ClusterClassifier(9, feature_space="pca", n_starts=2)
        assert model[-1].get_params() == unchanged.get_params()
        return
    assert str(model.get_params()) == str(built.get_params())
    same_fit(model.fit(images, labels)[-1], built.fit(images, labels)[-1])
    for name in ("n_starts", "init_size", "polish_iter", "batch_size", "max_iter"):
        resolved = getattr(model[-1], f"{name}_")
        assert resolved == usual_settings(space, k, "minibatch")[name]


def test_a_feature_space_set_on_the_step_is_noticed(digits):
    images, labels = digits.x_train[:600], digits.y_train[:600]
    model = build_model(10)
    model[0].name = "pca"
    same_fit(
        model.fit(images, labels)[-1], build_model(10, "pca").fit(images, labels)[-1]
    )


def test_a_grid_search_over_feature_spaces_and_k(digits):
    images, labels = digits.x_train[:500], digits.y_train[:500]
    grid = {"features__name": ["pixels", "deskewed"], "clusters__n_clusters": [2, 20]}
    search = GridSearchCV(build_model(10), grid, cv=2).fit(images, labels)
    best = {"features__name": "deskewed", "clusters__n_clusters": 20}
    assert search.best_params_ == best
    expected = build_model(20, "deskewed").fit(images, labels)
    same_fit(search.best_estimator_[-1], expected[-1])
    assert search.best_estimator_[-1].polish_iter_ == 40
    assert isinstance(search.best_estimator_[0].transformer_, DeskewedPCA)


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_a_model_survives_clone_and_pickle(digits, space):
    model = build_model(12, space, random_state=4).fit(digits.x_train, digits.y_train)
    expected = model.predict_proba(digits.x_test)
    again = clone(model).fit(digits.x_train, digits.y_train)
    np.testing.assert_array_equal(again.predict_proba(digits.x_test), expected)
    thawed = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(thawed.predict_proba(digits.x_test), expected)


def test_build_model_passes_parameters_on():
    model = build_model(9, "pca", random_state=2, polish_iter=0, n_starts=3)
    params = model[-1].get_params()
    assert (params["n_clusters"], params["random_state"]) == (9, 2)
    assert (params["polish_iter"], params["n_starts"]) == (0, 3)


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_full_runs_until_it_converges(digits, space):
    model = build_model(10, space, algorithm="full")
    model.fit(digits.x_train, digits.y_train)
    assert 5 < model[-1].n_iter_ < 100
    further = KMeans(10, init=model[-1].cluster_centers_, n_init=1, max_iter=1)
    further.fit(model[0].transform(digits.x_train))
    assert further.inertia_ == pytest.approx(model[-1].inertia_, rel=1e-4)


def test_first_centroids_may_be_chosen_among_few_rows(pixels, digits):
    model = ClusterClassifier(10, algorithm="full", init_size=1, random_state=0)
    model.fit(pixels, digits.y_train)
    every = ClusterClassifier(10, algorithm="full", random_state=0)
    every.fit(pixels, digits.y_train)
    assert model.inertia_ == pytest.approx(every.inertia_, rel=0.05)
    assert not np.array_equal(model.cluster_centers_, every.cluster_centers_)


def test_build_model_handles_more_clusters_than_its_usual_sample(digits):
    model = build_model(1100, "pca").fit(digits.x_train, digits.y_train)
    assert model.score(digits.x_train, digits.y_train) > 0.95


# Floors from the project's goals, the mean of three seeds; see
# benchmarks/feature_spaces.py.
FLOORS = {("pixels", 10): 0.53, ("pixels", 64): 0.81, ("pca", 10): 0.55}
FLOORS |= {("pca", 64): 0.82, ("pca", 256): 0.905}


@pytest.mark.mnist
@pytest.mark.parametrize(("space", "k"), FLOORS)
def test_accuracy_on_the_real_test_images(mnist, space, k):
    scores = []
    for seed in range(3):
        model = build_model(k, space, random_state=seed)
        model.fit(mnist.x_train, mnist.y_train)
        scores.append(model.score(mnist.x_test, mnist.y_test))
    assert np.mean(scores) >= FLOORS[space, k]
