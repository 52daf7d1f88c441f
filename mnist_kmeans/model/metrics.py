"""Metrics of a clustering."""

from typing import Any, TypedDict, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import silhouette_score
from sklearn.pipeline import Pipeline

from mnist_kmeans.model.classifier import ClusterClassifier
from mnist_kmeans.model.counts import count_votes


class Metrics(TypedDict):
    """The metrics of a clustering, explained at `score_clusters`."""

    accuracy: float
    matched_accuracy: float
    nmi: float
    ari: float
    homogeneity: float
    completeness: float
    v_measure: float
    purity: float
    inertia: float
    n_clusters: int
    n_empty: int


def calculate_metrics(model: Pipeline, images: ArrayLike, labels: ArrayLike) -> Metrics:
    """Measure a fitted model on labelled images.

    Parameters
    ----------
    model : Pipeline
        As from `build_model`, fitted.
    images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
        uint8 in 0..255 or floating point in 0..1.
    labels : array-like of shape (n,), int
        The digit each image shows.

    Returns
    -------
    Metrics
        A dict; see `score_clusters`.

    Raises
    ------
    TypeError
        When the model is something else, such as a bare `KMeans`, whose clusters stand
        for no digits.
    ValueError
        When `check_images` refuses the images, there are none, or their number differs
        from that of the labels.

    Examples
    --------
    >>> from mnist_kmeans import build_model, calculate_metrics
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data = load_bundled_digits()
    >>> model = build_model(10, "pca").fit(data.x_train, data.y_train)
    >>> figures = calculate_metrics(model, data.x_test, data.y_test)
    >>> figures["n_clusters"], figures["n_empty"]
    (10, 0)
    >>> 0.5 < figures["matched_accuracy"] <= figures["purity"] < 1
    True
    """
    if not isinstance(model, Pipeline) or not isinstance(model[-1], ClusterClassifier):
        raise TypeError(
            f"model is a {type(model).__name__}, whose clusters stand for no digits "
            "here; it should be a pipeline that ends in a ClusterClassifier, as "
            "build_model(n_clusters).fit(images, labels) is."
        )
    labels = np.asarray(labels)
    features = model[:-1].transform(images)
    if labels.shape != (len(features),) or len(features) == 0:
        raise ValueError(
            f"labels has shape {labels.shape}; it should be one label for each of "
            f"n_samples={len(features)} >= 1 images."
        )
    if (labels.dtype.kind in "OSU") != (model[-1].classes_.dtype.kind in "OSU"):
        raise ValueError(
            f"labels has dtype {labels.dtype}, but the model was fitted to labels of "
            f"dtype {model[-1].classes_.dtype}; pass labels.astype("
            f"{model[-1].classes_.dtype})."
        )
    clusters = model[-1].predict_cluster(features)
    distances = model[-1].distance_to_own(features, clusters)
    return cast(Metrics, score_clusters(model[-1], clusters, distances, labels))


def score_clusters(
    classifier: Any,
    clusters: NDArray[np.int32],
    distances: NDArray[np.float32],
    labels: NDArray[Any],
) -> dict[str, float | int]:
    """Compute the metrics of images from their clusters.

    Parameters
    ----------
    classifier : ClusterClassifier
        Fitted.
    clusters : ndarray of shape (n,), int
        Cluster of each image.
    distances : ndarray of shape (n,), floating point
        Distance of each image to its centroid, in the feature space's units.
    labels : ndarray of shape (n,)
        The digit each image shows.

    Returns
    -------
    dict
        ``accuracy``: majority-vote accuracy, the share of images whose cluster stands
        for their digit. ``matched_accuracy``: accuracy under the one-to-one matching
        of clusters and digits that maximises it on these images (Hungarian method,
        Kuhn 1955; "ACC" in papers); NaN unless there are as many clusters as classes.
        ``nmi`` (arithmetic mean), ``ari``, ``homogeneity``, ``completeness``,
        ``v_measure``: as in scikit-learn. ``purity``: the share of images that show
        the most common digit of their cluster among these images.
        ``inertia``: summed squared distance to the centroids. ``n_clusters``;
        ``n_empty``: clusters without a training image.
    """
    n_clusters, n_classes = classifier.cluster_counts_.shape
    seen, encoded = np.unique(labels, return_inverse=True)
    counts = count_votes(clusters, encoded, n_clusters, len(seen))
    predicted = classifier.cluster_labels_[clusters]
    return {
        "accuracy": float((predicted == labels).mean()),
        "matched_accuracy": (
            matched_accuracy(counts) if n_clusters == n_classes else float("nan")
        ),
        **agreement(counts),
        "purity": float(counts.max(axis=1).sum() / counts.sum()),
        "inertia": float(np.square(distances, dtype=np.float64).sum()),
        "n_clusters": int(n_clusters),
        "n_empty": int((classifier.cluster_counts_.sum(axis=1) == 0).sum()),
    }


def agreement(counts: NDArray[np.int64]) -> dict[str, float]:
    """Measure the agreement of clusters and digits, whatever the ids of the clusters.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes), int
        Images by cluster and digit, at least one.

    Returns
    -------
    dict
        ``nmi`` (arithmetic mean), ``ari``, ``homogeneity``, ``completeness``,
        ``v_measure``.

    Notes
    -----
    Equal to scikit-learn's functions of these names, which are not used because each
    takes labels and counts them again: on 60,000 images that is most of the time of a
    small fit. A. Rosenberg and J. Hirschberg, "V-Measure" (2007); L. Hubert and
    P. Arabie, "Comparing partitions" (1985).

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.metrics import agreement
    >>> agreement(np.array([[5, 0], [0, 3]]))["ari"]
    1.0
    """
    total = int(counts.sum())
    by_cluster, by_digit = counts.sum(axis=1), counts.sum(axis=0)
    cluster_entropy, digit_entropy = _entropy(by_cluster), _entropy(by_digit)
    information = max(0.0, cluster_entropy + digit_entropy - _entropy(counts.ravel()))
    homogeneity = information / digit_entropy if digit_entropy else 1.0
    completeness = information / cluster_entropy if cluster_entropy else 1.0
    total_score = homogeneity + completeness
    v_measure = 2 * homogeneity * completeness / total_score if total_score else 0.0
    # Pairs of images with the same cluster and digit, the same cluster, the same digit.
    same_both, same_cluster, same_digit = (
        float((n * (n - 1) / 2).sum()) for n in (counts, by_cluster, by_digit)
    )
    expected = same_cluster * same_digit / max(1.0, total * (total - 1) / 2)
    most = (same_cluster + same_digit) / 2
    return {
        # The V-measure is the NMI with an arithmetic mean.
        "nmi": v_measure,
        "ari": 1.0 if most == expected else (same_both - expected) / (most - expected),
        "homogeneity": homogeneity,
        "completeness": completeness,
        "v_measure": v_measure,
    }


def _entropy(counts: NDArray[np.int64]) -> float:
    """Compute the entropy of counts, in nats."""
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def matched_accuracy(counts: NDArray[np.int64]) -> float:
    """Compute the accuracy under the best one-to-one matching of clusters and digits.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes), int
        Images by cluster and digit.

    Returns
    -------
    float
        Share of the images, 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.metrics import matched_accuracy
    >>> matched_accuracy(np.array([[8, 1], [1, 0]]))
    0.8
    """
    matched = counts[linear_sum_assignment(counts, maximize=True)].sum()
    return float(matched / counts.sum())


def silhouette(between: NDArray[np.float32], clusters: NDArray[Any]) -> float:
    """Compute the mean silhouette of images from their pairwise distances.

    Parameters
    ----------
    between : ndarray of shape (n_samples, n_samples), floating point
        Pairwise distances.
    clusters : ndarray of shape (n_samples,), int
        Cluster of each image.

    Returns
    -------
    float
        -1 to 1, near 1 for tight clusters far apart; NaN unless
        ``2 <= n_clusters < n_samples``.

    Notes
    -----
    P. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of
    cluster analysis" (1987).

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.metrics import silhouette
    >>> between = np.array([[0, 1, 5], [1, 0, 5], [5, 5, 0]])
    >>> round(silhouette(between, np.array([0, 0, 1])), 3)
    0.533
    """
    if not 2 <= len(np.unique(clusters)) < len(clusters):
        return float("nan")
    return float(silhouette_score(between, clusters, metric="precomputed"))
