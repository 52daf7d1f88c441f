"""Feature spaces by name: the transformer of each, and the features of all images."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.metrics import euclidean_distances
from sklearn.utils.validation import check_is_fitted

from mnist_kmeans.features.autoencoder import GradientAutoencoder
from mnist_kmeans.features.learnt import LearntFeatures
from mnist_kmeans.features.names import FEATURE_SPACES, SILHOUETTE_SAMPLE, SpaceName
from mnist_kmeans.features.pixel_rows import PixelRows
from mnist_kmeans.features.projections import (
    DeskewedPCA,
    GradientPCA,
    PixelPCA,
    PixelScaler,
)
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.features.spectral import SpectralGroups
from mnist_kmeans.features.threads import CHUNK
from mnist_kmeans.features.validation import check_images
from mnist_kmeans.on_step import OnStep, silent

# Images transformed between two calls of `on_step`, half a second's work at most: whole
# chunks, so that the features are the same as of all images at once.
_BATCH = 10 * CHUNK

Transformer = PixelScaler | PixelPCA | LearntFeatures

_TRANSFORMERS: dict[str, type[Transformer]] = {
    "pixels": PixelScaler,
    "pca": PixelPCA,
    "deskewed": DeskewedPCA,
    "hog": GradientPCA,
    "autoencoder": GradientAutoencoder,
    "spectral": SpectralGroups,
}


def make_transformer(feature_space: str, pretrained: bool = True) -> Transformer:
    """Return the transformer from images to a feature space, not fitted.

    Parameters
    ----------
    feature_space : str
        A name in `FEATURE_SPACES`.
    pretrained : bool, default=True
        Whether a network that comes with the package is used where it was made from the
        same images. Spaces without a network take no notice.

    Returns
    -------
    transformer

    Raises
    ------
    ValueError
        When there is no such feature space.

    Examples
    --------
    >>> from mnist_kmeans.features.building import make_transformer
    >>> make_transformer("hog")
    GradientPCA()
    """
    if feature_space not in _TRANSFORMERS:
        raise ValueError(
            f"feature_space={feature_space!r} should be one of "
            f"{', '.join(FEATURE_SPACES)}."
        )
    transformer = _TRANSFORMERS[feature_space]()
    if isinstance(transformer, LearntFeatures):
        transformer.pretrained = pretrained
    return transformer


class FeatureSpace(TransformerMixin, BaseEstimator):
    """Transform images into a feature space that is given by name.

    So a grid search can choose among feature spaces as among values of any parameter.

    Parameters
    ----------
    name : str, default="pixels"
        A name in `FEATURE_SPACES`.
    pretrained : bool, default=True
        As in `make_transformer`.

    Attributes
    ----------
    transformer_ : transformer
        From `make_transformer`, fitted.

    Examples
    --------
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.features.building import FeatureSpace
    >>> images = load_bundled_digits().x_test
    >>> space = FeatureSpace("pca").fit(images)
    >>> space.transform(images[:3]).shape
    (3, 50)
    >>> space.transformer_.components_.shape
    (50, 784)
    """

    def __init__(self, name: SpaceName = "pixels", pretrained: bool = True) -> None:
        self.name = name
        self.pretrained = pretrained

    def fit(self, images: ArrayLike, y: Any = None) -> Self:
        """Fit the space's transformer to images.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.
        y : None
            Ignored.

        Returns
        -------
        FeatureSpace

        Raises
        ------
        ValueError
            When there is no such feature space, `check_images` refuses the images, or
            they are too few.
        TrainingError
            When the space has a network that cannot be trained.
        """
        self.transformer_ = make_transformer(self.name, self.pretrained).fit(images)
        return self

    def transform(self, images: ArrayLike) -> NDArray[np.float32]:
        """Transform images into the space.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.

        Returns
        -------
        ndarray of shape (n, n_features), float32

        Raises
        ------
        ValueError
            When `check_images` refuses the images.
        """
        check_is_fitted(self)
        return np.asarray(self.transformer_.transform(images))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Name the features as the space's transformer does.

        Parameters
        ----------
        input_features : None
            Ignored.

        Returns
        -------
        ndarray of shape (n_features,), object
        """
        check_is_fitted(self)
        return self.transformer_.get_feature_names_out()


@dataclass(frozen=True, eq=False)
class Features:
    """Training and test images in a feature space, computed once for many fits.

    Attributes
    ----------
    transformer : transformer
        Fitted on the training images.
    train, test : ndarray or PixelRows of shape (n, n_features), float32
    sample : ndarray of shape (m,), int
        Indices of the test images on which silhouettes are computed.
    between : ndarray of shape (m, m), float32
        Euclidean distances between these images.
    seconds : float
        Time that the computation took. The training of a network counts even where the
        network was on disk.
    """

    transformer: Transformer
    train: NDArray[np.float32] | PixelRows
    test: NDArray[np.float32] | PixelRows
    sample: NDArray[np.intp]
    between: NDArray[np.float32]
    seconds: float


def compute_features(
    feature_space: str,
    train: NDArray[np.uint8],
    test: NDArray[np.uint8],
    on_step: OnStep | None = None,
    pretrained: bool = True,
) -> Features:
    """Fit a feature space to the training images and transform all images into it.

    Parameters
    ----------
    feature_space : str
        A name in `FEATURE_SPACES`.
    train, test : ndarray of shape (n, 28, 28), uint8
    on_step : callable, optional
        Called as ``on_step(fraction, what)``, several times a second while a network
        is trained. An exception that it raises ends the computation.
    pretrained : bool, default=True
        As in `make_transformer`.

    Returns
    -------
    Features

    Raises
    ------
    ValueError
        When there is no such feature space.
    TrainingError
        When the space has a network that cannot be trained.
    """
    start = perf_counter()
    transformer = make_transformer(feature_space, pretrained)
    report = on_step or silent
    done = left = 0.0
    if isinstance(transformer, LearntFeatures):
        done, left = 0.9, 0.1
        transformer.fit(train, on_step=lambda f, what: report(0.9 * f, what))
        # The network may have been there: its training counts all the same.
        start = perf_counter() - transformer.seconds_
    else:
        transformer.fit(train)

    def transform(images: NDArray[np.uint8]) -> NDArray[np.float32] | PixelRows:
        nonlocal done
        if isinstance(transformer, PixelScaler):
            return PixelRows(check_images(images))
        batches: list[NDArray[np.float32]] = []
        for first in range(0, max(1, len(images)), _BATCH):
            report(done, f"Bringing all images into {feature_space}")
            batch = transformer.transform(images[first : first + _BATCH])
            # scikit-learn may be configured to return pandas tables.
            batches.append(np.asarray(batch))
            done += left * len(batches[-1]) / (len(train) + len(test))
        return np.concatenate(batches)

    train_features, test_features = transform(train), transform(test)
    seconds = perf_counter() - start
    sample = evenly_spaced(len(test), SILHOUETTE_SAMPLE)
    between = euclidean_distances(test_features[sample])
    return Features(
        transformer, train_features, test_features, sample, between, seconds
    )
