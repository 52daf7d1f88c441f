"""The feature spaces by name, apart from their code: a menu needs no scikit-learn."""

#: What each feature space is, one line for people.
FEATURE_SPACES = {
    "pixels": "The 784 grey values as they are: what the notebook uses.",
    "pca": "The 50 directions in which the images differ most: nearly the same "
    "clusters, several times as fast.",
}

#: Parameters of `ClusterClassifier` that each space does best with.
FIT_DEFAULTS = {
    "pixels": {"batch_size": 1024, "polish_iter": 5},
    "pca": {"batch_size": 4096, "polish_iter": 8},
}

#: Silhouettes are measured on so many test images, evenly spaced over all.
SILHOUETTE_SAMPLE = 1000
