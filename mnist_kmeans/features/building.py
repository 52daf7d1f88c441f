"""Feature spaces: transformers from images to the vectors that k-means works in."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.metrics import euclidean_distances
from sklearn.utils.validation import check_is_fitted

from mnist_kmeans.features.autoencoder import GradientAutoencoder
from mnist_kmeans.features.names import FEATURE_SPACES, SILHOUETTE_SAMPLE, SpaceName
from mnist_kmeans.features.projections import (
    DeskewedPCA,
    GradientPCA,
    PixelPCA,
    PixelScaler,
)
from mnist_kmeans.reports import OnStep

# Images brought into a feature space at a time, half a second's work at most: a
# multiple of those that transformers take at a time, so that results are the same.
_PIECE = 10 * 1024

Transformer = PixelScaler | PixelPCA | GradientAutoencoder


def make_transformer(feature_space: str) -> Transformer:
    """Make the transformer from images to a feature space.

    Parameters
    ----------
    feature_space : str
        A name in `FEATURE_SPACES`.

    Returns
    -------
    transformer

    Raises
    ------
    ValueError
        When there is no such feature space.
    """
    if feature_space == "pixels":
        return PixelScaler()
    if feature_space == "pca":
        return PixelPCA()
    if feature_space == "deskewed":
        return DeskewedPCA()
    if feature_space == "hog":
        return GradientPCA()
    if feature_space == "autoencoder":
        return GradientAutoencoder()
    raise ValueError(
        f"feature_space={feature_space!r} should be one of {', '.join(FEATURE_SPACES)}."
    )


class FeatureSpace(TransformerMixin, BaseEstimator):
    """A feature space by its name, which can be searched like any other parameter.

    Parameters
    ----------
    name : str, default="pixels"
        A name in `FEATURE_SPACES`.

    Attributes
    ----------
    transformer_ : transformer
        As from `make_transformer`, fitted.

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

    def __init__(self, name: SpaceName = "pixels") -> None:
        self.name = name

    def fit(self, images: ArrayLike, y: Any = None) -> Self:
        """Learn the space from images.

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
            When there is no such feature space, or the images are not as
            `check_images` wants them, or too few.
        TrainingError
            When the autoencoder cannot be trained.
        """
        self.transformer_ = make_transformer(self.name).fit(images)
        return self

    def transform(self, images: ArrayLike) -> NDArray[np.float32]:
        """Bring images into the space.

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
            When the images are not as `check_images` wants them.
        """
        check_is_fitted(self)
        return np.asarray(self.transformer_.transform(images))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Name the features, as the space's own transformer does.

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
    train, test : ndarray of shape (n, n_features), float32
    sample : ndarray of shape (m,), int
        The test images that silhouettes are measured on.
    between : ndarray of shape (m, m), float32
        Their distances from each other.
    seconds : float
        What it took, the training of a network included, whenever that was.
    """

    transformer: Transformer
    train: NDArray[np.float32]
    test: NDArray[np.float32]
    sample: NDArray[np.intp]
    between: NDArray[np.float32]
    seconds: float


def compute_features(
    feature_space: str,
    train: NDArray[np.uint8],
    test: NDArray[np.uint8],
    on_step: OnStep | None = None,
) -> Features:
    """Fit a feature space to the training images and bring all images into it.

    Parameters
    ----------
    feature_space : str
        A name in `FEATURE_SPACES`.
    train, test : ndarray of shape (n, 28, 28), uint8
    on_step : callable, optional
        Called as ``on_step(fraction, what)``, often where a network is trained. An
        exception that it raises ends the computation.

    Returns
    -------
    Features

    Raises
    ------
    ValueError
        When there is no such feature space.
    TrainingError
        When the autoencoder cannot be trained.
    """
    start = perf_counter()
    transformer = make_transformer(feature_space)
    done = 0.0
    if isinstance(transformer, GradientAutoencoder):
        done = 0.98
        transformer.fit(train, on_step=on_step)
        # It may have been on disk: what counts is what learning it took.
        start = perf_counter() - transformer.seconds_
    else:
        transformer.fit(train)

    def bring(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        # A piece at a time, after each of which it can be ended.
        pieces = []
        for first in range(0, max(1, len(images)), _PIECE):
            if on_step is not None:
                on_step(done, f"Bringing all images into {feature_space}")
            piece = transformer.transform(images[first : first + _PIECE])
            # scikit-learn may be set to give tables of pandas everywhere.
            pieces.append(np.asarray(piece))
        return np.concatenate(pieces)

    in_train, in_test = bring(train), bring(test)
    seconds = perf_counter() - start
    every = max(1, len(in_test) // SILHOUETTE_SAMPLE)
    sample = np.arange(len(in_test))[::every][:SILHOUETTE_SAMPLE]
    between = euclidean_distances(in_test[sample])
    return Features(transformer, in_train, in_test, sample, between, seconds)
