"""First centroids as a link has them, one by one: tokens, and what they stand for."""

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.pictures.strokes import (
    SIDE,
    DrawingError,
    Stroke,
    picture_of,
    strokes_in,
    text_of,
)
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import LARGEST_K, FitRequest

#: Said of what no link of ours has.
DAMAGED = "The first centroids in the link are damaged and were left out."


class FirstError(ValueError):
    """Raised when first centroids cannot be used; the message says why."""


@dataclass(frozen=True)
class SourceRequest(FitRequest):
    """A fit that first centroids are taken from, asked for beside the one on screen."""

    purpose = "first centroids"


class NotYetError(FirstError):
    """Raised while the fit that centroids are taken from is not there."""

    def __init__(self, request: SourceRequest) -> None:
        k = request.settings.n_clusters
        super().__init__(f"Waiting for the fit at k = {k} that centroids come from.")
        self.request = request


@dataclass(frozen=True, eq=False)
class First:
    """A first centroid.

    Attributes
    ----------
    token : str
        As a link has it; empty where none can carry it.
    image : ndarray of shape (28, 28), uint8
    shows : int or None
        The digit that it shows, where that is known.
    source : str
        Where it comes from, for people.
    """

    token: str
    image: NDArray[np.uint8]
    shows: int | None
    source: str

    @property
    def is_visitors(self) -> bool:
        """Whether the visitor drew it or brought it along."""
        return not self.token or self.token.startswith("d")


def from_test(number: int, data: DigitData) -> First:
    """Return a test image as a first centroid."""
    label = int(data.y_test[number])
    return First(f"t{number}", data.x_test[number], label, f"test image {number:,}")


def from_training(number: int, data: DigitData) -> First:
    """Return a training image as a first centroid."""
    label = int(data.y_train[number])
    source = f"training image {number:,}"
    return First(f"n{number}", data.x_train[number], label, source)


def class_mean(digit: int, n_train: int, data: DigitData) -> First:
    """Return the mean of all training images of a digit as a first centroid."""
    image = once(_mean_of_class, digit, n_train, data)
    return First(f"m{digit}", image, digit, f"mean of the {digit}s")


def _mean_of_class(digit: int, n_train: int, data: DigitData) -> NDArray[np.uint8]:
    images = data.x_train[:n_train][data.y_train[:n_train] == digit]
    if not len(images):
        raise FirstError(f"There is no training image of {digit}.")
    mean: NDArray[np.uint8] = np.rint(images.mean(axis=0)).astype(np.uint8)
    return mean


def centroid(cluster: int, base: FitSettings, data: DigitData) -> First:
    """Return a centroid of a fit that starts at random as a first centroid.

    Raises
    ------
    NotYetError
        While the fit is not there.
    """
    request = SourceRequest(base, data)
    fit = request.find()
    if fit is None:
        raise NotYetError(request)
    k = base.n_clusters
    image = np.rint(255 * np.clip(fit.centroid_images[cluster], 0, 1)).astype(np.uint8)
    label = int(fit.cluster_labels[cluster])
    return First(f"c{k}-{cluster}", image, label, f"#{cluster} at k = {k}")


def drawn(strokes: list[Stroke], shows: int | None) -> First:
    """Return a drawing as a first centroid, all of it as one digit.

    Raises
    ------
    FirstError
        When there is too little ink.
    """
    text = text_of(strokes)
    digit = "x" if shows is None else shows
    return First(f"d{digit}{text}", once(_image_of, text), shows, "your drawing")


def _image_of(text: str) -> NDArray[np.uint8]:
    # It imports SciPy, which no first page does.
    from mnist_kmeans.pictures.drawn_box import read_box

    picture = picture_of(strokes_in(text))
    if picture is None:
        raise FirstError("There is no ink in the drawing.")
    try:
        pixels = read_box(picture, (0, 0, SIDE, SIDE)).pixels
    except ImageError as error:
        raise FirstError("The drawing is too small: draw larger.") from error
    return np.rint(255 * pixels).astype(np.uint8)


def first_of(token: str, base: FitSettings, data: DigitData) -> First:
    """Return what a token of a link stands for.

    Parameters
    ----------
    token : str
        It comes from a link, so it may be anything.
    base : FitSettings
        Of fits that start at random.
    data : DigitData

    Raises
    ------
    FirstError
        When it is damaged.
    NotYetError
        While the fit that it is a centroid of is not there.
    """
    kind, rest = token[:1], token[1:]
    try:
        if kind == "d":
            digit = rest[:1]
            if not re.fullmatch(r"[0-9x]", digit) or not rest[1:]:
                raise FirstError(DAMAGED)
            return drawn(strokes_in(rest[1:]), None if digit == "x" else int(digit))
        numbers = [int(number) for number in rest.split("-")]
        if not re.fullmatch(r"\d{1,5}(-\d{1,5})?", rest):
            raise FirstError(DAMAGED)
        return _numbered(kind, numbers, base, data)
    except FirstError:
        raise
    except (DrawingError, ValueError, IndexError) as error:
        raise FirstError(DAMAGED) from error


def _numbered(
    kind: str, numbers: list[int], base: FitSettings, data: DigitData
) -> First:
    if kind == "c":
        k, cluster = numbers
        if not 2 <= k <= min(LARGEST_K, base.n_train) or cluster >= k:
            raise FirstError(DAMAGED)
        return centroid(cluster, replace(base, n_clusters=k, n_starts=None), data)
    (number,) = numbers
    if kind == "t":
        return from_test(number, data)
    if kind == "n":
        return from_training(number, data)
    if kind == "m" and number < 10:
        return class_mean(number, base.n_train, data)
    raise FirstError(DAMAGED)
