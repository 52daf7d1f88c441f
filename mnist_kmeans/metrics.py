"""How good a clustering is, in named figures."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import (
    adjusted_rand_score,
    homogeneity_completeness_v_measure,
    normalized_mutual_info_score,
)
from sklearn.pipeline import Pipeline

from mnist_kmeans.tables import count_votes


def calculate_metrics(
    model: Pipeline, images: ArrayLike, labels: ArrayLike
) -> dict[str, float | int]:
    """Measure a fitted model on labelled images.

    Parameters
    ----------
    model : Pipeline
        As from `build_model`, fitted.
    images : array-like of shape (n, 28, 28)
        uint8 in 0..255 or floating point in 0..1.
    labels : array-like of shape (n,), int
        The digit each image shows.

    Returns
    -------
    dict
        See `score_clusters`.

    Raises
    ------
    ValueError
        When there is not one label for each image, or no image at all.
    """
    labels = np.asarray(labels)
    features = model[:-1].transform(images)
    if labels.shape != (len(features),) or len(features) == 0:
        raise ValueError(
            f"labels has shape {labels.shape}; it should be one label for each of "
            f"n_samples={len(features)} >= 1 images."
        )
    clusters = model[-1].predict_cluster(features)
    distances = model[-1].distance_to_own(features, clusters)
    return score_clusters(model[-1], clusters, distances, labels)


def score_clusters(
    classifier: Any,
    clusters: NDArray[np.int32],
    distances: NDArray[np.float32],
    labels: NDArray[Any],
) -> dict[str, float | int]:
    """Measure images whose clusters are known already.

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
        for their digit. ``matched_accuracy``: the share right when each cluster is
        given a digit of its own so as to make it largest on these very images
        (Hungarian method, Kuhn 1955; "ACC" in papers); NaN unless there are as many
        clusters as classes. ``nmi`` (arithmetic mean), ``ari``, ``homogeneity``,
        ``completeness``, ``v_measure``: as in scikit-learn. ``purity``: the share of
        images that show the commonest digit of their cluster among these images.
        ``inertia``: summed squared distance to the centroids. ``n_clusters``;
        ``n_empty``: clusters without a training image.
    """
    n_clusters, n_classes = classifier.cluster_counts_.shape
    seen, encoded = np.unique(labels, return_inverse=True)
    counts = count_votes(clusters, encoded, n_clusters, len(seen))
    predicted = classifier.cluster_labels_[clusters]
    homogeneity, completeness, v_measure = homogeneity_completeness_v_measure(
        labels, clusters
    )
    return {
        "accuracy": float((predicted == labels).mean()),
        "matched_accuracy": (
            matched_accuracy(counts) if n_clusters == n_classes else float("nan")
        ),
        "nmi": float(normalized_mutual_info_score(labels, clusters)),
        "ari": float(adjusted_rand_score(labels, clusters)),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
        "v_measure": float(v_measure),
        "purity": float(counts.max(axis=1).sum() / counts.sum()),
        "inertia": float(np.square(distances, dtype=np.float64).sum()),
        "n_clusters": int(n_clusters),
        "n_empty": int((classifier.cluster_counts_.sum(axis=1) == 0).sum()),
    }


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
    """
    matched = counts[linear_sum_assignment(counts, maximize=True)].sum()
    return float(matched / counts.sum())
