"""Ink out of focus."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_kmeans.pictures.sharpening import sharpened


def ring(blur: float) -> np.ndarray:
    y, x = np.mgrid[0:100, 0:100] - 49.5
    ink = (np.abs(np.hypot(x, y) - 30) < 8).astype(np.float32)
    return ndimage.gaussian_filter(ink, blur)


@pytest.mark.parametrize("blur", [0.5, 1, 3])
def test_what_is_in_focus_is_unchanged(blur: float) -> None:
    assert np.array_equal(sharpened(ring(blur)), ring(blur))


@pytest.mark.parametrize("blur", [8, 10, 12])
def test_a_loop_that_blur_had_filled_is_open_again(blur: float) -> None:
    before, after = ring(blur), sharpened(ring(blur))
    assert after.dtype == np.float32
    assert after.min() >= 0
    # The ink in the middle, as a share of the stroke's.
    assert after[50, 50] / after[50, 80] < 0.5 * before[50, 50] / before[50, 80]


def test_the_strength_of_the_ink_does_not_matter() -> None:
    assert np.allclose(sharpened(ring(10) * 0.05), sharpened(ring(10)) * 0.05)


def test_ink_without_edges_is_unchanged() -> None:
    flat = np.full((20, 30), 0.4, np.float32)
    assert np.array_equal(sharpened(flat), flat)
