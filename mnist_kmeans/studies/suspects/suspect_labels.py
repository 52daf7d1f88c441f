"""Labels in doubt, most doubtful first: `find_suspects`."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SpaceName
from mnist_kmeans.features.network.encoder_files import about_shipped
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.suspects.contradiction import contradict, nearest_others
from mnist_kmeans.studies.sweep import sweep_fits

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

logger = logging.getLogger(__name__)

#: The images whose labels are doubted: test images or training images.
Part = Literal["test", "train"]
PARTS: tuple[Part, ...] = ("test", "train")

#: Training images nearest to each image that are asked for their labels, in each space.
N_NEIGHBORS = 20

# The spaces whose encoders come along, and the one that needs none.
_SHIPPED: tuple[SpaceName, ...] = ("spectral", "autoencoder")
_WITHOUT: tuple[SpaceName, ...] = ("hog",)

# The k of the fits in each space, with seeds 0, 1 and 2; and the fewest training images
# a cluster on average, which bounds k.
_KS, _FEWEST = (64, 128, 256), 20

# Neighbours are asked where the centroid of the label's digit is less than 1 / e, 0.37,
# times as near: they can raise the doubt by 1. So all doubts above 0 are complete.
_ASKED_ABOVE = -1.0


@dataclass(frozen=True, eq=False)
class Suspects:
    """The labels of one part of the data by how doubtful they are.

    Attributes
    ----------
    part : {"test", "train"}
    settings : tuple of FitSettings
        The fits that were asked, in one feature space after another.
    numbers : ndarray of shape (n,), int32
        All images of the part, the most doubtful label first.
    doubt : ndarray of shape (n,), float32
        The doubt of each of these labels, falling; see `compute_suspects`.
    said : ndarray of shape (n_fits, n), uint8
        The digit that each fit's nearest centroid stands for, by image number.
    nearest : ndarray of shape (n_spaces, m, n_neighbors), int32
        The nearest training images of the first m of `numbers`, nearest first, in each
        feature space.
    neighbour_labels : ndarray of shape (n_spaces, m, n_neighbors), uint8
        Their labels.
    """

    part: Part
    settings: tuple[FitSettings, ...]
    numbers: NDArray[np.int32]
    doubt: NDArray[np.float32]
    said: NDArray[np.uint8]
    nearest: NDArray[np.int32]
    neighbour_labels: NDArray[np.uint8]

    @property
    def spaces(self) -> tuple[str, ...]:
        """The feature spaces in which labels were doubted."""
        return tuple(dict.fromkeys(fit.feature_space for fit in self.settings))

    def fits_against(self, labels: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Count the fits that say another digit than the label, by image number."""
        return np.asarray((self.said != labels).sum(axis=0))

    def neighbours_against(self, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return the share of neighbours with another label than the image's.

        Parameters
        ----------
        labels : ndarray of shape (n,), uint8
            The part's labels by image number.

        Returns
        -------
        ndarray of shape (m,), float64
            Of the first m of `numbers`, 0 to 1.
        """
        own = labels[self.numbers[: self.nearest.shape[1]]]
        against: NDArray[np.float64] = (self.neighbour_labels != own[:, None]).mean(
            axis=(0, 2)
        )
        return against


def spaces_for(data: DigitData) -> tuple[SpaceName, ...]:
    """Return the feature spaces in which the labels of the data are doubted.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    tuple of str
        "spectral" and "autoencoder" where the encoders that come along were made from
        these training images, as for MNIST; elsewhere "hog", which needs no network.
    """
    return _spaces_for(data.train_images_sha256)


@cache
def _spaces_for(digest: str) -> tuple[SpaceName, ...]:
    made_from = (about_shipped(space).get("data") for space in _SHIPPED)
    return _SHIPPED if all(data == digest for data in made_from) else _WITHOUT


def suspect_fits(n_train: int, space: SpaceName) -> list[FitSettings]:
    """Return the fits that are asked in a feature space.

    Parameters
    ----------
    n_train : int
        The number of training images.
    space : str
        A name in `FEATURE_SPACES`.

    Returns
    -------
    list of FitSettings
        k = 64, 128 and 256, or as many as give each cluster 20 images on average, with
        the seeds 0, 1 and 2.
    """
    most = max(2, n_train // _FEWEST)
    return [
        FitSettings(n_train, min(k, most), space, seed) for seed, k in enumerate(_KS)
    ]


@overload
def find_suspects(
    data: DigitData, part: Part = ..., *, return_doubt: Literal[False] = ...
) -> NDArray[np.int32]: ...
@overload
def find_suspects(
    data: DigitData, part: Part = ..., *, return_doubt: Literal[True]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]: ...
def find_suspects(
    data: DigitData, part: Part = "test", *, return_doubt: bool = False
) -> NDArray[np.int32] | tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Rank images by how much clusters that never saw a label contradict theirs.

    Parameters
    ----------
    data : DigitData
    part : {"test", "train"}, default="test"
        The images whose labels are doubted. Those of test images are used for nothing
        else; a training image has no vote when its own label is doubted.
    return_doubt : bool, default=False
        Whether the doubts are returned too.

    Returns
    -------
    numbers : ndarray of shape (n,), int32
        All images of the part, the most doubtful label first.
    doubt : ndarray of shape (n,), float32
        The doubt of each of them in the same order, falling, as in `compute_suspects`:
        above 0 where clusters and neighbours speak against the label rather than for
        it. Only with `return_doubt`.

    Raises
    ------
    TypeError
        When the data are no `DigitData`.
    ValueError
        When there is no such part, or the training images are too few.

    Notes
    -----
    Where the package has encoders made from these training images, as for MNIST, it
    looks in the feature spaces "spectral" and "autoencoder"; elsewhere in "hog", and
    the log says so. Fits and features are kept in the cache of the app.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from mnist_kmeans import find_suspects
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data = load_bundled_digits()
    >>> labels = data.y_test.copy()
    >>> labels[7] = (labels[7] + 5) % 10
    >>> 7 in find_suspects(replace(data, y_test=labels))[:8]
    True
    """
    if not isinstance(data, DigitData):
        raise TypeError(
            f"data is a {type(data).__name__}; it should be a DigitData, as from "
            "load_mnist()."
        )
    if part not in PARTS:
        raise ValueError(f"part={part!r} should be 'test' or 'train'.")
    suspects = compute_suspects(data, part)
    if suspects.spaces != _SHIPPED:
        logger.warning(
            "No encoders came along for these training images: labels were "
            "doubted in %s.",
            " and ".join(suspects.spaces),
        )
    return (suspects.numbers, suspects.doubt) if return_doubt else suspects.numbers


def compute_suspects(
    data: DigitData,
    part: Part,
    *,
    store: FitStore | None = None,
    features: "Callable[[str, int, OnStep, bool], Features] | None" = None,
    on_step: OnStep = silent,
) -> Suspects:
    """Doubt the labels of a part of the data.

    Parameters
    ----------
    data : DigitData
    part : {"test", "train"}
        As in `find_suspects`.
    store, features : optional
        As in `sweep_fits`.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    Suspects

    Raises
    ------
    ValueError
        When the training images are too few.

    Notes
    -----
    The doubt is a sum of two parts. The first is the mean over the fits of the
    logarithm of a ratio: the distance to the nearest centroid of the label's digit, by
    that to the nearest centroid of another. The second is the share of other labels
    among the `N_NEIGHBORS` nearest training images, the mean over the feature spaces;
    it is asked for only where it could bring the doubt above 0.

    The fits see images only; digits name their clusters afterwards. All was chosen on
    MNIST's last 10,000 training images with planted errors, the first 50,000 as
    training images, see ``python -m benchmarks.suspects``.
    """
    store = store or FitStore()
    own = part == "train"
    labels = data.y_train if own else data.y_test
    n_train = len(data.x_train)
    # One fit for all labels that images may have: changed labels change names only.
    unlabelled = replace(
        data, y_train=np.zeros_like(data.y_train), y_test=np.zeros_like(data.y_test)
    )
    spaces = spaces_for(data)
    settings, log_ratios, said, images = [], [], [], []
    for i, space in enumerate(spaces):

        def report(fraction: float, what: str, done: int = i) -> None:
            on_step(0.8 * (done + fraction) / len(spaces), what)

        if features is None:
            looked_up = store.features(space, n_train, unlabelled, report)
        else:
            looked_up = features(space, n_train, report, True)
        images.append(looked_up)
        points = looked_up.train if own else looked_up.test
        fits = sweep_fits(
            suspect_fits(n_train, space),
            unlabelled,
            store=store,
            on_step=report,
            features=lambda *_, found=looked_up: found,
        )
        with closing(fits):
            for fit in sorted(fits, key=lambda fit: fit.settings.seed):
                settings.append(fit.settings)
                contradicted, digits = contradict(
                    points,
                    labels,
                    fit.cluster_centers,
                    fit.train_clusters,
                    data.y_train,
                    own=own,
                )
                log_ratios.append(contradicted)
                said.append(digits)
    doubt = np.mean(log_ratios, axis=0)
    asked = np.flatnonzero(doubt > _ASKED_ABOVE)
    n_neighbors = min(N_NEIGHBORS, n_train - own)
    nearest = []
    for i, looked_up in enumerate(images):
        on_step(0.8 + 0.2 * i / len(images), "Looking for the nearest training images")
        points = (looked_up.train if own else looked_up.test)[asked]
        itself = asked if own else None
        nearest.append(nearest_others(points, looked_up.train, n_neighbors, itself))
    near = np.array(nearest)
    near_labels = data.y_train[near]
    doubt[asked] += (near_labels != labels[asked, None]).mean(axis=(0, 2))
    numbers = np.argsort(-doubt, kind="stable")
    # Those asked come first; in the order of the ranking.
    place = np.searchsorted(asked, numbers[: len(asked)])
    return Suspects(
        part=part,
        settings=tuple(settings),
        numbers=numbers.astype(np.int32),
        doubt=doubt[numbers],
        said=np.array(said),
        nearest=near[:, place],
        neighbour_labels=near_labels[:, place],
    )
