"""The feature spaces by name, apart from their code: a menu needs no scikit-learn."""

from typing import Literal

#: The names of the feature spaces.
SpaceName = Literal["pixels", "pca", "deskewed", "hog", "autoencoder"]

#: What each feature space is, one line for people.
FEATURE_SPACES: dict[SpaceName, str] = {
    "pixels": "The 784 grey values as they are: what the notebook uses.",
    "pca": "The 50 directions in which the images differ most: nearly the same "
    "clusters, several times as fast.",
    "deskewed": "Each digit sheared upright first, then as pca.",
    "hog": "The directions in which the edges of the upright digit run (histograms of "
    "oriented gradients), then as pca.",
    "autoencoder": "16 numbers from which a neural network, trained without labels, "
    "can tell how the digits most like it run.",
}

#: Spaces whose features take seconds to compute, and are kept on disk.
SLOW_SPACES = ("deskewed", "hog", "autoencoder")

#: Spaces that take most of a minute to learn.
TRAINED_SPACES = ("autoencoder",)


class TrainingError(Exception):
    """A feature space cannot be learnt; the message says why, for people."""


#: Silhouettes are measured on so many test images, evenly spaced over all.
SILHOUETTE_SAMPLE = 1000
