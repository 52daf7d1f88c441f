"""What matters of a digit's shape: its slant taken out, and where its edges run."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SIDE = 28
_CELL = 7  # pixels to a side
_BINS = 9  # orientations
_BLOCK = 2  # cells to a side

# What a normalised block is cut off at before it is normalised again.
_MOST = 0.2

_Y, _X = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32)
# What the moments about a digit's centre are made of: sums of these, weighted by ink.
_MOMENTS = np.stack([np.ones_like(_X), _X, _Y, _X * _Y, _Y * _Y]).reshape(5, -1).T

# The cell of each pixel, and where its histogram begins among those of its image.
_CELLS = _SIDE // _CELL
_STARTS = ((_Y // _CELL) * _CELLS + _X // _CELL).astype(np.intp) * _BINS
_LENGTH = _CELLS * _CELLS * _BINS


def deskew(images: Floats) -> Floats:
    """Shear digits upright.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 for paper and up; of any scale.

    Returns
    -------
    ndarray of shape (n, 28, 28), float32
        Each row of an image moved sideways, by linear interpolation, so that ink to the
        left and right no longer goes with ink above and below. What leaves the image is
        lost.

    Notes
    -----
    From the second moments: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
    "Gradient-based learning applied to document recognition" (1998).
    """
    n = len(images)
    sums = images.reshape(n, -1) @ _MOMENTS
    ink = np.maximum(sums[:, 0], 1e-6)
    x, y, xy, yy = (sums[:, i] / ink for i in range(1, 5))
    slant = (xy - x * y) / np.maximum(yy - y * y, 1e-3)
    rows = np.arange(_SIDE, dtype=np.float32)
    moved = np.clip(slant[:, None] * (rows - y[:, None]), -_SIDE, _SIDE)
    whole = np.floor(moved)
    part = (moved - whole)[:, :, None].astype(np.float32)
    # With an image's width of paper on either side no index is out of range.
    wide = np.zeros((n, _SIDE, 3 * _SIDE + 1), np.float32)
    wide[:, :, _SIDE : 2 * _SIDE] = images
    at = whole.astype(np.intp)[:, :, None] + np.arange(_SIDE, 2 * _SIDE)
    at += (np.arange(n * _SIDE) * wide.shape[2]).reshape(n, _SIDE, 1)
    flat = wide.ravel()
    left = flat[at]
    upright: Floats = left + (flat[at + 1] - left) * part
    return upright


def oriented_gradients(images: Floats) -> Floats:
    """Describe digits by histograms of the directions in which their edges run.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 to 1.

    Returns
    -------
    ndarray of shape (n, 324), float32
        9 blocks of 2x2 cells of 7x7 pixels, of 9 directions each between 0 and 180
        degrees; a gradient is shared between the two directions nearest to its own.
        Blocks are normalised to length 1, cut off at 0.2 and normalised again.

    Notes
    -----
    N. Dalal and B. Triggs, "Histograms of oriented gradients for human detection"
    (2005).
    """
    n = len(images)
    across, down = np.zeros_like(images), np.zeros_like(images)
    across[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    # Most pixels are paper and have no gradient.
    which, y, x = np.nonzero((across != 0) | (down != 0))
    across, down = across[which, y, x], down[which, y, x]
    strength = np.hypot(across, down)
    # Bins are centred at half a bin's width.
    direction = np.arctan2(down, across) * np.float32(_BINS / np.pi) - np.float32(0.5)
    low = np.floor(direction)
    share = direction - low
    first = low.astype(np.intp) % _BINS
    start = which * _LENGTH + _STARTS[y, x]
    size = n * _LENGTH
    counts = np.bincount(start + first, strength * (1 - share), size)
    counts = counts + np.bincount(start + (first + 1) % _BINS, strength * share, size)
    cells = counts.reshape(n, _CELLS, _CELLS, _BINS) / _CELL**2
    last = _CELLS - _BLOCK + 1
    blocks = np.concatenate(
        [
            cells[:, i : i + last, j : j + last]
            for i in range(_BLOCK)
            for j in range(_BLOCK)
        ],
        axis=-1,
    )
    blocks = np.minimum(_normalised(blocks), _MOST)
    described: Floats = _normalised(blocks).reshape(n, -1).astype(np.float32)
    return described


def _normalised(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.sqrt(np.einsum("...i,...i->...", blocks, blocks) + 1e-10)
    normalised: NDArray[np.float64] = blocks / lengths[..., None]
    return normalised
