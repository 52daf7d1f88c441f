"""Deskewing, and histograms of oriented gradients (HOG)."""

from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SIDE = 28
_CELL = 5  # pixels along a side
_CELLS = 5  # along a side of the image
_BINS = 9  # directions
_BLOCK = 2  # cells along a side

#: Number of features that `oriented_gradients` computes.
GRADIENTS = (_CELLS - _BLOCK + 1) ** 2 * _BLOCK**2 * _BINS

# A normalised block is clipped at this and normalised again.
_CLIP = 0.2

_Y, _X = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32)
# Weighted by ink, the sums of these give the moments about a digit's centre.
_MOMENTS = np.stack([np.ones_like(_X), _X, _Y, _X * _Y, _Y * _Y]).reshape(5, -1).T

# Position of each row or column of pixels in units of cells, whose centres are spread
# evenly about the middle of the image: the cell before it, and the fraction of the way
# to the next. A border of extra cells takes what lies outside and is dropped.
_GRID = _CELLS + 2
_POSITIONS = (np.arange(_SIDE) - (_SIDE - 1) / 2) / _CELL + (_GRID - 1) / 2
_BEFORE = np.floor(_POSITIONS).astype(np.intp)
_FRACTION = (_POSITIONS - _BEFORE).astype(np.float32)


def deskew(images: Floats) -> Floats:
    """Shear digits upright.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 is paper; ink is positive, in any scale.

    Returns
    -------
    ndarray of shape (n, 28, 28), float32
        Each row of an image is shifted, with linear interpolation, so that the
        horizontal and vertical positions of the ink are uncorrelated. What leaves the
        image is lost.

    Notes
    -----
    From the second moments: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
    "Gradient-based learning applied to document recognition" (1998).
    """
    # All images at once: scipy's affine_transform takes one at a time.
    n = len(images)
    sums = images.reshape(n, -1) @ _MOMENTS
    ink = np.maximum(sums[:, 0], 1e-6)
    x, y, xy, yy = (sums[:, i] / ink for i in range(1, 5))
    slant = (xy - x * y) / np.maximum(yy - y * y, 1e-3)
    rows = np.arange(_SIDE, dtype=np.float32)
    shift = np.clip(slant[:, None] * (rows - y[:, None]), -_SIDE, _SIDE)
    whole = np.floor(shift)
    fraction = (shift - whole)[:, :, None].astype(np.float32)
    # With an image's width of paper on either side no index is out of range.
    padded = np.pad(images, ((0, 0), (0, 0), (_SIDE, _SIDE + 1)))
    index = whole.astype(np.intp)[:, :, None] + np.arange(_SIDE, 2 * _SIDE)
    index += (np.arange(n * _SIDE) * padded.shape[2]).reshape(n, _SIDE, 1)
    flat = padded.ravel()  # its indices are faster than np.take_along_axis
    left = flat[index]
    upright: Floats = left + (flat[index + 1] - left) * fraction
    return upright


def oriented_gradients(images: Floats) -> Floats:
    """Compute histograms of oriented gradients.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 to 1.

    Returns
    -------
    ndarray of shape (n, 576), float32
        16 blocks of 2x2 cells of 5x5 pixels, each with 9 directions between 0 and 180
        degrees. A gradient is shared among the two nearest directions and the four
        nearest cells (trilinear interpolation). Blocks are normalised to length 1,
        clipped at 0.2 and normalised again.

    Notes
    -----
    N. Dalal and B. Triggs, "Histograms of oriented gradients for human detection"
    (2005). Sharing among cells, which scikit-image's `hog` does not do, and cells of 5
    pixels instead of 7 halved the errors of the nearest neighbour on held-out training
    images.

    Examples
    --------
    >>> from mnist_kmeans import load_mnist
    >>> from mnist_kmeans.features.shapes import deskew, oriented_gradients
    >>> images = load_mnist().x_test[:5] / 255
    >>> oriented_gradients(deskew(images.astype("float32"))).shape
    (5, 576)
    """
    n = len(images)
    across, down = np.zeros_like(images), np.zeros_like(images)
    across[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    # Most pixels are paper and have no gradient.
    image, y, x = np.nonzero((across != 0) | (down != 0))
    across, down = across[image, y, x], down[image, y, x]
    strength = np.hypot(across, down)
    # The first bin is centred at half a bin's width.
    direction = np.arctan2(down, across) * np.float32(_BINS / np.pi) - np.float32(0.5)
    low = np.floor(direction)
    bins = _neighbors(low.astype(np.intp), direction - low)
    counts = np.zeros(n * _GRID * _GRID * _BINS)
    for (row, row_weight), (column, column_weight), (bin_, bin_weight) in product(
        _neighbors(_BEFORE[y], _FRACTION[y]), _neighbors(_BEFORE[x], _FRACTION[x]), bins
    ):
        index = ((image * _GRID + row) * _GRID + column) * _BINS + bin_ % _BINS
        weight = strength * row_weight * column_weight * bin_weight
        counts += np.bincount(index, weight, len(counts))
    cells = counts.reshape(n, _GRID, _GRID, _BINS)[:, 1:-1, 1:-1]
    blocks = sliding_window_view(cells, (_BLOCK, _BLOCK), axis=(1, 2))
    blocks = blocks.transpose(0, 1, 2, 4, 5, 3).reshape(n, -1, _BLOCK**2 * _BINS)
    blocks = np.minimum(_normalised(blocks), _CLIP)
    features: Floats = _normalised(blocks).reshape(n, -1).astype(np.float32)
    return features


def _neighbors(
    before: NDArray[np.intp], fraction: Floats
) -> list[tuple[NDArray[np.intp], Floats]]:
    """Return the grid points before and after each position, with linear weights."""
    return [(before, 1 - fraction), (before + 1, fraction)]


def _normalised(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.sqrt(np.einsum("...i,...i->...", blocks, blocks) + 1e-10)
    normalised: NDArray[np.float64] = blocks / lengths[..., None]
    return normalised
