"""What becomes of test images that are divided by 255 once too often."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit


@dataclass(frozen=True, eq=False)
class Darkened:
    """The results of a model on test images that were divided by 255 several times.

    Attributes
    ----------
    images : ndarray of shape (n, 784), float32
        The images as the model gets them.
    clusters : ndarray of shape (n,), int
        The cluster with the nearest centroid of each image.
    distances : ndarray of shape (n,), float32
        The distance of each image to that centroid.
    accuracy : float
        Majority-vote accuracy.
    """

    images: NDArray[np.float32]
    clusters: NDArray[np.intp]
    distances: NDArray[np.float32]
    accuracy: float


def darken(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], fit: Fit, times: int
) -> Darkened:
    """Divide images by 255 several times and find their nearest centroids.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    labels : ndarray of shape (n,), uint8
    fit : Fit
        In pixels.
    times : int
        The number of divisions; 1 is correct.

    Returns
    -------
    Darkened
    """
    points = images.reshape(len(images), -1).astype(np.float32) / np.float32(255**times)
    centers = fit.cluster_centers
    # |x - c|^2 = |x|^2 - 2 (x.c - |c|^2 / 2): the nearest has the largest bracket.
    nearness = points @ centers.T - 0.5 * np.einsum("ij,ij->i", centers, centers)
    clusters = nearness.argmax(axis=1)
    squared = np.einsum("ij,ij->i", points, points) - 2 * nearness.max(axis=1)
    right = fit.cluster_labels[clusters] == labels
    return Darkened(
        points, clusters, np.sqrt(np.maximum(squared, 0)), float(right.mean())
    )
