"""How well a fit knows an image: what `read_digits` cuts touching digits by."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit


def recognition_score(
    fit: Fit, transformer: Any
) -> Callable[[NDArray[np.float32]], NDArray[np.float64]]:
    """Return the function that tells how well a fit knows each of several images.

    Parameters
    ----------
    fit : Fit
    transformer : transformer
        From images to the fit's feature space, fitted.

    Returns
    -------
    callable
        From images of shape (n, 28, 28), float32, in MNIST's form to an ndarray of
        shape (n,): minus the squared distance to the nearest centroid, as a share of
        the mean squared distance of the training images. So 0 is a centroid itself and
        -1 as well known as usual.

    Examples
    --------
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.features.building import compute_features
    >>> from mnist_kmeans.fits.fit import compute_fit
    >>> from mnist_kmeans.fits.recognition import recognition_score
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> data = load_bundled_digits()
    >>> features = compute_features("pca", data.x_train, data.x_test)
    >>> fit = compute_fit(FitSettings(len(data.x_train), 20, "pca"), data, features)
    >>> score = recognition_score(fit, features.transformer)
    >>> round(float(score(data.x_train).mean()), 2)
    -1.0
    """
    centers = fit.cluster_centers.astype(np.float64)
    usual = np.square(fit.train_distances, dtype=np.float64).mean()

    def score(images: NDArray[np.float32]) -> NDArray[np.float64]:
        points = np.asarray(transformer.transform(images), np.float64)
        nearest = [((centers - point) ** 2).sum(axis=1).min() for point in points]
        known: NDArray[np.float64] = -np.array(nearest) / usual
        return known

    return score
