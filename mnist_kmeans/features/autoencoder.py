"""The autoencoder's feature space, learnt from images without labels."""

import json
from importlib.util import find_spec
from operator import index
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from mnist_kmeans.disk.folder import NETWORKS, cache_folder
from mnist_kmeans.disk.locks import alone
from mnist_kmeans.disk.provenance import fingerprint_of_code
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.network_files import (
    HISTORY,
    keep_network,
    network_name,
    read_network,
)
from mnist_kmeans.features.projections import NumberedFeatures
from mnist_kmeans.features.run_network_program import PROGRAM, run_program
from mnist_kmeans.features.shapes import deskew, oriented_gradients
from mnist_kmeans.features.threads import in_chunks
from mnist_kmeans.features.validation import check_images, image_scale
from mnist_kmeans.missing_extra import install_command
from mnist_kmeans.on_step import OnStep, silent

# The smallest value of each parameter, all of which are integers.
_MINIMUM = {
    "n_features": 1,
    "epochs": 1,
    "n_neighbors": 1,
    "n_steps": 0,
    "random_state": 0,
}


class GradientAutoencoder(NumberedFeatures, TransformerMixin, BaseEstimator):
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

    Attributes
    ----------
    weights_ : list of ndarray, float32
        The encoder's kernels and biases, alternating.
    losses_ : tuple of float
        Mean squared error on the first training images before and after the training,
        as a share of the variance of the targets.
    seconds_ : float
        Time that the training took, also when the network was read from disk.

    Notes
    -----
    An autoencoder that reconstructs neighbours: W. Wang, Y. Huang, Y. Wang and L. Wang,
    "Generalized autoencoder" (2014). Random walks: R. R. Coifman and S. Lafon,
    "Diffusion maps" (2006).

    Keras trains the network in a separate process and saves it in its own format in the
    cache folder; ``keras.saving.load_model`` loads it from there. `transform` needs
    neither Keras nor that process.

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

    def __init__(
        self,
        n_features: int = 16,
        *,
        epochs: int = 15,
        n_neighbors: int = 5,
        n_steps: int = 80,
        random_state: int = 0,
    ) -> None:
        self.n_features = n_features
        self.epochs = epochs
        self.n_neighbors = n_neighbors
        self.n_steps = n_steps
        self.random_state = random_state

    def fit(
        self,
        images: Any,
        y: Any = None,
        on_step: OnStep | None = None,
    ) -> Self:
        """Train the network, or read it from disk.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28)
            uint8 in 0..255 or floating point in 0..1.
        y : None
            Ignored.
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` several times a second. An exception
            that it raises ends the training.

        Returns
        -------
        GradientAutoencoder

        Raises
        ------
        ValueError
            When `check_images` refuses the images, there are fewer than two, or a
            parameter is out of range.
        TrainingError
            When Keras or its backend is not installed or fails.
        """
        images = np.ascontiguousarray(check_images(images))
        if len(images) < 2:
            raise ValueError(
                f"n_samples={len(images)} should be >= 2 for an autoencoder."
            )
        _check_installed()
        on_step = on_step or silent
        task: dict[str, Any] = {
            name: _integer(name, getattr(self, name), minimum)
            for name, minimum in _MINIMUM.items()
        }
        task["code"] = fingerprint_of_code(PROGRAM, learnt=True)
        task["name"] = network_name(task, images)
        cache = cache_folder()
        network = cache / NETWORKS / f"{task['name']}.keras" if cache else None
        with (
            TemporaryDirectory(
                prefix="mnist-kmeans-", ignore_cleanup_errors=True
            ) as temporary,
            alone(network, on_step),
        ):
            folder = Path(temporary)
            (folder / "task.json").write_text(json.dumps(task))
            if not network or not read_network(network, folder, on_step):
                np.save(folder / "images.npy", images)
                start = perf_counter()
                run_program(folder, on_step)
                history = json.loads((folder / HISTORY).read_text())
                history["seconds"] = perf_counter() - start
                (folder / HISTORY).write_text(json.dumps(history))
                if network:
                    keep_network(folder, network)
            history = json.loads((folder / HISTORY).read_text())
            self.losses_ = tuple(history["losses"])
            self.seconds_ = history["seconds"]
            with np.load(folder / "encoder.npz", allow_pickle=False) as encoder:
                self.weights_ = list(encoder.values())
        return self

    def transform(self, images: Any) -> NDArray[np.float32]:
        """Encode images.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28)
            uint8 in 0..255 or floating point in 0..1.

        Returns
        -------
        ndarray of shape (n, n_features), float32

        Raises
        ------
        ValueError
            When `check_images` refuses the images.
        """
        check_is_fitted(self)
        images = check_images(images)
        scale = image_scale(images)

        def encode(chunk: NDArray[np.float32]) -> NDArray[np.float32]:
            rows = oriented_gradients(deskew(chunk * scale))
            *hidden, last = zip(self.weights_[::2], self.weights_[1::2], strict=True)
            for kernel, bias in hidden:
                rows = np.maximum(rows @ kernel + bias, 0)
            features: NDArray[np.float32] = rows @ last[0] + last[1]
            return features

        return in_chunks(encode, images, self._n_features_out)

    _prefix = "autoencoder"

    @property
    def _n_features_out(self) -> int:
        return len(self.weights_[-1])


def _integer(name: str, value: Any, minimum: int) -> int:
    try:
        number = index(value)
    except TypeError:
        number = minimum - 1
    if number < minimum:
        raise ValueError(f"{name}={value!r} should be an integer, at least {minimum}.")
    return number


def _check_installed() -> None:
    missing = [name for name in ("keras", "jax") if find_spec(name) is None]
    if missing:
        raise TrainingError(
            f"The autoencoder needs {' and '.join(missing)}, not installed here. Run: "
            f"{install_command('autoencoder')}"
        )
