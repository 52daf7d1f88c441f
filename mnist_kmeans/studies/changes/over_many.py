"""How large the smallest changes to many digits are."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.changes.smallest_change import smallest_change

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Transformer

# Pairs of images of a digit, of which the median distance is its usual one.
_N_PAIRS = 1000


def change_sizes(
    images: NDArray[np.uint8],
    fit: Fit,
    transformer: "Transformer",
    on_step: OnStep = silent,
) -> NDArray[np.float64]:
    """Find how large the smallest change to each image is.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    fit : Fit
    transformer : transformer
        As in `smallest_change`.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    ndarray of shape (n,), float64
        Distances in pixels of 0 to 1; NaN where no other answer was found.
    """
    sizes = np.full(len(images), np.nan)
    for i, image in enumerate(images):
        on_step(i / len(images), f"Smallest changes in {fit.settings.feature_space}")
        change = smallest_change(image / np.float32(255), fit, transformer)
        if change is not None:
            sizes[i] = change.size
    return sizes


def usual_distance(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], digit: int
) -> float:
    """Return the median distance between two images of a digit.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    labels : ndarray of shape (n,)
    digit : int

    Returns
    -------
    float
        In pixels of 0 to 1, over a thousand pairs; NaN with fewer than two images.
    """
    of_digit = np.flatnonzero(labels == digit)
    if len(of_digit) < 2:
        return float("nan")
    random = np.random.default_rng(0)
    first, step = random.integers(
        0, [[len(of_digit)], [len(of_digit) - 1]], (2, _N_PAIRS)
    )
    second = (first + 1 + step) % len(of_digit)  # never the same image
    pairs = images[of_digit[first]].astype(np.float32) - images[of_digit[second]]
    return float(np.median(np.sqrt((pairs**2).sum(axis=(1, 2)))) / 255)
