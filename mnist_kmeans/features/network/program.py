"""What the programs that train networks with Keras have in common.

``python -m PROGRAM FOLDER`` does the task that `features.learnt` has put into the
folder, and writes its results there. Keras is kept out of the calling process: it takes
seconds to import and 250 MB of memory, and once it is loaded Streamlit clears its
session after every run, which slows fits a hundredfold.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.disk.provenance import fingerprint_of_code
from mnist_kmeans.features.shapes import GRADIENTS, deskew, oriented_gradients
from mnist_kmeans.features.threads import in_chunks

Floats = NDArray[np.float32]

#: Names of the encoder's layers, from the gradients to the features.
ENCODER = ("hidden_1", "hidden_2", "features")

#: Trains a network: called with the images, the task and ``report(fraction, what)``.
#: Returns the network, a keras.Model with layers of the names in `ENCODER`, and arrays
#: to keep beside its weights, by name.
Train = Callable[
    [NDArray[np.uint8], dict[str, Any], Callable[[float, str], None]],
    tuple[Any, dict[str, NDArray[Any]]],
]


def gradients_of(images: NDArray[Any]) -> Floats:
    """Describe images by the oriented gradients of the upright digits.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        Grey levels, 0 to 255.

    Returns
    -------
    ndarray of shape (n, 576), float32
        0 to 1.
    """
    scale = np.float32(1 / 255)
    return in_chunks(
        lambda chunk: oriented_gradients(deskew(chunk * scale)), images, GRADIENTS
    )


def encoder_layers(n_features: int) -> list[Any]:
    """Return the encoder's layers, of 400, 200 and `n_features` units."""
    from keras.layers import Dense

    return [
        Dense(400, "relu", name=ENCODER[0]),
        Dense(200, "relu", name=ENCODER[1]),
        Dense(n_features, name=ENCODER[2]),
    ]


def batch_size(n: int) -> int:
    """Return how many of n images a batch has.

    Few images come in smaller batches, or an epoch would have too few steps.
    """
    return min(256, max(16, n // 60))


def run(program: str, train: Train) -> None:
    """Do the task in the folder that the command line names, then end.

    Parameters
    ----------
    program : str
        The full name of the module that is run.
    train : callable

    Notes
    -----
    In the folder are ``task.json`` and ``images.npy``. The network is saved there as
    ``network.keras``, in Keras's own format, and the encoder's weights with the other
    arrays as ``encoder.npz``.
    """
    # The parent holds the other end of the standard input, which closes when the parent
    # ends, however it ends.
    Thread(target=_end_with_parent, daemon=True).start()
    folder = Path(sys.argv[1])
    task = json.loads((folder / "task.json").read_text())
    if task["code"] != fingerprint_of_code(program, learnt=True):
        # The caller would keep the network as a result of its own code.
        raise RuntimeError("the program was changed since it was started; restart it")
    import keras  # before any work, which would be lost if it failed

    keras.utils.set_random_seed(task["random_state"])

    def report(fraction: float, what: str) -> None:
        new = folder / "progress.new"
        new.write_text(json.dumps([fraction, what]))
        with suppress(OSError):  # on Windows, while the other process reads the old one
            new.replace(folder / "progress.json")

    # Not held here: `train` lets go of them when it can.
    network, arrays = train(np.load(folder / "images.npy"), task, report)
    network.save(folder / "network.keras")
    layers = map(network.get_layer, ENCODER)
    weights = [np.asarray(array) for layer in layers for array in layer.weights]
    arrays |= {f"weights_{i}": array for i, array in enumerate(weights)}
    everything: dict[str, Any] = dict(arrays)
    np.savez(folder / "encoder.npz", **everything)


def _end_with_parent() -> None:
    # Not sys.stdin, whose lock would be held by this thread at the interpreter's end.
    while os.read(0, 1):
        pass
    os._exit(1)
