"""The layout of all of MNIST, made once and shipped with the package."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit

#: The file, as `making` writes it.
WHOLE_MAP = Path(__file__).with_name("layout.npz")

#: Images in a tile, side by side on the map; the last has fewer.
TILE = 144

#: An image's island is the digit that most of so many nearest neighbours show.
N_NEIGHBORS = 30


@dataclass(frozen=True, eq=False)
class WholeMap:
    """All of MNIST in two dimensions, training images first.

    Attributes
    ----------
    places : ndarray of shape (n, 2), uint16
        Where each image lies; the map's larger side is 65,535.
    islands : ndarray of shape (n,), uint8
        The digit that most of the `N_NEIGHBORS` nearest images on the map show.
    span : float
        The map's larger side in t-SNE's own units.
    feature_space : str
        A name in `FEATURE_SPACES`: the images were laid out by their features there.
    made : dict of str to object
        How the map was made: parameters, versions and the digest of the data.

    Notes
    -----
    Places are whole numbers because a page draws them at best that finely: float16,
    which takes as much, would be 32 times coarser at the map's edge.
    """

    places: NDArray[np.uint16]
    islands: NDArray[np.uint8]
    span: float
    feature_space: str
    made: dict[str, object]

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The images tile by tile, each `TILE` of which lie side by side."""
        order = np.arange(len(self.places))
        _sort_into_tiles(order, self.places)
        return order

    @cached_property
    def digest(self) -> str:
        """What tells this map, and its tiles, from any other."""
        content = self.places.tobytes() + str(self.made["data"]).encode()
        return hashlib.sha256(content + str(TILE).encode()).hexdigest()[:16]

    def points(self, data: DigitData) -> bytes:
        """Return what a browser needs of all images, tile by tile.

        Returns
        -------
        bytes
            Little-endian: places (uint16, x and y of each), image numbers (uint32),
            labels (uint8), islands (uint8).
        """
        order = self.order
        labels = np.concatenate([data.y_train, data.y_test])
        return b"".join(
            values.tobytes()
            for values in (
                self.places[order].astype("<u2"),
                order.astype("<u4"),
                labels[order],
                self.islands[order],
            )
        )

    def tile(self, i: int, data: DigitData) -> bytes:
        """Return the images of a tile, one after the other, a byte a pixel.

        Raises
        ------
        IndexError
            When there is no such tile.
        """
        if not 0 <= i * TILE < len(self.order):
            raise IndexError(f"There is no tile {i}.")
        numbers = self.order[i * TILE : (i + 1) * TILE]
        return images_of(numbers, data).tobytes()


def find_whole_map(data: DigitData) -> WholeMap | None:
    """Load the map if it is of these data, once for all who ask.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    WholeMap or None
        None unless the data are MNIST, all of it.
    """
    whole = _load() if data.is_mnist and WHOLE_MAP.exists() else None
    return whole if whole and whole.made["data"] == data.fingerprint else None


@cache
def _load() -> WholeMap:
    with np.load(WHOLE_MAP, allow_pickle=False) as file:
        made = json.loads(str(file["made"]))
        return WholeMap(
            file["places"],
            file["islands"],
            made.pop("span"),
            made.pop("feature_space"),
            made,
        )


def images_of(numbers: NDArray[np.intp], data: DigitData) -> NDArray[np.uint8]:
    """Return images by number, training images first.

    Parameters
    ----------
    numbers : ndarray of shape (m,), int
        From 0; the first test image has the number ``len(data.x_train)``.
    data : DigitData

    Returns
    -------
    ndarray of shape (m, 28, 28), uint8
    """
    return _of_both(data.x_train, data.x_test, numbers)


def labels_of(numbers: NDArray[np.intp], data: DigitData) -> NDArray[np.uint8]:
    """Return labels by number, an ndarray of shape (m,), as `images_of` does images."""
    return _of_both(data.y_train, data.y_test, numbers)


def clusters_of_all(fit: Fit, data: DigitData) -> NDArray[np.uint16]:
    """Return the cluster of each image, training images first.

    Of training images that the fit has not seen it is 0.
    """
    n_train, n_test = len(data.x_train), len(data.x_test)
    clusters = np.zeros(n_train + n_test, np.uint16)
    clusters[: len(fit.train_clusters)] = fit.train_clusters
    clusters[n_train:] = fit.test_clusters
    return clusters


def middles(
    places: NDArray[np.uint16], clusters: NDArray[np.uint16], n_clusters: int
) -> NDArray[np.float32]:
    """Return the place of the image in the middle of each cluster.

    Parameters
    ----------
    places : ndarray of shape (n, 2), uint16
    clusters : ndarray of shape (n,), uint16
    n_clusters : int

    Returns
    -------
    ndarray of shape (n_clusters, 2), float32
        Of its images the one nearest to their median, so that it lies on an island; NaN
        of an empty cluster.
    """
    found = np.full((n_clusters, 2), np.nan, np.float32)
    order = np.argsort(clusters, kind="stable")
    starts = np.searchsorted(clusters[order], np.arange(n_clusters + 1))
    for cluster in range(n_clusters):
        members = places[order[starts[cluster] : starts[cluster + 1]]].astype(float)
        if len(members):
            away = ((members - np.median(members, axis=0)) ** 2).sum(axis=1)
            found[cluster] = members[away.argmin()]
    return found


def island_counts(whole: WholeMap, data: DigitData) -> NDArray[np.int64]:
    """Count images by the digit they show (rows) and their island (columns)."""
    labels = np.concatenate([data.y_train, data.y_test])
    cells = 10 * labels.astype(np.intp) + whole.islands
    return np.bincount(cells, minlength=100).reshape(10, 10)


def _of_both(
    train: NDArray[np.uint8], test: NDArray[np.uint8], numbers: NDArray[np.intp]
) -> NDArray[np.uint8]:
    picked = np.empty((len(numbers), *train.shape[1:]), np.uint8)
    is_test = numbers >= len(train)
    picked[~is_test] = train[numbers[~is_test]]
    picked[is_test] = test[numbers[is_test] - len(train)]
    return picked


def _sort_into_tiles(order: NDArray[np.intp], places: NDArray[np.uint16]) -> None:
    """Sort images in place so that each `TILE` of them lie in a rectangle.

    Halves are halved along their longer side (J. L. Bentley, "Multidimensional binary
    search trees used for associative searching", 1975).
    """
    n_tiles = -(-len(order) // TILE)
    if n_tiles < 2:
        return
    here = places[order]
    axis = int(np.ptp(here, axis=0).argmax())
    half = n_tiles // 2 * TILE
    order[:] = order[np.argpartition(here[:, axis], half)]
    _sort_into_tiles(order[:half], places)
    _sort_into_tiles(order[half:], places)
