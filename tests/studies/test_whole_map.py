"""The map of all of MNIST that comes with the package."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import make_transformer
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.studies.whole_map import making
from mnist_kmeans.studies.whole_map.layout import (
    TILE,
    WHOLE_MAP,
    WholeMap,
    find_whole_map,
    images_of,
    island_counts,
    labels_of,
    middles,
)
from mnist_kmeans.studies.whole_map.making import islands_of


@pytest.fixture(scope="module")
def few():
    """Seven training and three test images; each is full of its number."""
    images = np.repeat(np.arange(10, dtype=np.uint8), 784).reshape(10, 28, 28)
    labels = np.arange(10, dtype=np.uint8)
    return DigitData(images[:7], labels[:7], images[7:], labels[7:], "numbers")


def a_map(places, islands=None):
    places = np.array(places, np.uint16)
    islands = np.zeros(len(places), np.uint8) if islands is None else islands
    made = {"data": "some"}
    return WholeMap(places, np.array(islands, np.uint8), 100.0, "pixels", made)


def test_images_are_numbered_training_first(few):
    assert images_of(np.array([8, 0, 6]), few)[:, 0, 0].tolist() == [8, 0, 6]
    assert labels_of(np.array([7, 6]), few).tolist() == [7, 6]


@given(st.integers(1, 5 * TILE), st.integers(0, 9))
def test_tiles_are_full_and_apart(n, seed):
    places = np.random.default_rng(seed).integers(0, 65536, (n, 2))
    order = a_map(places).order
    assert sorted(order) == list(range(n))
    boxes = []
    for first in range(0, n, TILE):
        here = places[order[first : first + TILE]]
        boxes.append((here.min(axis=0), here.max(axis=0)))
    # Two share a side at most.
    for i, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:i]:
            assert ((high <= other_low) | (other_high <= low)).any()


def test_a_browser_gets_points_and_images_tile_by_tile(few):
    # Along a line, the last image first.
    whole = a_map([[10 - i, 0] for i in range(10)], islands=range(10, 20))
    object.__setattr__(whole, "order", np.arange(10)[::-1])
    sent = whole.points(few)
    assert np.frombuffer(sent[:40], "<u2").tolist() == [
        value for i in range(1, 11) for value in (i, 0)
    ]
    assert np.frombuffer(sent[40:80], "<u4").tolist() == list(range(9, -1, -1))
    assert list(sent[80:90]) == list(range(9, -1, -1))
    assert list(sent[90:]) == list(range(19, 9, -1))
    tile = np.frombuffer(whole.tile(0, few), np.uint8).reshape(10, 784)
    assert tile[:, 0].tolist() == list(range(9, -1, -1))


@pytest.mark.parametrize("number", [-1, 1, 1000])
def test_there_are_no_other_tiles(few, number):
    with pytest.raises(IndexError, match=f"no tile {number}"):
        a_map(np.zeros((10, 2))).tile(number, few)


def test_a_digest_tells_maps_apart():
    assert a_map([[0, 1]]).digest == a_map([[0, 1]]).digest
    assert a_map([[0, 1]]).digest != a_map([[0, 2]]).digest


def test_other_data_have_no_such_map(few, digits):
    assert find_whole_map(few) is None
    assert find_whole_map(digits) is None


def test_a_centroid_stands_at_the_image_in_the_middle_of_its_cluster():
    # Two of three images lie together; the mean of all is amid nothing.
    places = np.array([[0, 0], [2, 0], [1, 0], [100, 90], [100, 92], [7, 7]], np.uint16)
    clusters = np.array([0, 0, 0, 2, 2, 2], np.uint16)
    found = middles(places, clusters, 3)
    assert found[0].tolist() == [1, 0]
    assert np.isnan(found[1]).all()
    assert found[2].tolist() == [100, 90]


def test_an_island_is_what_most_neighbours_show(monkeypatch):
    monkeypatch.setattr(making, "N_NEIGHBORS", 3)
    # Two groups far apart, a 7 among the 1s.
    places = np.array([[i, 0] for i in range(5)] + [[1000 + i, 0] for i in range(5)])
    labels = np.array([1, 1, 7, 1, 1, 4, 4, 4, 4, 4], np.uint8)
    assert islands_of(places, labels).tolist() == [1] * 5 + [4] * 5


def test_images_on_one_spot_have_an_island_too():
    places, labels = np.zeros((100, 2), np.uint16), np.full(100, 6, np.uint8)
    assert islands_of(places, labels).tolist() == [6] * 100


def test_islands_are_counted_by_digit(few):
    counts = island_counts(
        a_map(np.zeros((10, 2)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 4]), few
    )
    assert counts.sum() == 10
    assert counts[9, 4] == 1
    assert np.trace(counts) == 9


# From here on: the map that is shipped.


@pytest.mark.mnist
def test_the_map_is_of_all_of_mnist_and_current(mnist):
    whole = find_whole_map(mnist)
    assert whole is not None
    assert whole.places.shape == (70_000, 2)
    assert whole.places.min(axis=0).tolist() == [0, 0]
    assert whole.places.max() == 65_535
    assert whole.feature_space == making.FEATURE_SPACE
    assert whole.made["parameters"] == making.PARAMETERS
    labels = np.concatenate([mnist.y_train, mnist.y_test])
    assert (islands_of(whole.places, labels) == whole.islands).mean() > 0.999
    # It keeps the digits apart: that is what it is for.
    assert (whole.islands == labels).mean() > 0.98


@pytest.mark.mnist
def test_the_map_is_of_the_features_that_there_are_now(mnist):
    with np.load(WHOLE_MAP) as file:
        sample = file["sample"]
    numbers = evenly_spaced(70_000, len(sample))
    transformer = make_transformer(making.FEATURE_SPACE).fit(mnist.x_train)
    now = transformer.transform(images_of(numbers, mnist))
    # Another machine computes the same to some digits.
    np.testing.assert_allclose(now, sample, atol=0.02 * sample.std())
