"""The best parameters of k-means for each feature space, as far as measured."""

from typing import Any, TypedDict

from mnist_kmeans.features.names import TRAINED_SPACES

#: Full steps, at most, in principal components: in the feature space "pca", and at the
#: start of a fit with ``init="pca"``.
PCA_STEPS = 8

# Batch size and full steps of each feature space. "pixels from pca" is "pixels" with
# init="pca", whose full step is the one after the means of the clusters.
_STEPS = {
    "pixels": (1024, 5),
    "pca": (4096, PCA_STEPS),
    # On training images 40 full steps gained up to 2 points of accuracy over 8 here.
    "deskewed": (4096, 40),
    "hog": (4096, 40),
    "autoencoder": (4096, 40),
    "spectral": (4096, 40),
    "pixels from pca": (4096, 1),
}


def usual_starts(feature_space: str, n_clusters: int) -> int:
    """Return the default number of complete fits, of which the best is kept.

    In "hog" and the spaces that are learnt low inertia goes with high accuracy; in
    "hog", with few
    clusters, one fit in three ended 10 points of accuracy below the best. In the other
    spaces the fit with the lowest inertia is no more accurate than any other.

    Parameters
    ----------
    feature_space : str
    n_clusters : int

    Returns
    -------
    int

    Examples
    --------
    >>> from mnist_kmeans.model.defaults import usual_starts
    >>> [usual_starts("hog", n_clusters) for n_clusters in (2, 64, 256)]
    [20, 3, 1]
    """
    if feature_space not in ("hog", *TRAINED_SPACES):
        return 1
    return max(1, min(20, 200 // max(1, n_clusters)))


class UsualSettings(TypedDict):
    """Parameters of `ClusterClassifier` that depend on the feature space and on k."""

    init: Any
    batch_size: int
    init_size: int | None
    max_iter: int
    n_starts: int
    polish_iter: int


def usual_settings(
    feature_space: str,
    n_clusters: int,
    algorithm: str,
    init: Any = "auto",
    polish_iter: int | str | None = None,
) -> UsualSettings:
    """Return the values that "auto" stands for.

    Measured on MNIST's training images. A few full steps after the mini-batches lower
    the inertia at every k tried. In the 50 dimensions of "pca" full steps are so cheap
    that a single pass of mini-batches, from centroids chosen among fewer images, is
    enough before them. There a mini-batch takes a millisecond whatever its size, hence
    the large batches; in "pixels" larger batches gained nothing and took longer. So
    fits in "pixels" begin with one in its principal components, after which the means
    of the clusters and one full step in pixels reach the same inertia as mini-batches
    in pixels do, in a fraction of the time. "full" chooses its first centroids among as
    many images as "minibatch" does: among all 60,000 the choice would take 22 of the 60
    seconds of a fit at k = 256.

    Parameters
    ----------
    feature_space : str
    n_clusters : int
    algorithm : {"minibatch", "full"}
    init : object, default="auto"
        As in `ClusterClassifier`. The other values depend on it.
    polish_iter : int or "auto", optional
        The number of full steps, if it is known. Without any, "minibatch" is
        ``MiniBatchKMeans``, and "auto" begins as that does.

    Returns
    -------
    UsualSettings

    Examples
    --------
    >>> from mnist_kmeans.model.defaults import usual_settings
    >>> usual_settings("pca", 10, "minibatch")["polish_iter"]
    8
    >>> usual_settings("pixels", 10, "minibatch")["init"]
    'pca'
    >>> usual_settings("pixels", 10, "minibatch", polish_iter=0)["init"]
    'k-means++'
    """
    if isinstance(init, str) and init == "auto":
        in_pixels = feature_space == "pixels" and algorithm == "minibatch"
        init = "pca" if in_pixels and polish_iter != 0 else "k-means++"
    by_name = isinstance(init, str) or callable(init)
    from_pca = feature_space == "pixels" and isinstance(init, str) and init == "pca"
    batch_size, steps = _STEPS["pixels from pca" if from_pca else feature_space]
    init_size, max_iter = None, 100
    if algorithm == "full":
        init_size = max(3072, 3 * n_clusters)
        # To the end: what is of interest is where a given start leads.
        max_iter = max_iter if by_name else 300
    elif feature_space != "pixels" or from_pca:
        init_size, max_iter = max(1024, 3 * n_clusters), 1
    return {
        "init": init,
        "batch_size": batch_size,
        "init_size": init_size,
        "max_iter": max_iter,
        # From first centroids that are given there is one way to go.
        "n_starts": usual_starts(feature_space, n_clusters) if by_name else 1,
        "polish_iter": steps,
    }
