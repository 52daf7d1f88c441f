"""Placing new images on a finished map."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_kmeans.studies.whole_map.layout import WholeMap
from mnist_kmeans.studies.whole_map.placing import Placer


@pytest.fixture(scope="module")
def placer():
    """Two groups of 200 images, which the map has in the same places, 100 times as far.

    The features of an image are its first two pixels.
    """
    rng = np.random.default_rng(0)
    points = rng.normal(size=(400, 2)).astype(np.float32)
    points[200:] += 40
    low, span = points.min(axis=0), np.ptp(points, axis=0).max()
    places = np.rint((points - low) / span * 65535).astype(np.uint16)
    whole = WholeMap(places, np.zeros(400, np.uint8), 60.0, "two", {"data": ""})
    transformer = SimpleNamespace(transform=lambda images: images[:, 0, :2])
    features = SimpleNamespace(
        train=points[:300], test=points[300:], transformer=transformer
    )
    return Placer(whole, features), points, places


def images(points):
    blank = np.zeros((len(points), 28, 28), np.float32)
    blank[:, 0, :2] = points
    return blank


def test_a_new_image_is_placed_amid_its_neighbours(placer):
    placer, points, places = placer
    new = np.array([points[:200].mean(axis=0), points[200:].mean(axis=0)])
    placed, nearest = placer.place(images(new))
    for group, members in enumerate((slice(0, 200), slice(200, 400))):
        low, high = places[members].min(axis=0), places[members].max(axis=0)
        assert (placed[group] >= low).all()
        assert (placed[group] <= high).all()
    distances = ((points - new[0]) ** 2).sum(axis=1)
    assert nearest[0].tolist() == np.argsort(distances)[:5].tolist()
    assert (nearest[1] >= 200).all()


def test_an_image_of_the_map_is_placed_where_it_is(placer):
    placer, points, places = placer
    some = np.arange(0, 400, 20)
    placed, nearest = placer.place(images(points[some]))
    assert nearest[:, 0].tolist() == some.tolist()
    away = np.hypot(*(placed - places[some]).T)
    assert np.median(away) < 0.05 * 65535


def test_places_do_not_depend_on_what_is_placed_beside(placer):
    placer, points, _ = placer
    alone, _ = placer.place(images(points[:1]))
    beside, _ = placer.place(images(points[[0, 399, 5]]))
    np.testing.assert_allclose(alone[0], beside[0], atol=5)
