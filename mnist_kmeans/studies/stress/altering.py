"""Digits altered by a known amount: turned, shifted, redrawn, blurred, made noisy."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SIDE = 28

# A pixel of a digit that is redrawn is made of so many along a side.
_FINE = 4

# Images redrawn at a time: 20 MB of fine pixels.
_REDRAWN = 400

# No pixel brighter than two grey levels of 255 is as good as none; `check_images` would
# take an image of such pixels alone for one that was scaled twice.
_FAINT = 2.5 / 255


@dataclass(frozen=True)
class Kind:
    """A way to alter digits.

    Attributes
    ----------
    name : str
        Its name in `KINDS`.
    title : str
        The same for people.
    unit : str
        Of amounts, a word in the plural or "%".
    low, high : float
        The smallest and the largest amount; one of them may be 0.
    step : float
        Between the amounts that are tried.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float

    @property
    def amounts(self) -> NDArray[np.float64]:
        """The amounts that are tried, ascending, 0 among them."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return np.arange(first, last + 1, dtype=np.float64) * self.step


#: The ways to alter digits by name; positive amounts as the titles say.
KINDS = {
    kind.name: kind
    for kind in (
        Kind("turn", "Turned clockwise", "degrees", -60, 60, 7.5),
        Kind("across", "Shifted right", "pixels", -6, 6, 1),
        Kind("down", "Shifted down", "pixels", -6, 6, 1),
        Kind("size", "Larger", "%", -50, 50, 10),
        Kind("slant", "Sheared right", "degrees", -45, 45, 7.5),
        Kind("pen", "Wider pen", "pixels", -2, 3, 0.5),
        Kind("blur", "Blurred", "pixels", 0, 3, 0.25),
        Kind("noise", "Noise", "%", 0, 60, 5),
    )
}


def alter(images: Floats, amounts: Mapping[str, float], seed: int = 0) -> Floats:
    """Alter digits.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 (paper) to 1.
    amounts : mapping of str to float
        By name in `KINDS`; what is not named is 0. "turn": degrees clockwise.
        "across", "down": pixels to the right, down. "size": percent larger. "slant":
        degrees by which uprights are sheared, their top to the right. "pen": pixels by
        which strokes become wider, to the nearest half. "blur": the standard deviation
        of a Gaussian, in pixels. "noise": the standard deviation of normally
        distributed noise that is added to each pixel, in percent of white.
    seed : int, default=0
        Of the noise.

    Returns
    -------
    ndarray of shape (n, 28, 28), float32
        0 to 1. In this order digits are sheared, turned and scaled about the centre of
        their ink and shifted, all in one linear interpolation; redrawn with another
        pen; blurred; and made noisy. They are not centred again: that is what a model
        sees. Where all amounts are 0 they are the same images, exactly.

    Raises
    ------
    ValueError
        When a kind is unknown or an amount out of range.

    Notes
    -----
    The pen is changed as in D. Castro, J. Tan, B. Kainz, E. Konukoglu and B. Glocker,
    "Morpho-MNIST" (2019): by dilation and erosion with a disc on pixels a quarter as
    wide, here of grey values.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.stress.altering import alter
    >>> image = np.zeros((1, 28, 28), np.float32)
    >>> image[0, 13, 13] = 1
    >>> np.argwhere(alter(image, {"across": 2, "down": -1})[0]).tolist()
    [[12, 15]]
    """
    _check(amounts)
    by = {name: float(amounts.get(name, 0)) for name in KINDS}
    altered = images
    if any(by[name] for name in ("turn", "across", "down", "size", "slant")):
        altered = _moved(altered, by)
    if round(2 * by["pen"]):
        altered = _redrawn(altered, by["pen"])
    if by["blur"]:
        from scipy.ndimage import gaussian_filter

        altered = gaussian_filter(altered, (0, by["blur"], by["blur"]), mode="constant")
    if by["noise"]:
        noise = np.random.default_rng(seed).standard_normal(images.shape, np.float32)
        altered = altered + np.float32(by["noise"] / 100) * noise
    if altered is images:
        return images.copy()
    altered[altered < _FAINT] = 0
    return np.minimum(altered, 1, out=altered)


def _check(amounts: Mapping[str, float]) -> None:
    for name, amount in amounts.items():
        if name not in KINDS:
            raise ValueError(f"kind={name!r} should be one of {', '.join(KINDS)}.")
        kind = KINDS[name]
        if not kind.low <= amount <= kind.high:
            raise ValueError(
                f"{name}={amount} should be {kind.low} to {kind.high} {kind.unit}."
            )


def _moved(images: Floats, by: Mapping[str, float]) -> Floats:
    from scipy.ndimage import map_coordinates  # no first paint waits for it

    angle, slant = np.radians(by["turn"]), np.tan(np.radians(by["slant"]))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    forth = (1 + by["size"] / 100) * turn @ [[1, -slant], [0, 1]]  # of (x, y)
    back = np.linalg.inv(forth).astype(np.float32)
    axis = np.arange(_SIDE, dtype=np.float32)
    ink = np.maximum(images.sum(axis=(1, 2)), 1e-6)[:, None, None]
    middle_x = (images.sum(axis=1) @ axis)[:, None, None] / ink
    middle_y = (images.sum(axis=2) @ axis)[:, None, None] / ink
    x = axis - middle_x - np.float32(by["across"])
    y = axis[:, None] - middle_y - np.float32(by["down"])
    rows = back[1, 0] * x + back[1, 1] * y + middle_y
    columns = back[0, 0] * x + back[0, 1] * y + middle_x
    moved = np.empty_like(images)
    for i, image in enumerate(images):
        at = rows[i], columns[i]
        map_coordinates(image, at, moved[i], order=1, mode="grid-constant")
    return moved


def _redrawn(images: Floats, wider: float) -> Floats:
    """Dilate or erode digits with a disc, so that strokes become so much wider."""
    steps = round(abs(wider) / 2 * _FINE)
    redrawn = np.empty_like(images)
    for start in range(0, len(images), _REDRAWN):
        part = images[start : start + _REDRAWN]
        # The pen grows where it is wider, and the paper where it is thinner.
        grows = part if wider > 0 else 1 - part
        fine = grows.repeat(_FINE, axis=1).repeat(_FINE, axis=2)
        for step in range(steps):
            across = fine.copy()
            np.maximum(across[:, :, 1:], fine[:, :, :-1], out=across[:, :, 1:])
            np.maximum(across[:, :, :-1], fine[:, :, 1:], out=across[:, :, :-1])
            # A cross and a square in turn make an octagon, nearly a disc.
            spread = across if step % 2 else fine
            fine = across.copy()
            np.maximum(fine[:, 1:], spread[:, :-1], out=fine[:, 1:])
            np.maximum(fine[:, :-1], spread[:, 1:], out=fine[:, :-1])
        grown = fine.reshape(-1, _SIDE, _FINE, _SIDE, _FINE).mean(axis=(2, 4))
        redrawn[start : start + _REDRAWN] = grown if wider > 0 else 1 - grown
    return redrawn
