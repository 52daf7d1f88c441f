"""Maps of images in two dimensions."""

import sys

import numpy as np
import pytest

from mnist_kmeans.features.building import compute_features
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.missing_extra import MissingExtraError
from mnist_kmeans.studies.maps import (
    FEWEST_FOR_TSNE,
    MapSettings,
    compute_map,
    map_test_images,
    neighbours,
)

# Along (1, 2, 2) / 3 by -3, 0, 3, and along (2, -2, 1) / 3 by 1, -2, 1.
POINTS = np.array([[-1, -2, -2], [0, 0, 0], [1, 2, 2]], np.float32) + np.outer(
    [1, -2, 1], np.array([2, -2, 1]) / 3
).astype(np.float32)


@pytest.fixture
def blobs():
    """Three groups of forty, far apart in ten dimensions."""
    rng = np.random.default_rng(0)
    centers = 20 * np.eye(3, 10)
    groups = [rng.normal(center, 1, (40, 10)) for center in centers]
    return np.concatenate(groups).astype(np.float32), np.repeat([3, 5, 8], 40)


def test_pca_finds_the_directions_in_which_points_differ_most():
    digit_map = compute_map(POINTS, "PCA")
    np.testing.assert_allclose(
        np.abs(digit_map.axes[0]), np.array([1, 2, 2]) / 3, atol=1e-5
    )
    np.testing.assert_allclose(
        np.abs(digit_map.axes[1]), np.array([2, 2, 1]) / 3, atol=1e-5
    )
    expected = [[-3, 1], [0, -2], [3, 1]]
    signs = np.sign(digit_map.positions[2])
    np.testing.assert_allclose(digit_map.positions * signs, expected, atol=1e-4)
    assert digit_map.variance == pytest.approx(1)


def test_pca_tells_how_little_a_plane_holds():
    # The corners of a cross in three dimensions: as much variance along each axis.
    cross = np.concatenate([np.eye(3), -np.eye(3)]).astype(np.float32)
    assert compute_map(cross, "PCA").variance == pytest.approx(2 / 3)


def test_pca_places_others_where_they_would_have_been():
    digit_map = compute_map(POINTS, "PCA")
    np.testing.assert_allclose(digit_map.place(POINTS), digit_map.positions, atol=1e-5)
    middle = digit_map.place(POINTS.mean(axis=0, keepdims=True))
    np.testing.assert_allclose(middle, [[0, 0]], atol=1e-5)


def test_the_nearest_come_nearest_first():
    line = np.array([[0], [1], [3], [6], [10], [15], [21]], np.float32)
    digit_map = compute_map(line, "PCA")
    assert digit_map.nearest(np.array([[5.4], [30]], np.float32)).tolist() == [
        [3, 2, 1, 4, 0],
        [6, 5, 4, 3, 2],
    ]
    assert compute_map(line[:2], "PCA").nearest(line[:1]).tolist() == [[0, 1]]


def test_points_that_do_not_differ_lie_on_one_spot():
    digit_map = compute_map(np.ones((4, 3), np.float32), "PCA")
    np.testing.assert_array_equal(digit_map.positions, np.zeros((4, 2)))
    assert digit_map.variance == 1


def test_one_dimension_is_a_line():
    line = np.arange(12, dtype=np.float32)[:, None]
    positions = compute_map(line, "PCA").positions
    np.testing.assert_allclose(np.abs(np.diff(positions[:, 0])), 1, rtol=1e-5)
    np.testing.assert_array_equal(positions[:, 1], 0)
    assert compute_map(line, "t-SNE").positions.shape == (12, 2)


def test_tsne_of_points_that_do_not_differ_is_finite():
    assert np.isfinite(
        compute_map(np.ones((40, 3), np.float32), "t-SNE").positions
    ).all()


def test_tsne_keeps_groups_together_and_is_the_same_each_time(blobs):
    points, labels = blobs
    steps = []
    digit_map = compute_map(
        points, "t-SNE", lambda fraction, what: steps.append(fraction)
    )
    assert neighbours(digit_map.positions, labels).same == 1
    again = compute_map(points, "t-SNE")
    np.testing.assert_array_equal(digit_map.positions, again.positions)
    # The progress of both phases, from the first steps to the last.
    np.testing.assert_allclose(steps, np.arange(1, 76) / 75)


def test_tsne_can_be_ended(blobs):
    def stop(fraction, what):
        if fraction > 0.05:
            raise InterruptedError(what)

    with pytest.raises(InterruptedError, match="step 40 of 750"):
        compute_map(blobs[0], "t-SNE", stop)


def test_the_map_can_be_seen_while_tsne_forms_it(blobs):
    layouts = []
    digit_map = compute_map(blobs[0], "t-SNE", on_layout=layouts.append)
    assert len(layouts) == 75
    # Copies, from the map by PCA, tiny, to the last but one step of the final one.
    first, last = layouts[0], layouts[-1]
    assert first.dtype == np.float32
    by_pca = compute_map(blobs[0], "PCA").positions
    for axis in range(2):
        assert np.corrcoef(first[:, axis], by_pca[:, axis])[0, 1] > 0.9
    assert np.ptp(first) < np.ptp(last) / 10
    np.testing.assert_allclose(last, digit_map.positions, atol=np.ptp(last) / 20)


def test_an_error_in_a_look_at_the_map_reaches_the_caller(blobs):
    error = InterruptedError()

    def look(positions):
        raise error

    with pytest.raises(InterruptedError) as caught:
        compute_map(blobs[0], "t-SNE", on_layout=look)
    assert caught.value is error


def test_tsne_without_opentsne_says_what_to_install(blobs, monkeypatch):
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(MissingExtraError, match=r'"mnist-kmeans\[app\]"'):
        compute_map(blobs[0], "t-SNE")
    assert compute_map(blobs[0], "PCA").positions.shape == (120, 2)


def test_tsne_places_others_amid_their_nearest(blobs):
    points, labels = blobs
    digit_map = compute_map(points, "t-SNE")
    places = digit_map.place(
        np.array([20 * np.eye(10)[i] for i in range(3)], np.float32)
    )
    for digit, place in zip((3, 5, 8), places, strict=True):
        far = np.linalg.norm(digit_map.positions - place, axis=1)
        assert labels[far.argmin()] == digit
        own = digit_map.positions[labels == digit]
        assert (own.min(axis=0) <= place).all()
        assert (place <= own.max(axis=0)).all()


@pytest.mark.parametrize(
    ("layout", "n", "message"),
    [
        ("UMAP", 30, "layout='UMAP' should be one of PCA, t-SNE."),
        ("t-SNE", FEWEST_FOR_TSNE - 1, "n_samples=9 should be >= 10 for t-SNE."),
    ],
)
def test_what_cannot_be_laid_out_is_refused(layout, n, message):
    with pytest.raises(ValueError, match=message):
        compute_map(np.zeros((n, 4), np.float32), layout)


def test_neighbours_by_hand():
    # On a line: 1 1 1 .. 4 9 .. 9 4: the 1s have 1s beside them, all others not.
    x = np.array([0, 1, 2.1, 10, 11, 20, 21], np.float32)
    positions = np.column_stack([x, np.zeros_like(x)])
    labels = np.array([1, 1, 1, 4, 9, 9, 4], np.uint8)
    near = neighbours(positions, labels)
    assert near.same == 3 / 7
    assert near.same_by_digit == {1: 1, 4: 0, 9: 0}
    assert near.mixed == (4, 9)


def test_images_on_one_spot_are_each_others_neighbours():
    near = neighbours(np.zeros((6, 2), np.float32), np.full(6, 7, np.uint8))
    assert near.same_by_digit == {7: 1}
    assert near.mixed is None


def test_one_image_has_no_neighbour():
    near = neighbours(np.zeros((1, 2), np.float32), np.array([7], np.uint8))
    assert near.same == 0
    assert near.same_by_digit == {}
    assert near.mixed is None


@pytest.mark.parametrize("space", ["pixels", "hog"])
def test_test_images_are_laid_out_where_their_features_are(digits, space):
    settings = MapSettings("PCA", 100, space, 500)
    digit_map, near = map_test_images(settings, digits)
    features = compute_features(space, digits.x_train[:500], digits.x_test)
    again, _ = map_test_images(settings, digits, features)
    np.testing.assert_allclose(digit_map.positions, again.positions, atol=1e-3)
    assert digit_map.positions.shape == (100, 2)
    shown = evenly_spaced(len(digits.x_test), 100)
    expected = neighbours(digit_map.positions, digits.y_test[shown])
    np.testing.assert_array_equal(near.counts, expected.counts)


@pytest.mark.mnist
def test_the_map_of_mnist(mnist):
    shown = evenly_spaced(10_000, 1000)
    points = mnist.x_test[shown].reshape(-1, 784).astype(np.float32) / 255
    by_pca = compute_map(points, "PCA")
    by_tsne = compute_map(points, "t-SNE")
    labels = mnist.y_test[shown]
    # As measured: .38 and .91.
    assert neighbours(by_pca.positions, labels).same < 0.5
    assert neighbours(by_tsne.positions, labels).same > 0.85
    # Images left out lie where their like do: as measured, .83 of them.
    others = mnist.x_test[5::10].reshape(-1, 784).astype(np.float32) / 255
    places = by_tsne.place(others)
    nearest = [
        labels[np.linalg.norm(by_tsne.positions - place, axis=1).argmin()]
        for place in places
    ]
    assert np.mean(nearest == mnist.y_test[5::10]) > 0.75
