"""First centroids that are given, and those that k-means++ adds to them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import euclidean_distances
from sklearn.utils import check_array

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.features.validation import check_images


def is_images(init: Any) -> bool:
    """Tell whether first centroids are given as images, not as rows or by a name."""
    return not isinstance(init, str) and not callable(init) and np.ndim(init) == 3


def check_first_images(init: ArrayLike, n_clusters: int) -> NDArray[Any]:
    """Validate first centroids that are given as images.

    Parameters
    ----------
    init : array-like of shape (m, 28, 28)
        uint8 in 0..255 or floats in 0..1; at most `n_clusters`, at least one.
    n_clusters : int

    Returns
    -------
    ndarray of shape (m, 28, 28)

    Raises
    ------
    ValueError
        When there are none or too many, or `check_images` refuses them.
    """
    images = check_images(init)
    if not 1 <= len(images) <= n_clusters:
        raise ValueError(
            f"init has {len(images)} images; there should be 1 to "
            f"n_clusters={n_clusters}, a first centroid each."
        )
    return images


def check_given(init: ArrayLike, n_clusters: int, n_features: int) -> NDArray[Any]:
    """Validate first centroids that are given as rows.

    Parameters
    ----------
    init : array-like of shape (m, n_features)
        At most `n_clusters` rows, at least one.
    n_clusters, n_features : int

    Returns
    -------
    ndarray of shape (m, n_features)

    Raises
    ------
    ValueError
        When the shape is another, or values are not finite.
    """
    if np.ndim(init) != 2:
        images = " Images are given to build_model." * (np.ndim(init) == 3)
        raise ValueError(
            f"init has shape {np.shape(init)}; first centroids should be rows of shape "
            f"({n_clusters}, n_features), or fewer, in the feature space.{images}"
        )
    given: NDArray[Any] = check_array(init, input_name="init")
    if len(given) > n_clusters:
        raise ValueError(
            f"init has {len(given)} first centroids; there should be at most "
            f"n_clusters={n_clusters}."
        )
    if given.shape[1] != n_features:
        raise ValueError(
            f"init has rows of {given.shape[1]} features; those of X have {n_features}."
        )
    return given


def completed(
    given: NDArray[Any],
    X: Rows,
    n_clusters: int,
    init_size: int | None,
    rng: np.random.RandomState,
) -> NDArray[Any]:
    """Add the first centroids that are missing, by k-means++ given the others.

    Parameters
    ----------
    given : ndarray of shape (m, n_features)
        At least one, at most `n_clusters`.
    X : ndarray or PixelRows of shape (n_samples, n_features)
    n_clusters : int
    init_size : int or None
        Rows, drawn at random, among which they are chosen; None for all.
    rng : RandomState
        Not used where none is missing.

    Returns
    -------
    ndarray of shape (n_clusters, n_features)
        Those given, in their order, then rows of `X`.

    Notes
    -----
    D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding"
    (2007): a row is drawn with a probability in proportion to its squared distance to
    the nearest first centroid. As scikit-learn does, greedily: of 2 + log(k) rows drawn
    the one is taken that leaves the least inertia.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.given_start import completed
    >>> X, rng = np.array([[1.0], [1.0], [9.0]]), np.random.RandomState(0)
    >>> completed(X[:1], X, 2, None, rng).ravel().tolist()
    [1.0, 9.0]
    """
    n_missing = n_clusters - len(given)
    if not n_missing:
        return given
    n_samples = len(X)
    size = n_samples if init_size is None else max(init_size, n_clusters)
    rows: Any = slice(None)
    if size < n_samples:
        rows = rng.choice(n_samples, size, replace=False)
    candidates = X[rows]
    n_trials = 2 + int(np.log(n_clusters))
    nearest = euclidean_distances(given, candidates, squared=True).min(axis=0)
    chosen = []
    for _ in range(n_missing):
        shares = np.cumsum(nearest, dtype=np.float64)
        drawn = np.searchsorted(shares, rng.uniform(size=n_trials) * shares[-1])
        drawn = np.minimum(drawn, len(candidates) - 1)
        left = np.minimum(
            nearest, euclidean_distances(candidates[drawn], candidates, squared=True)
        )
        best = int(left.sum(axis=1).argmin())
        nearest = left[best]
        chosen.append(drawn[best])
    return np.concatenate([given, candidates[chosen]]).astype(X.dtype, copy=False)
