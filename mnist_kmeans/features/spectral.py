"""The feature space learnt from groups on the graph of nearest neighbours."""

from typing import ClassVar

from mnist_kmeans.features.learnt import LearntFeatures
from mnist_kmeans.features.network.encoder_files import Arrays


class SpectralGroups(LearntFeatures):
    """Encode images by a network that tells groups of neighbours apart.

    Each image is linked with its nearest neighbours by the oriented gradients of the
    upright digits (as in `GradientPCA`). Spectral clustering finds groups on that graph
    and how many there are. A network learns to tell the groups apart in altered views
    of the images that share their group with nearly all of their neighbours; the few
    numbers before its last layer are the features. No labels are used.

    k-means has an easy task in these features with as many clusters as groups: an elbow
    or a best silhouette there is built in, and no finding.

    Parameters
    ----------
    n_features : int, default=16
        Features per image.
    epochs : int, default=3
        Passes over the images in each of the views.
    n_neighbors : int, default=5
        Neighbours that an image is linked with. Of twice as many nine in ten must share
        its group for the network to learn from it.
    n_views : int, default=8
        Views of each image, one after another: turned, scaled, sheared, shifted and
        bent at random.
    random_state : int, default=0
        Seed of the groups, the views, the network's weights and the order of the
        images. On one machine the same seed gives the same features.
    pretrained : bool, default=True
        Whether the encoder that comes with the package is used where it was made from
        these images with these parameters, which takes no training.

    Attributes
    ----------
    weights_ : list of ndarray, float32
        The encoder's kernels and biases, alternating.
    eigenvalues_ : ndarray of shape (15,), float64
        The largest ones of the graph, descending. The number of groups is that of the
        eigenvalues before their largest gap, if it is clear; else it is 14.
    groups_ : ndarray of shape (n,), uint8
        The group of each training image.
    kept_ : ndarray of shape (n,), bool
        Whether the network learnt from it.
    losses_ : tuple of float
        Mean cross-entropy on the first images before and after the training.
    seconds_ : float
        Time that the training took, also when the network was read from disk or came
        with the package.

    Notes
    -----
    A. Ng, M. Jordan and Y. Weiss, "On spectral clustering: analysis and an algorithm"
    (2002). Targets that are smoothed: C. Szegedy et al., "Rethinking the Inception
    architecture for computer vision" (2016).

    Keras trains the network in a separate process, as that of `GradientAutoencoder`.

    All was chosen on the last 10,000 of MNIST's training images, after training on the
    first 50,000, on which the groups agree with .983 of the labels (matched accuracy;
    with 4 or 7 neighbours .982, with more eigenvectors than groups .971). The tenth gap
    is 4 times as large as any other; with 3,000, 10,000 or 20,000 images it is the
    tenth too. Images of which 9 in 10 neighbours agree are .965 of all, with .994
    right; 8 in 10: .978 and .991; all: .938 and .996. Matched accuracy at k = 10 and
    majority-vote accuracy at k = 256: 6 views and 16 passes in all .988, .987; 8 views,
    32 passes .988, .988 to .989; 12 views, 24 passes .988, .989; 36 passes .988, .989
    to .990; targets smoothed by .05 instead of .1 .988, .988.
    """

    program = "mnist_kmeans.features.network.spectral_program"
    _prefix = "spectral"
    _FEWEST = 200  # of fewer hardly any share a group with their neighbours
    _MINIMUM: ClassVar[dict[str, int]] = {
        "n_features": 1,
        "epochs": 1,
        "n_neighbors": 1,
        "n_views": 1,
        "random_state": 0,
    }

    def __init__(
        self,
        n_features: int = 16,
        *,
        epochs: int = 3,
        n_neighbors: int = 5,
        n_views: int = 8,
        random_state: int = 0,
        pretrained: bool = True,
    ) -> None:
        self.n_features = n_features
        self.epochs = epochs
        self.n_neighbors = n_neighbors
        self.n_views = n_views
        self.random_state = random_state
        self.pretrained = pretrained

    def _take(self, encoder: Arrays) -> None:
        super()._take(encoder)
        self.eigenvalues_ = encoder["eigenvalues"]
        self.groups_ = encoder["groups"]
        self.kept_ = encoder["kept"]
