"""How well a fit knows an image: what `read_digits` cuts touching digits by."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit

# Images may be centroids themselves, at a distance of 0.
_LEAST = 1e-6


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
        shape (n,), higher where an image is nearer to its centroid: 0 as near as the
        median of the training images, -1 a standard deviation farther. Measured by the
        logarithm of the distance, in which these are about normal in every space.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.features.building import compute_features
    >>> from mnist_kmeans.fits.fit import compute_fit
    >>> from mnist_kmeans.fits.recognition import recognition_score
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> data = load_bundled_digits()
    >>> features = compute_features("pca", data.x_train, data.x_test)
    >>> fit = compute_fit(FitSettings(len(data.x_train), 20, "pca"), data, features)
    >>> score = recognition_score(fit, features.transformer)
    >>> bool(abs(np.median(score(data.x_train))) < 0.01)
    True
    """
    centers = fit.cluster_centers.astype(np.float64)
    logs = np.log(np.maximum(fit.train_distances, _LEAST))
    low, usual, high = np.quantile(logs, [0.16, 0.5, 0.84])
    deviation = max((high - low) / 2, 1e-3)

    def score(images: NDArray[np.float32]) -> NDArray[np.float64]:
        points = np.asarray(transformer.transform(images), np.float64)
        squares = [((centers - point) ** 2).sum(axis=1).min() for point in points]
        distances = np.maximum(np.sqrt(squares), _LEAST)
        known: NDArray[np.float64] = (usual - np.log(distances)) / deviation
        return known

    return score
