"""The autoencoder's feature space, learnt from images without labels."""

from typing import ClassVar

from mnist_kmeans.features.learnt import LearntFeatures


class GradientAutoencoder(LearntFeatures):
    """Encode images by an autoencoder that reconstructs the mean of similar images.

    The encoder maps the oriented gradients of a deskewed digit (as in `GradientPCA`) to
    a few numbers, the features. From these the decoder reconstructs not the digit
    itself but the mean of the digits around it, found by random walks among nearest
    neighbours. So the features keep what similar digits have in common. No labels are
    used.

    Parameters
    ----------
    n_features : int, default=16
        Features per image.
    epochs : int, default=15
        Passes over the training images.
    n_neighbors : int, default=5
        Neighbours that a walk may go to at each step.
    n_steps : int, default=80
        Steps of a walk. With 0 this is a plain autoencoder.
    random_state : int, default=0
        Seed of the network's weights and of the order of the images. On one machine
        the same seed gives the same features.
    pretrained : bool, default=True
        Whether the encoder that comes with the package is used where it was made from
        these images with these parameters, which takes no training.

    Attributes
    ----------
    weights_ : list of ndarray, float32
        The encoder's kernels and biases, alternating.
    losses_ : tuple of float
        Mean squared error on the first training images before and after the training,
        as a share of the variance of the targets.
    seconds_ : float
        Time that the training took, also when the network was read from disk or came
        with the package.

    Notes
    -----
    An autoencoder that reconstructs neighbours: W. Wang, Y. Huang, Y. Wang and L. Wang,
    "Generalized autoencoder" (2014). Random walks: R. R. Coifman and S. Lafon,
    "Diffusion maps" (2006).

    Keras trains the network in a separate process and saves it in its own format in the
    cache folder; ``keras.saving.load_model`` loads it from there. `transform` needs
    neither Keras nor that process, nor does a network that is read from disk.

    Parameters and architecture were chosen on the last 10,000 of MNIST's training
    images, after training on the first 50,000. Matched accuracy at k = 10 and
    majority-vote accuracy at k = 256: a plain autoencoder .937, .980 (on the gradients
    of 4x4 cells that were tried first .940, .964); walks of 1 step .942, .984; of 20,
    over two seeds of the network, .962 to .978, .988; of 40, over three, .964 to .980,
    .988; of 80 .975 to .981, .988; of 160 .852 to .983, .987. With 80 steps: pixels of
    deskewed digits instead of gradients .970, .982; a small convolutional network on
    them .973, .984; a fifth of the inputs dropped (denoising) .974, .988; 10 neighbours
    .977, .988; 10 epochs .974, .989; 30 .975, .988. With 20 steps 10 or 32 features,
    half the hidden units and batches of 512 gave .959 to .972, .987 to .988.
    """

    program = "mnist_kmeans.features.network.autoencoder_program"
    _prefix = "autoencoder"
    _FEWEST = 2
    _MINIMUM: ClassVar[dict[str, int]] = {
        "n_features": 1,
        "epochs": 1,
        "n_neighbors": 1,
        "n_steps": 0,
        "random_state": 0,
    }

    def __init__(
        self,
        n_features: int = 16,
        *,
        epochs: int = 15,
        n_neighbors: int = 5,
        n_steps: int = 80,
        random_state: int = 0,
        pretrained: bool = True,
    ) -> None:
        self.n_features = n_features
        self.epochs = epochs
        self.n_neighbors = n_neighbors
        self.n_steps = n_steps
        self.random_state = random_state
        self.pretrained = pretrained
