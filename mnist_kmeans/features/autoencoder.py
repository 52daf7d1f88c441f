"""The autoencoder's feature space, learnt from the training images without labels."""

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
from mnist_kmeans.disk.provenance import provenance
from mnist_kmeans.extras import install_command
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.network_files import (
    HISTORY,
    keep_network,
    network_name,
    read_network,
)
from mnist_kmeans.features.projections import NumberedFeatures
from mnist_kmeans.features.shapes import deskew, oriented_gradients
from mnist_kmeans.features.threads import in_chunks
from mnist_kmeans.features.training_process import PROGRAM, run_program
from mnist_kmeans.features.validation import check_images, image_scale
from mnist_kmeans.reports import OnStep, silent

# The parameters, all integers, and the least that each can be.
_LEAST = {
    "n_features": 1,
    "epochs": 1,
    "n_neighbors": 1,
    "n_steps": 0,
    "random_state": 0,
}


class GradientAutoencoder(NumberedFeatures, TransformerMixin, BaseEstimator):
    """Describe images by what a network learnt to need to reproduce their likes.

    The network takes the oriented gradients of an upright digit (as `GradientPCA`),
    squeezes them through a few numbers, the features, and has to reproduce from these
    not the digit itself but the mean of the digits around it, found by random walks
    among nearest neighbours. So it learns what alike digits have in common. No label is
    used.

    Parameters
    ----------
    n_features : int, default=16
        The numbers an image is described with.
    epochs : int, default=15
        Passes over the training images.
    n_neighbors : int, default=5
        Neighbours a walk may go to at each step.
    n_steps : int, default=80
        Steps of a walk. With 0 this is a plain autoencoder.
    random_state : int, default=0
        The same on the same machine gives the same features.

    Attributes
    ----------
    weights_ : list of ndarray, float32
        The encoder's kernels and biases in turn.
    losses_ : tuple of float
        Mean squared error on the first training images before and after the training,
        as a share of the variance of what is to be reproduced.
    seconds_ : float
        What the training took, when that was.

    Notes
    -----
    An autoencoder that reproduces neighbours: W. Wang, Y. Huang, Y. Wang and L. Wang,
    "Generalized autoencoder" (2014). Random walks: R. R. Coifman and S. Lafon,
    "Diffusion maps" (2006).

    The network is trained by Keras in a process of its own, and kept in Keras's format
    in the cache folder, where ``keras.saving.load_model`` finds it. Predicting needs
    neither Keras nor that process.

    All was chosen on the last 10,000 of MNIST's training images, with the first 50,000
    to learn from. Matched accuracy at k = 10 and majority-vote accuracy at k = 256:
    a plain autoencoder .937, .980 (on the `hog` of 4x4 cells that was tried first .940,
    .964); walks of 1 step .942, .984; of 20, over two seeds of the network, .962 to
    .978, .988; of 40, over three, .964 to .980, .988; of 80 .975 to .981, .988; of 160
    .852 to .983, .987. With 80 steps: pixels of upright digits instead of gradients
    .970, .982; a small convolutional network on them .973, .984; a fifth of the inputs
    dropped (denoising) .974, .988; 10 neighbours .977, .988; 10 epochs .974, .989; 30
    .975, .988. With 20 steps 10 or 32 features, half the hidden units and batches of
    512 gave .959 to .972, .987 to .988.
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
        """Train the network, or read it where it is on disk.

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
            When the images are not as `check_images` wants them, or fewer than two, or
            a parameter is out of range.
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
            name: _whole(name, getattr(self, name), least)
            for name, least in _LEAST.items()
        }
        task["code"] = provenance(PROGRAM, learnt=True)
        task["name"] = network_name(task, images)
        folder = cache_folder()
        kept = folder / NETWORKS / f"{task['name']}.keras" if folder else None
        with TemporaryDirectory(
            prefix="mnist-kmeans-", ignore_cleanup_errors=True
        ) as temporary:
            room = Path(temporary)
            (room / "task.json").write_text(json.dumps(task))
            if not kept or not read_network(kept, room, on_step):
                np.save(room / "images.npy", images)
                start = perf_counter()
                run_program(room, on_step)
                history = json.loads((room / HISTORY).read_text())
                history["seconds"] = perf_counter() - start
                (room / HISTORY).write_text(json.dumps(history))
                if kept:
                    keep_network(room, kept)
            history = json.loads((room / HISTORY).read_text())
            self.losses_ = tuple(history["losses"])
            self.seconds_ = history["seconds"]
            with np.load(room / "encoder.npz", allow_pickle=False) as encoder:
                self.weights_ = [encoder[f"arr_{i}"] for i in range(len(encoder.files))]
        return self

    def transform(self, images: Any) -> NDArray[np.float32]:
        """Describe images by their features.

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
            When the images are not as `check_images` wants them.
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


def _whole(name: str, value: Any, least: int) -> int:
    try:
        number = index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise ValueError(f"{name}={value!r} should be an integer, at least {least}.")
    return number


def _check_installed() -> None:
    missing = [name for name in ("keras", "jax") if find_spec(name) is None]
    if missing:
        raise TrainingError(
            f"The autoencoder needs {' and '.join(missing)}, not installed here. Run: "
            f"{install_command('autoencoder')}"
        )
