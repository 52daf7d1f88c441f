"""Views of digits as others might have written them: turned, scaled, bent."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SIDE = 28
_CENTER = (_SIDE - 1) / 2

# The largest changes, uniformly distributed: degrees, shares of the size, and pixels.
_TURN, _SCALE, _SHEAR, _SHIFT = 12, 0.12, 0.1, 1.5

# Bending moves the points of a coarse grid by normally distributed pixels.
_GRID, _BEND = 5, 1.0

_POSITIONS = np.arange(_SIDE, dtype=np.float32) - np.float32(_CENTER)


def _spread() -> Floats:
    """Return what spreads a coarse grid over the pixels along one axis, linearly."""
    position = np.linspace(0, _GRID - 1, _SIDE)[:, None]
    weights = 1 - np.abs(position - np.arange(_GRID))
    spread: Floats = np.maximum(weights, 0).astype(np.float32)
    return spread


_SPREAD = _spread()


def other_view(images: NDArray[np.uint8], rng: np.random.Generator) -> Floats:
    """Turn, scale, shear, shift and bend each image a little, at random.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
        0 is paper.
    rng : Generator
        Decides on the changes.

    Returns
    -------
    ndarray of shape (n, 28, 28), float32
        In the same grey levels. Each image is turned by up to 12 degrees, scaled by up
        to 12 % in each direction, sheared by up to 0.1, shifted by up to 1.5 pixels,
        and bent elastically.

    Notes
    -----
    P. Simard, D. Steinkraus and J. Platt, "Best practices for convolutional neural
    networks applied to visual document analysis" (2003).
    """
    return _sampled(images, *_sources(len(images), rng))


def _sources(n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return where each pixel of n images comes from: row and column, in pixels."""

    def uniform(largest: float) -> Floats:
        return rng.uniform(-largest, largest, (n, 1, 1)).astype(np.float32)

    turn = np.radians(uniform(_TURN))
    cosine, sine, shear = np.cos(turn), np.sin(turn), uniform(_SHEAR)
    tall, wide = 1 + uniform(_SCALE), 1 + uniform(_SCALE)
    down, across = _POSITIONS[:, None], _POSITIONS
    bends = rng.normal(0, _BEND, (2, n, _GRID, _GRID)).astype(np.float32)
    bend_down, bend_across = _SPREAD @ bends @ _SPREAD.T
    down, across = cosine * down - sine * across, sine * down + cosine * across
    rows = tall * down + uniform(_SHIFT) + bend_down + _CENTER
    columns = wide * (across + shear * down) + uniform(_SHIFT) + bend_across + _CENTER
    return rows, columns


def _sampled(images: NDArray[np.uint8], rows: Floats, columns: Floats) -> Floats:
    """Sample images at the given positions, with linear interpolation."""
    side = _SIDE + 3  # paper on all sides, for whatever lies outside
    padded = np.pad(images.astype(np.float32), ((0, 0), (1, 2), (1, 2))).ravel()
    rows = np.clip(rows + 1, 0, _SIDE + 1)
    columns = np.clip(columns + 1, 0, _SIDE + 1)
    above, left = rows.astype(np.intp), columns.astype(np.intp)
    down, right = rows - above, columns - left
    index = above * side + left
    index += np.arange(len(images))[:, None, None] * side**2
    upper = padded[index] + right * (padded[index + 1] - padded[index])
    index += side
    lower = padded[index] + right * (padded[index + 1] - padded[index])
    sampled: Floats = upper + down * (lower - upper)
    return sampled
