"""The feature spaces by name, apart from their code: a menu needs no scikit-learn."""

#: What each feature space is, one line for people.
FEATURE_SPACES = {
    "pixels": "The 784 grey values as they are: what the notebook uses.",
    "pca": "The 50 directions in which the images differ most: nearly the same "
    "clusters, several times as fast.",
}
