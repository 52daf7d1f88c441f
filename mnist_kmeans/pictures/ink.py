"""Find the ink in a picture, and the strokes in the ink.

Each step rests on one property of handwriting: paper is smooth and there is more of it
than of ink; ink contrasts with it more than shadows, ruled lines and bleed-through do;
strokes are short and thin. Local thresholds as in scikit-image (Sauvola's) would give a
mask, but MNIST's form needs grey levels of ink.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.lines import EIGHT, Mask, frames, ruled_lines

Floats = NDArray[np.float32]

# The least contrast of ink with paper, both 0 to 1, and the same in units of the noise.
_LEAST_CONTRAST = 0.035
_NOISES = 6

#: Shares of a page's strongest ink: every stroke reaches `_CORE` somewhere and `EDGE`
#: everywhere. Ruled lines and bleed-through mostly do not.
_CORE = 0.5
EDGE = 0.3


def ink_map(channels: Floats) -> tuple[Floats, Floats, float]:
    """Measure how far each pixel contrasts with the paper, whatever the light on it.

    Parameters
    ----------
    channels : ndarray of shape (h, w, c), float32
        Grey or colours, 0 to 1.

    Returns
    -------
    ink : ndarray of shape (h, w), float32
        Contrast with the paper, from 0; high for ink of either polarity and any colour.
    certain : ndarray of shape (h, w), float32
        The same, but with the paper most like the ink of all that is near. It is lower
        than `ink` beside a shadow's edge, a table or an object only, of which a corner
        may look like ink.
    least : float
        The lowest contrast above the noise.
    """
    smooth = ndimage.gaussian_filter(channels, (0.7, 0.7, 0))
    paper = _even_paper(smooth)
    if paper is None:
        paper = _uneven_paper(smooth)
    differences = smooth - paper
    # Cubed, so that a few strokes of high contrast outweigh much faint noise.
    dark = bool(np.sum(differences * differences * differences) <= 0)
    ink, least = _contrast(smooth, paper, dark)
    paper = _paper_between(smooth, ink > least, paper)
    if not _has_edges(smooth, paper, dark):
        ink, least = _contrast(smooth, paper, dark)
        return ink, ink, least
    paper, dark = _paper_with_edges(smooth)
    ink, least = _contrast(smooth, paper, dark)
    extreme = ndimage.minimum_filter if dark else ndimage.maximum_filter
    window = 3 * _window(paper.shape) // 2
    certain, _ = _contrast(smooth, extreme(paper, (window, window, 1)), dark)
    return ink, certain, least


def _has_edges(channels: Floats, paper: Floats, dark: bool) -> bool:
    """Tell whether there is more than one paper: a table, or a shadow with an edge.

    What is wider than any stroke is taken for paper by a closing with a wide window,
    with its edges as they are, but not by an estimate that is smooth.
    """
    # Of the grey, for coloured ink may be darker in one channel and lighter in another.
    coarse, smooth = (
        _shrink(picture, 160).mean(axis=2) for picture in (channels, paper)
    )
    filled = _filled(coarse, max(coarse.shape) // 3, dark)
    differs = np.abs(filled - smooth) > 0.1 * max(smooth.max(), 0.3)
    return bool(differs.mean() > 0.01)


def _paper_with_edges(channels: Floats) -> tuple[Floats, bool]:
    """Return paper that may have edges, and whether ink is darker."""
    coarse = _shrink(channels, 160)
    size = (*[max(coarse.shape) // 10] * 2, 1)
    above = coarse - ndimage.median_filter(coarse, size, mode="nearest")
    lighter = np.sum(above * above * above, axis=(0, 1))
    paper = np.dstack(
        [
            _filled(channels[..., c], _window(channels.shape), bool(lighter[c] <= 0))
            for c in range(channels.shape[2])
        ]
    )
    # A closing of noise lies above its mean.
    paper += np.median(channels - paper, axis=(0, 1))
    return paper, bool(lighter.sum() <= 0)


def _window(shape: tuple[int, ...]) -> int:
    """Return a side that is several times the width of most strokes."""
    # In a narrow strip, whose digits are no larger than it is wide, of the width.
    return max(3, min(max(shape[:2]) // 12, min(shape[:2]) // 2))


def _filled(values: Floats, window: int, dark: bool) -> Floats:
    """Fill what is narrower than a window and darker (or lighter) than its sides."""
    fill = ndimage.grey_closing if dark else ndimage.grey_opening
    # The picture is continued, for what reaches its border may be wide outside of it.
    filled: Floats = fill(np.pad(values, window, mode="edge"), (window | 1,) * 2)
    return filled[window:-window, window:-window]


def _contrast(channels: Floats, paper: Floats, dark: bool) -> tuple[Floats, float]:
    # Dark ink's contrast is relative to the paper: a shadow takes the same share of the
    # light from both.
    signed = 1 - channels / np.maximum(paper, 0.05) if dark else channels - paper
    mean = signed.mean(axis=2)
    sample = mean[:: max(1, mean.shape[0] // 400), :: max(1, mean.shape[1] // 400)]
    # The standard deviation, estimated from the median absolute deviation.
    noise = 1.4826 * float(np.median(np.abs(sample - np.median(sample))))
    np.maximum(signed, 0, out=signed)
    ink = np.sqrt(np.einsum("hwc,hwc->hw", signed, signed) / signed.shape[2])
    return ink.astype(np.float32), max(_LEAST_CONTRAST, _NOISES * noise)


def _even_paper(channels: Floats) -> Floats | None:
    """Return the colour along the border, if it is the same all around."""
    height, width, _ = channels.shape
    ring = max(2, min(height, width) // 40)
    sides = (
        channels[:ring],
        channels[-ring:],
        channels[:, :ring].swapaxes(0, 1),
        channels[:, -ring:].swapaxes(0, 1),
    )
    pieces = [
        np.median(piece.reshape(-1, channels.shape[2]), axis=0)
        for side in sides
        for piece in np.array_split(side, 4, axis=1)
        if piece.size
    ]
    # Digits and fingers may touch the border here and there.
    colours = np.sort(np.array(pieces), axis=0)
    trimmed = colours[2:-2] if len(colours) > 8 else colours
    if np.ptp(trimmed, axis=0).max() > 0.04:
        return None
    middle: Floats = np.median(trimmed, axis=0).astype(np.float32)[None, None]
    return middle


def _uneven_paper(channels: Floats) -> Floats:
    """Return the median of wide neighbourhoods, which are mostly paper."""
    coarse = _shrink(channels, 48)
    size = (2 * (coarse.shape[0] // 4) + 1, 2 * (coarse.shape[1] // 4) + 1)
    medians = [
        ndimage.median_filter(coarse[..., c], size, mode="nearest")
        for c in range(coarse.shape[2])
    ]
    return _grow(np.dstack(medians), channels.shape)


def _paper_between(channels: Floats, ink: Mask, fallback: Floats) -> Floats:
    """Return the mean of the paper between the ink, interpolated under the ink."""
    margin = max(2, max(ink.shape) // 250)
    free = ~ndimage.maximum_filter(ink, 2 * margin + 1)
    weights = _shrink(free[..., None].astype(np.float32), 64)
    sums = _shrink(channels * free[..., None], 64)
    paper = _shrink(np.broadcast_to(fallback, channels.shape), 64)
    # Wide neighbourhoods first, narrower ones where they hold enough paper.
    for sigma in (8, 3, 1):
        weight = ndimage.gaussian_filter(weights, (sigma, sigma, 0))
        total = ndimage.gaussian_filter(sums, (sigma, sigma, 0))
        enough = weight[..., 0] > 0.25
        paper[enough] = total[enough] / weight[enough]
    return _grow(paper, channels.shape)


def _shrink(channels: Floats, side: int) -> Floats:
    height, width, _ = channels.shape
    ratio = min(1.0, side / max(height, width))
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    return resized(channels, size, Image.Resampling.BOX)


def _grow(channels: Floats, shape: tuple[int, ...]) -> Floats:
    return resized(channels, (shape[1], shape[0]), Image.Resampling.BILINEAR)


def resized(
    channels: Floats, size: tuple[int, int], resample: Image.Resampling
) -> Floats:
    """Resize an array by Pillow.

    Parameters
    ----------
    channels : ndarray of shape (h, w, c), float32
    size : (width, height)
    resample : PIL.Image.Resampling

    Returns
    -------
    ndarray of shape (height, width, c), float32
    """
    pictures = [
        Image.fromarray(np.ascontiguousarray(channel)).resize(size, resample)
        for channel in np.moveaxis(channels, 2, 0)
    ]
    return np.dstack([np.asarray(picture) for picture in pictures])


def find_strokes(ink: Floats, certain: Floats, least: float) -> Mask:
    """Return the mask of strokes, without noise, ruled lines, frames and faint marks.

    Parameters
    ----------
    ink, certain : ndarray of shape (h, w), float32
    least : float
        All from `ink_map`.

    Returns
    -------
    ndarray of shape (h, w), bool
    """
    above_noise = ink[ink > least]
    if above_noise.size == 0:
        return np.zeros(ink.shape, bool)
    peak = float(np.percentile(above_noise, 95))
    strokes = ink > max(least, EDGE * peak)
    faint = ink > max(least, EDGE / 2 * peak)
    strokes &= ~(frames(strokes) | ruled_lines(faint) | ruled_lines(faint.T).T)
    core = strokes & (certain >= max(least, _CORE * peak))
    connected: Mask = ndimage.binary_propagation(core, EIGHT, mask=strokes)
    return connected
