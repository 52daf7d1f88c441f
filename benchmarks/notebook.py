"""The notebook's own vote and double loop, to compare and to time against."""

import numpy as np


def infer_cluster_labels(kmeans, actual_labels):
    """Name clusters by majority vote; every cluster must have a member."""
    inferred = {}
    for i in range(kmeans.n_clusters):
        counts = np.bincount(actual_labels[kmeans.labels_ == i])
        inferred.setdefault(int(np.argmax(counts)), []).append(i)
    return inferred


def infer_data_labels(x_labels, cluster_labels):
    """Replace each cluster by its digit, looking through all digits for each."""
    predicted = np.zeros(len(x_labels)).astype(np.uint8)
    for i, cluster in enumerate(x_labels):
        for digit, clusters in cluster_labels.items():
            if cluster in clusters:
                predicted[i] = digit
    return predicted
