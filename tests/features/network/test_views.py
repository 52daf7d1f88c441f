import numpy as np

from mnist_kmeans.features.network.views import other_view


def view(images, seed=0):
    return other_view(images, np.random.default_rng(seed))


def test_views_differ_from_the_image_and_from_each_other(digits) -> None:
    images = digits.x_train[:50]
    first, second = view(images), view(images, 1)
    for one, another in ((first, images), (second, images), (first, second)):
        assert (one != another).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(first, view(images))


def test_a_view_is_close_to_the_image(digits) -> None:
    images = digits.x_train.astype(float)
    views = view(digits.x_train).astype(float)
    ink, seen = images.sum(axis=(1, 2)), views.sum(axis=(1, 2))
    assert np.all(np.abs(seen / ink - 1) < 0.6)
    assert abs(np.mean(seen / ink) - 1) < 0.05
    rows = np.arange(28)[:, None]
    for positions in (rows, rows.T):
        centers = (images * positions).sum(axis=(1, 2)) / ink
        moved = (views * positions).sum(axis=(1, 2)) / seen - centers
        assert np.all(np.abs(moved) < 4)
        assert abs(moved.mean()) < 0.1


def test_grey_levels_stay_grey_levels() -> None:
    assert not view(np.zeros((3, 28, 28), np.uint8)).any()
    white = view(np.full((20, 28, 28), 255, np.uint8))
    assert white.min() >= 0
    assert white.max() <= 255 + 1e-3
    assert (white[:, 9:19, 9:19] > 254.9).all()
