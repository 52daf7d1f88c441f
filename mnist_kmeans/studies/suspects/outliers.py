"""Images that lie far from every centroid, by cluster."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.suspects.suspect_labels import Part

# Of fewer members a median says little: that of all images stands in for it.
_FEWEST = 10


def relative_distances(fit: Fit, part: Part) -> NDArray[np.float64]:
    """Measure how far each image is from its centroid, for an image of that cluster.

    Parameters
    ----------
    fit : Fit
    part : {"test", "train"}

    Returns
    -------
    ndarray of shape (n,), float64
        The distance to the nearest centroid, divided by the median of that cluster's
        training images; by that of all of them where the cluster has fewer than 10.
    """
    train = fit.train_distances.astype(np.float64)
    usual = np.full(fit.settings.n_clusters, np.median(train))
    sizes = np.bincount(fit.train_clusters, minlength=len(usual))
    for cluster in np.flatnonzero(sizes >= _FEWEST):
        usual[cluster] = np.median(train[fit.train_clusters == cluster])
    own = part == "train"
    clusters = fit.train_clusters if own else fit.test_clusters
    distances = fit.train_distances if own else fit.test_distances
    return distances / np.maximum(usual[clusters], np.finfo(float).tiny)


def outliers(
    fit: Fit, part: Part, n_shown: int, cluster: int | None = None
) -> NDArray[np.intp]:
    """Find the images farthest from every centroid, as `relative_distances` has it.

    Parameters
    ----------
    fit : Fit
    part : {"test", "train"}
    n_shown : int
        The number to find, at most.
    cluster : int, optional
        Whose images; by default those of all.

    Returns
    -------
    ndarray of shape (m,), int
        Image numbers, the farthest first.
    """
    clusters = fit.train_clusters if part == "train" else fit.test_clusters
    relative = relative_distances(fit, part)
    among = np.arange(len(relative))
    if cluster is not None:
        among = np.flatnonzero(clusters == cluster)
    return among[np.argsort(-relative[among], kind="stable")][:n_shown]
