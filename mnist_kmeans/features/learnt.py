"""What the feature spaces that a network learns have in common."""

import json
from importlib.util import find_spec
from operator import index
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from mnist_kmeans.disk.folder import NETWORKS, cache_folder
from mnist_kmeans.disk.locks import alone
from mnist_kmeans.disk.provenance import fingerprint_of_code
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.network.encoder_files import (
    ENCODER,
    Arrays,
    keep_network,
    network_name,
    read_arrays,
    read_kept,
    read_shipped,
    write_arrays,
)
from mnist_kmeans.features.network.run_program import run_program
from mnist_kmeans.features.projections import NumberedFeatures
from mnist_kmeans.features.shapes import deskew, oriented_gradients
from mnist_kmeans.features.threads import CHUNK, in_chunks
from mnist_kmeans.features.validation import check_images, image_scale
from mnist_kmeans.missing_extra import install_command
from mnist_kmeans.on_step import OnStep, silent


class LearntFeatures(NumberedFeatures, TransformerMixin, BaseEstimator):
    """Base of the transformers whose encoder Keras trains in a process of its own.

    Subclasses have the parameters `pretrained`, `random_state` and those in `_MINIMUM`.
    """

    #: The full name of the program that trains.
    program: ClassVar[str]

    # The smallest value of each parameter that is an integer, and the fewest images.
    _MINIMUM: ClassVar[dict[str, int]]
    _FEWEST: ClassVar[int]

    pretrained: bool

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
            uint8 in 0..255 or floating point in 0..1, taken to the nearest of the 256
            grey levels.
        y : None
            Ignored.
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` several times a second. An exception
            that it raises ends the training.

        Returns
        -------
        LearntFeatures

        Raises
        ------
        ValueError
            When `check_images` refuses the images, they are too few, or a parameter is
            out of range.
        TrainingError
            When it has to be trained, and Keras or its backend is not installed or
            fails.
        """
        images = _as_bytes(check_images(images))
        if len(images) < self._FEWEST:
            raise ValueError(
                f"n_samples={len(images)} should be >= {self._FEWEST} for the feature "
                f"space {self._prefix}."
            )
        parameters = self.training_parameters()
        encoder = None
        if self.pretrained:
            encoder = read_shipped(self._prefix, self.program, parameters, images)
        if encoder is None:
            encoder = self.train(images, on_step or silent)
        self._take(encoder)
        return self

    def train(self, images: NDArray[np.uint8], on_step: OnStep) -> Arrays:
        """Train the network, unless it is in the cache folder, and return its encoder.

        Parameters
        ----------
        images : ndarray of shape (n, 28, 28), uint8
            C-contiguous.
        on_step : callable
            As in `fit`.

        Returns
        -------
        dict
            The encoder's arrays, see `features.network.encoder_files`.

        Raises
        ------
        ValueError, TrainingError
            As in `fit`.
        """
        code = fingerprint_of_code(self.program, learnt=True)
        task: dict[str, Any] = {**self.training_parameters(), "code": code}
        name = network_name(self._prefix, task, images)
        cache = cache_folder()
        network = cache / NETWORKS / f"{name}.keras" if cache else None
        with (
            TemporaryDirectory(
                prefix="mnist-kmeans-", ignore_cleanup_errors=True
            ) as temporary,
            alone(network, on_step),
        ):
            folder = Path(temporary)
            encoder = read_kept(network, folder) if network else None
            if encoder is None:
                self._check_installed()
                (folder / "task.json").write_text(json.dumps(task))
                np.save(folder / "images.npy", images)
                start = perf_counter()
                run_program(self.program, folder, on_step)
                encoder = read_arrays(folder / ENCODER)
                encoder["seconds"] = np.array(perf_counter() - start)
                encoder["name"] = np.array(name)
                write_arrays(folder / ENCODER, encoder)
                if network:
                    keep_network(folder, network)
        return encoder

    def training_parameters(self) -> dict[str, int]:
        """Return the parameters that decide the training.

        Raises
        ------
        ValueError
            When one is out of range.
        """
        return {
            name: _integer(name, getattr(self, name), minimum)
            for name, minimum in self._MINIMUM.items()
        }

    def _take(self, encoder: Arrays) -> None:
        """Set the fitted attributes."""
        n_weights = sum(name.startswith("weights_") for name in encoder)
        self.weights_ = [encoder[f"weights_{i}"] for i in range(n_weights)]
        self.losses_ = tuple(encoder["losses"].tolist())
        self.seconds_ = float(encoder["seconds"])

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

    @property
    def _n_features_out(self) -> int:
        return len(self.weights_[-1])

    def _check_installed(self) -> None:
        missing = [name for name in ("keras", "jax") if find_spec(name) is None]
        if missing:
            raise TrainingError(
                f"Training {self._prefix} needs {' and '.join(missing)}, not installed "
                f"here. Run: {install_command('autoencoder')}"
            )


def _as_bytes(images: NDArray[Any]) -> NDArray[np.uint8]:
    """Return checked images as bytes, C-contiguous."""
    if images.dtype == np.uint8:
        return np.ascontiguousarray(images)
    levels = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), CHUNK):
        levels[start : start + CHUNK] = np.rint(images[start : start + CHUNK] * 255)
    return levels


def _integer(name: str, value: Any, minimum: int) -> int:
    try:
        number = index(value)
    except TypeError:
        number = minimum - 1
    if number < minimum:
        raise ValueError(f"{name}={value!r} should be an integer, at least {minimum}.")
    return number
