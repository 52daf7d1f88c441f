from dataclasses import asdict, replace
from itertools import product

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from mnist_kmeans import accuracy_sweep, build_model, calculate_metrics
from mnist_kmeans.documents.python_script import script
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.features.threads import most_threads
from mnist_kmeans.fits.fit import compute_fit, fitted_classifier
from mnist_kmeans.fits.progress import usual_seconds
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.model.replay import full_steps, replay
from mnist_kmeans.studies import thread_fits
from mnist_kmeans.studies.curve import curve_of, find_elbow
from mnist_kmeans.studies.dask_worker import code_of, fit_carried
from mnist_kmeans.studies.sweep import sweep_fits, sweep_row, sweep_settings

KS, SEEDS = (2, 10, 33), (0, 4)


def ordered(rows, timed=False):
    """Sort rows, and remove the times unless `timed`."""
    clock = () if timed else ("fit_seconds", "feature_seconds")
    rows = sorted(rows, key=lambda row: (row["n_clusters"], row["seed"]))
    return [{k: v for k, v in row.items() if k not in clock} for row in rows]


def same(a, b):
    return all(
        np.array_equal(list(x.values())[1:], list(y.values())[1:], equal_nan=True)
        and x.keys() == y.keys()
        for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_rows_are_complete_and_the_same_whatever_n_jobs(digits, tmp_path, space):
    runs = [
        ordered(
            accuracy_sweep(
                digits,
                KS,
                feature_space=space,
                seeds=SEEDS,
                n_jobs=n_jobs,
                store=FitStore(tmp_path / str(n_jobs)),
            )
        )
        for n_jobs in (1, 2, None)
    ]
    cells = [(row["n_clusters"], row["seed"]) for row in runs[0]]
    assert cells == list(product(KS, SEEDS))
    assert same(runs[0], runs[1])
    assert same(runs[0], runs[2])


def centroids_by_every_way(settings, data):
    """Return the centroids of a fit by each way of making it."""
    fit = compute_fit(settings, data)
    yield fit.cluster_centers
    images, labels = data.x_train[: settings.n_train], data.y_train[: settings.n_train]
    parameters = asdict(settings)
    del parameters["n_train"], parameters["first"], parameters["moves"]
    model = build_model(random_state=parameters.pop("seed"), **parameters)
    yield model.fit(images, labels)[-1].cluster_centers_
    program = {}
    exec(script(settings, data), program)
    yield program["model"][-1].cluster_centers_
    others = [settings, replace(settings, seed=settings.seed + 1)]
    in_threads = sweep_fits(others, data, n_jobs=2)
    yield {swept.settings: swept for swept in in_threads}[settings].cluster_centers
    features = compute_features(settings.feature_space, images, data.x_test)
    on_worker = fit_carried(settings, (data, features), code_of(settings))
    yield on_worker.cluster_centers
    classifier = fitted_classifier(fit)
    end = fit.n_steps, full_steps(classifier, len(images))
    (state,) = replay(classifier, features.train, [end])
    yield state.centers


@pytest.mark.parametrize(
    "change",
    [{}, {"polish_iter": 0}, {"init": "k-means++"}, {"init": "pca", "polish_iter": 3}],
)
def test_every_way_gives_the_same_centroids(digits, change):
    first, *others = centroids_by_every_way(FitSettings(1437, 30, **change), digits)
    for centers in others:
        np.testing.assert_allclose(centers, first, atol=1e-5)


@pytest.mark.mnist
def test_every_way_gives_the_same_centroids_of_mnist(mnist):
    first, *others = centroids_by_every_way(FitSettings(60_000, 64), mnist)
    for centers in others:
        # Rounding may send an image that lies between two centroids to the other.
        np.testing.assert_allclose(centers, first, atol=1e-3)


def test_a_row_has_the_figures_of_its_model(digits):
    (row,) = accuracy_sweep(digits, [10], seeds=[3])
    model = build_model(10, random_state=3).fit(digits.x_train, digits.y_train)
    test = calculate_metrics(model, digits.x_test, digits.y_test)
    train = calculate_metrics(model, digits.x_train, digits.y_train)
    assert row["test_accuracy"] == pytest.approx(test.pop("accuracy"))
    assert row["train_accuracy"] == pytest.approx(train.pop("accuracy"))
    assert row["inertia"] == pytest.approx(train.pop("inertia"), rel=1e-5)
    assert row["test_inertia"] == pytest.approx(test.pop("inertia"), rel=1e-5)
    for name in ("matched_accuracy", "nmi", "ari", "v_measure", "purity"):
        assert row[name] == pytest.approx(test[name])
        assert row[f"train_{name}"] == pytest.approx(train[name])
    assert set(test) <= set(row)


def test_data_of_another_kind_are_refused(digits):
    arrays = (digits.x_train, digits.y_train), (digits.x_test, digits.y_test)
    for data, what in ((arrays, "tuple"), (digits.x_train, "ndarray")):
        with pytest.raises(TypeError, match=f"data is a {what}; .*DigitData\\(x_train"):
            accuracy_sweep(data, [2])


def test_one_label_accuracy(digits):
    settings = FitSettings(len(digits.x_train))
    fit = FitStore().get(settings, digits)
    features = digits.x_train.reshape(-1, 784) / 255
    asked = [
        int(((features - center) ** 2).sum(axis=1).argmin())
        for center in fit.cluster_centers
    ]
    named = digits.y_train[asked][fit.test_clusters]
    row = sweep_row(fit, digits)
    assert row["one_label_accuracy"] == pytest.approx((named == digits.y_test).mean())
    # An empty cluster, which has no such image, reads nothing right.
    none = replace(fit, typical=np.full(10, -1))
    assert sweep_row(none, digits)["one_label_accuracy"] == 0


def test_a_sweep_and_the_store_fit_nothing_twice(digits, monkeypatch):
    store = FitStore()
    settings = sweep_settings(1437, [3, 4], ["pca"], 2)
    list(sweep_fits(settings, digits, store=store))

    def refuse(*args, **kwargs):
        raise AssertionError("it was fitted before")

    monkeypatch.setattr("mnist_kmeans.fits.store.compute_fit", refuse)
    monkeypatch.setattr("mnist_kmeans.features.building.compute_features", refuse)
    assert store.get(settings[0], digits).settings == settings[0]
    assert len(list(sweep_fits(settings, digits, store=store))) == 4


def test_the_feature_space_is_computed_once(digits, monkeypatch):
    from mnist_kmeans.features import building as features

    calls, compute = [], features.compute_features
    monkeypatch.setattr(
        features, "compute_features", lambda *a: calls.append(a[0]) or compute(*a)
    )
    settings = sweep_settings(1437, [2, 3, 4], ["pixels", "pca"], 2)
    assert len(list(sweep_fits(settings, digits))) == 12
    assert calls == ["pixels", "pca"]


@pytest.mark.parametrize(
    ("n_jobs", "n_fits", "n_threads"), [(2, 3, 4), (3, 3, 2), (20, 9, 1), (4, 1, 8)]
)
def test_fits_at_a_time_share_the_cores(digits, monkeypatch, n_jobs, n_fits, n_threads):
    seen = []

    def get(self, *args):
        seen.append(most_threads())
        return args[0]

    monkeypatch.setattr(thread_fits, "cpu_count", lambda: 8)
    monkeypatch.setattr(FitStore, "get", get)
    settings = sweep_settings(1437, range(2, 2 + n_fits), ["pixels"], 1)
    list(sweep_fits(settings, digits, n_jobs=n_jobs))
    assert seen == [n_threads] * n_fits


def test_fits_of_a_stopped_sweep_are_kept(digits):
    store = FitStore()
    settings = sweep_settings(1437, range(2, 12), ["pca"], 3)
    fits = sweep_fits(settings, digits, n_jobs=1, store=store)
    first = [next(fits).settings for _ in range(4)]
    fits.close()
    kept = [
        fit_settings for fit_settings in settings if store.find(fit_settings, digits)
    ]
    assert set(first) <= set(kept)
    assert len(kept) < len(settings)
    assert len(list(sweep_fits(settings, digits, store=store))) == 30


def test_on_step_gets_the_share_of_all_fits(digits):
    settings = sweep_settings(1437, [2, 10, 33], ["pixels", "hog"], 1)
    store, seen = FitStore(), []
    list(sweep_fits(settings[2:3], digits, store=store))
    list(
        sweep_fits(
            settings,
            digits,
            n_jobs=1,
            store=store,
            on_step=lambda fraction, what: seen.append(fraction),
        )
    )
    assert seen == sorted(seen)
    # One is on disk; steps of the feature spaces count as none.
    every = [usual_seconds(fit) for fit in settings]
    assert seen[0] == pytest.approx(every[2] / sum(every))
    assert 1 - 0.2 * every[-1] / sum(every) < seen[-1] < 1


def test_on_step_stops_a_sweep(digits):
    class StopError(Exception):
        pass

    def stop(fraction, what):
        raise StopError

    with pytest.raises(StopError):
        list(sweep_fits(sweep_settings(1437, [2], ["pca"], 1), digits, on_step=stop))


BAD = [
    ({"n_clusters": [1]}, "n_clusters has 1; .* from 2 to 1437"),
    ({"n_clusters": [1438]}, "n_clusters has 1438; .* from 2 to 1437"),
    ({"n_clusters": [10, 10]}, "n_clusters has 10 twice"),
    ({"n_clusters": []}, "n_clusters is empty"),
    ({"n_clusters": [2.5]}, "n_clusters has 2.5"),
    ({"seeds": 0}, "seeds=0 should be at least 1"),
    ({"seeds": []}, "seeds is empty"),
    ({"seeds": [1, 1]}, "seeds has 1 twice"),
    ({"seeds": [-1]}, "seeds has -1"),
    (
        {"feature_space": "hogg"},
        "feature_space='hogg' should be one of pixels, pca",
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD)
def test_bad_arguments_are_refused_at_once(digits, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        accuracy_sweep(digits, **{"n_clusters": [2], **arguments})


def test_a_curve_is_the_mean_and_the_range():
    rows = [
        {"n_clusters": 5, "nmi": 0.5},
        {"n_clusters": 2, "nmi": 0.1},
        {"n_clusters": 2, "nmi": 0.4},
        {"n_clusters": 9, "nmi": float("nan")},
    ]
    nmi = curve_of(rows, "nmi")
    assert nmi.n_clusters.tolist() == [2, 5]
    assert nmi.mean.tolist() == [0.25, 0.5]
    assert nmi.lowest.tolist() == [0.1, 0.5]
    assert nmi.highest.tolist() == [0.4, 0.5]
    assert nmi.n_seeds.tolist() == [2, 1]


def inertias(points):
    return curve_of(
        [
            {
                "n_clusters": k,
                "inertia": KMeans(k, n_init=4, random_state=0).fit(points).inertia_,
            }
            for k in range(2, 15)
        ],
        "inertia",
    )


def test_the_elbow_is_where_the_groups_are():
    points, _ = make_blobs(600, 10, centers=6, random_state=0)
    assert find_elbow(inertias(points)) == 6


def test_noise_has_no_clear_elbow():
    points = np.random.default_rng(0).uniform(size=(600, 10))
    assert find_elbow(inertias(points)) is None
    assert find_elbow(curve_of([], "inertia")) is None


def test_n_clusters_may_be_a_single_number(digits):
    (row,) = accuracy_sweep(digits, 3)
    assert row["n_clusters"] == 3
