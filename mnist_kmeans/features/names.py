"""Names of the feature spaces, which can be listed without importing scikit-learn."""

from typing import Literal

#: The names of the feature spaces.
SpaceName = Literal["pixels", "pca", "deskewed", "hog", "autoencoder", "spectral"]

#: What each feature space is, as one line to show.
FEATURE_SPACES: dict[SpaceName, str] = {
    "pixels": "The 784 grey values as they are: what the notebook uses.",
    "pca": "The 50 directions in which the images differ most: nearly the same "
    "clusters, several times as fast.",
    "deskewed": "Each digit sheared upright first, then as pca.",
    "hog": "The directions in which the edges of the upright digit run (histograms of "
    "oriented gradients), then as pca.",
    "autoencoder": "16 numbers from which a neural network, trained without labels, "
    "can tell what the digits most like it look like.",
    "spectral": "16 numbers by which a neural network tells groups of neighbours "
    "apart. The groups and their number are found without labels.",
}

#: A name of each for people, with the field's term where that is another.
SPACE_TITLES: dict[str, str] = {
    "pixels": "Raw pixels",
    "pca": "Main directions (PCA)",
    "deskewed": "Straightened (deskewed)",
    "hog": "Edge directions (HOG)",
    "autoencoder": "Learnt from its neighbours (autoencoder)",
    "spectral": "Learnt from groups (spectral)",
}

#: Spaces whose features take seconds to compute and are kept on disk.
SLOW_SPACES = ("deskewed", "hog", "autoencoder", "spectral")

#: Spaces that a network learns, which takes a minute or so where none came along.
TRAINED_SPACES = ("autoencoder", "spectral")


class TrainingError(Exception):
    """Raised when a feature space cannot be trained; the message says why."""


#: Number of test images, evenly spaced, on which silhouettes are computed.
SILHOUETTE_SAMPLE = 1000
