"""A repeated fit ends where the fit did, whatever its settings."""

from itertools import pairwise

import numpy as np
import pytest

from mnist_kmeans import ClusterClassifier, build_model
from mnist_kmeans.model.defaults import PCA_STEPS
from mnist_kmeans.model.replay import full_steps, replay
from mnist_kmeans.studies.learning import nearest


def moments(model, n_samples):
    """All moments of a fit."""
    steps, full = model.n_steps_, full_steps(model, n_samples)
    return [(i, 0) for i in range(steps + 1)] + [(steps, i + 1) for i in range(full)]


def fitted(digits, k, space, n_train=1437, **settings):
    """Return a fitted classifier and what it was fitted on."""
    pipeline = build_model(k, space, random_state=0, **settings)
    images, labels = digits.x_train[:n_train], digits.y_train[:n_train]
    rows = pipeline[0].fit_transform(images)
    return pipeline[-1].fit(rows, labels), rows


@pytest.mark.parametrize(
    ("k", "space", "settings"),
    [
        (5, "pixels", {"init": "k-means++"}),
        (12, "pixels", {"n_init": 3, "polish_iter": 0}),
        (5, "pixels", {}),
        (40, "pixels", {"n_init": 3, "batch_size": 32, "polish_iter": 3}),
        (12, "pixels", {"init": "pca", "polish_iter": 0}),
        (12, "hog", {"init": "pca", "n_starts": 3}),
        (10, "pixels", {"n_train": 60}),
        (12, "pca", {"n_init": 3, "polish_iter": 3}),
        (5, "pca", {"polish_iter": 0, "max_iter": 100}),
        (12, "hog", {"n_starts": 3}),
        # Mini-batches smaller than k; and clusters that lose all, and are placed anew.
        (40, "pixels", {"batch_size": 8, "polish_iter": 0}),
        (40, "pca", {"batch_size": 32, "max_iter": 20, "n_init": 2}),
        (12, "pixels", {"algorithm": "full"}),
        (5, "pca", {"algorithm": "full", "n_init": 3, "n_starts": 2}),
        # One mini-batch in all, of all images.
        (10, "pca", {"n_train": 60, "polish_iter": 0}),
        (10, "pca", {"n_train": 60}),
    ],
)
def test_a_replay_ends_where_the_fit_did(digits, k, space, settings) -> None:
    model, rows = fitted(digits, k, space, **settings)
    wanted = moments(model, len(rows))
    states = list(replay(model, rows, wanted))
    assert [(s.n_steps, s.n_full_steps) for s in states] == wanted
    np.testing.assert_allclose(
        states[-1].centers, model.cluster_centers_, rtol=1e-5, atol=1e-5
    )
    np.testing.assert_array_equal(states[0].centers, rows[states[0].chosen])
    assert len(states) > 1
    for before, now in pairwise(states):
        assert before.centers is not now.centers


@pytest.mark.parametrize("space", ["pixels", "pca"])
@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
@pytest.mark.parametrize("n_given", [3, 5])
def test_a_replay_begins_with_first_centroids_that_were_given(
    digits, space, algorithm, n_given
) -> None:
    model = build_model(5, space, algorithm=algorithm, init=digits.x_test[:n_given])
    model.fit(digits.x_train, digits.y_train)
    rows, classifier = model[0].transform(digits.x_train), model[-1]
    wanted = moments(classifier, len(rows))
    states = list(replay(classifier, rows, wanted))
    np.testing.assert_array_equal(states[0].centers, classifier.init_)
    chosen = states[0].chosen
    assert (chosen[:n_given] == -1).all()
    np.testing.assert_array_equal(rows[chosen[n_given:]], classifier.init_[n_given:])
    np.testing.assert_allclose(
        states[-1].centers, classifier.cluster_centers_, rtol=1e-5, atol=1e-5
    )


def test_the_mini_batches_end_where_scikit_learns_do(digits) -> None:
    model, rows = fitted(digits, 12, "pixels", init="k-means++", polish_iter=4)
    plain, _ = fitted(digits, 12, "pixels", polish_iter=0)
    (state,) = replay(model, rows, [(model.n_steps_, 0)])
    np.testing.assert_array_equal(state.centers, plain.cluster_centers_)


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_fewer_moments_give_the_same_states(digits, space) -> None:
    model, rows = fitted(digits, 12, space, polish_iter=7)
    wanted = moments(model, len(rows))
    few = [wanted[0], wanted[-4], wanted[-1]]
    every = {(s.n_steps, s.n_full_steps): s for s in replay(model, rows, wanted)}
    for state in replay(model, rows, few):
        same = every[state.n_steps, state.n_full_steps]
        np.testing.assert_allclose(state.centers, same.centers, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("polish_iter", [0, 1])
def test_from_pca_steps_are_those_that_the_page_names(digits, polish_iter) -> None:
    model, rows = fitted(digits, 12, "pixels", init="pca", polish_iter=polish_iter)
    states = list(replay(model, rows, moments(model, len(rows))))
    among_rows = [s for s in states if s.n_full_steps and not s.in_pca_subspace]
    in_subspace = states[-len(among_rows) - 1].n_full_steps
    assert 1 <= in_subspace <= PCA_STEPS
    # To the mean of each cluster, and then the full steps asked for.
    assert len(among_rows) == 1 + polish_iter


def test_steps_in_the_components_lower_inertia_among_the_rows(digits) -> None:
    model, rows = fitted(digits, 12, "pixels", polish_iter=3)
    wanted = moments(model, len(rows))[model.n_steps_ :]
    states = list(replay(model, rows, wanted))
    inertia = [nearest(rows, state.centers)[1] for state in states]
    assert (np.diff(inertia) <= 1e-5 * inertia[0]).all()
    assert states[0].in_pca_subspace
    assert not states[-1].in_pca_subspace


def test_a_seed_may_be_an_integer_of_numpy(digits) -> None:
    rows = digits.x_train.reshape(-1, 784) / 255
    model = ClusterClassifier(5, random_state=np.int64(3)).fit(rows, digits.y_train)
    (end,) = replay(model, rows, [(model.n_steps_, 0)])
    np.testing.assert_allclose(end.centers, model.cluster_centers_, atol=1e-5)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"random_state": np.random.RandomState(0)}, "is not an integer"),
        ({"init": "random"}, "chosen by init='random'"),
        ({"init": lambda X, k, random_state: X[:k]}, "chosen by a callable"),
        ({"algorithm": "full"}, "init_size should be an integer"),
    ],
)
def test_a_fit_that_cannot_be_repeated_is_refused(settings, why) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 2))
    model = ClusterClassifier(3, **{"random_state": 0} | settings)
    model.fit(rows, np.zeros(50, int))
    with pytest.raises(ValueError, match=f"cannot be repeated: .*{why}"):
        list(replay(model, rows, [(0, 0)]))
