"""First centroids that are given, as rows or as images, and those that are added."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from mnist_kmeans import ClusterClassifier, build_model
from mnist_kmeans.model.given_start import completed

ROWS = np.array([[0.0], [9.0], [10.0], [12.0]])


class Drawing:
    """Random numbers that are known."""

    def __init__(self, *draws):
        self.draws = list(draws)

    def uniform(self, size):
        drawn = self.draws.pop(0)
        assert len(drawn) == size
        return np.array(drawn)


def test_missing_centroids_are_drawn_by_squared_distance_worked_by_hand():
    # From 0 the squared distances are 0, 81, 100, 144: 325 in all, in which a share of
    # 0.2 falls to 9, and 0.9 to 12. With 9 the inertia is 1 + 9, with 12 it is 9 + 4.
    one = completed(ROWS[:1], ROWS, 2, None, Drawing([0.2, 0.9]))
    assert one.ravel().tolist() == [0, 9]
    # Of what is left, 0, 0, 1, 9, a share of 0.05 falls to 10, the others to 12: with
    # 10 the inertia is 4, with 12 it is 1.
    draws = Drawing([0.2, 0.9, 0.2], [0.05, 0.2, 0.05])
    two = completed(ROWS[:1], ROWS, 3, None, draws)
    assert two.ravel().tolist() == [0, 9, 12]


def test_given_centroids_need_not_be_rows_and_keep_their_order():
    given = np.array([[30.0], [-1.0]])
    # 1, 100, 121, 169 from -1; from 30 all but 12 are farther.
    all_three = completed(given, ROWS, 3, None, Drawing([0.0, 0.0, 0.99]))
    assert all_three.ravel().tolist() == [30, -1, 12]


def test_a_row_that_is_a_centroid_already_is_not_drawn_again(digits):
    rows = digits.x_train.reshape(-1, 784) / 255
    for seed in range(3):
        drawn = completed(rows[:5], rows, 12, None, np.random.RandomState(seed))
        assert len(np.unique(drawn, axis=0)) == 12


def test_the_choice_among_a_sample_is_of_rows_and_repeats_with_the_seed(digits):
    rows = digits.x_train.reshape(-1, 784) / 255
    ways = [
        completed(rows[:2], rows, 9, 100, np.random.RandomState(seed))
        for seed in (4, 4, 5)
    ]
    np.testing.assert_array_equal(ways[0], ways[1])
    assert (ways[0] != ways[2]).any()
    known = {row.tobytes() for row in rows}
    assert all(row.tobytes() in known for row in ways[0])


def test_where_all_rows_are_given_the_rest_repeats_one():
    same = np.zeros((4, 1))
    drawn = completed(same[:1], same, 3, None, np.random.RandomState(0))
    assert drawn.ravel().tolist() == [0, 0, 0]


@pytest.mark.parametrize("algorithm", ["minibatch", "full"])
def test_fewer_first_centroids_than_clusters_are_the_first_clusters(algorithm):
    model = ClusterClassifier(
        3, algorithm=algorithm, init=[[12.0], [0.0]], random_state=0
    )
    model.fit(ROWS, ["a", "b", "b", "c"])
    assert model.init_[:2].ravel().tolist() == [12, 0]
    assert model.init_.shape == (3, 1)
    if algorithm == "full":
        assert list(model.cluster_labels_) == ["c", "a", "b"]


def test_full_steps_from_given_images_are_those_of_kmeans(digits):
    images, labels = digits.x_train[:300], digits.y_train[:300]
    first = digits.x_test[:7]
    model = build_model(7, algorithm="full", init=first).fit(images, labels)
    theirs = KMeans(7, init=first.reshape(7, -1) / 255, n_init=1, max_iter=300)
    theirs.fit(images.reshape(300, -1) / 255)
    np.testing.assert_array_equal(model[-1].labels_, theirs.labels_)
    assert model[-1].n_starts_ == 1


@pytest.mark.parametrize("space", ["pixels", "pca", "deskewed", "hog"])
@pytest.mark.parametrize("scale", [1, np.float32(1 / 255)])
def test_images_are_brought_into_the_space_by_the_models_own_transformer(
    digits, space, scale
):
    images, labels = digits.x_train[:300], digits.y_train[:300]
    first = digits.x_test[:4] * scale
    model = build_model(6, space, init=first).fit(images, labels)
    there = model[0].transform(first)
    np.testing.assert_array_equal(model[-1].init_[:4], there)
    assert model[-1].init_.shape == (6, there.shape[1])
    rows = model[0].transform(images)
    for added in model[-1].init_[4:]:
        assert (rows == added).all(axis=1).any()
    # The parameter stays what was given, and another fit is the same.
    np.testing.assert_array_equal(model[-1].init, first)
    again = build_model(6, space, init=first.tolist() if scale != 1 else first)
    again.fit(images, labels)
    np.testing.assert_array_equal(
        again[-1].cluster_centers_, model[-1].cluster_centers_
    )


def test_reports_of_a_fit_from_images_begin_with_them(digits):
    seen = []
    first = digits.x_test[:10]
    build_model(10, algorithm="full", init=first).fit(
        digits.x_train,
        digits.y_train,
        clusters__on_centers=lambda centers: seen.append(centers()),
    )
    np.testing.assert_allclose(255 * seen[0].reshape(-1, 28, 28), first, atol=1e-3)


@pytest.mark.parametrize(
    ("init", "what"),
    [
        (
            np.zeros((4, 28, 28), np.uint8),
            "4 images; there should be 1 to n_clusters=3",
        ),
        (np.zeros((0, 28, 28), np.uint8), "0 images; there should be 1 to"),
        (np.zeros((2, 20, 20)), r"shape \(2, 20, 20\)"),
        (np.full((2, 28, 28), 3.0), "floats must lie in 0..1"),
        (np.full((2, 28, 28), 300), "dtype int64"),
    ],
)
def test_images_that_cannot_be_first_centroids_are_refused(init, what):
    with pytest.raises(ValueError, match=what):
        build_model(3, init=init)


def test_k_may_not_become_less_than_the_images_given(digits):
    model = build_model(5, init=digits.x_test[:5]).set_params(clusters__n_clusters=3)
    with pytest.raises(ValueError, match="5 images; there should be 1 to n_clusters=3"):
        model.fit(digits.x_train, digits.y_train)


@pytest.mark.mnist
def test_not_even_the_class_means_keep_all_ten_digits_in_pixels(mnist):
    means = np.array(
        [
            mnist.x_train[mnist.y_train == digit].mean(axis=0) / 255
            for digit in range(10)
        ]
    )
    model = build_model(10, algorithm="full", init=means)
    model.fit(mnist.x_train, mnist.y_train)
    kept = model[-1].cluster_labels_ == np.arange(10)
    assert np.flatnonzero(~kept).tolist() == [5, 9]
    assert set(range(10)) - set(model[-1].cluster_labels_.tolist()) == {5, 9}
