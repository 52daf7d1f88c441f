"""The program that trains or reads the autoencoder's network with Keras.

``python -m mnist_kmeans.features.network_program FOLDER`` does the task that
`features.autoencoder` has put into the folder, and writes its results there. Keras is
kept out of the calling process: it takes seconds to import and 250 MB of memory, and
once it is loaded Streamlit clears its session after every run, which slows fits a
hundredfold.
"""

import json
import os
import sys
from contextlib import suppress
from math import ceil
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.disk.provenance import fingerprint_of_code
from mnist_kmeans.features.projections import GradientPCA
from mnist_kmeans.features.shapes import GRADIENTS, deskew, oriented_gradients
from mnist_kmeans.features.threads import in_chunks
from mnist_kmeans.features.validation import image_scale

Floats = NDArray[np.float32]

#: Names of the encoder's layers, from the gradients to the features.
ENCODER = ("hidden_1", "hidden_2", "features")


def smoothed(points: Floats, n_neighbors: int, n_steps: int) -> Floats:
    """Replace points by the expected end of random walks among nearest neighbours.

    Parameters
    ----------
    points : ndarray of shape (n, d), float32
        At least two.
    n_neighbors : int
        Each step goes to one of this many nearest neighbours, or stays, with equal
        probability.
    n_steps : int

    Returns
    -------
    ndarray of shape (n, d), float32

    Notes
    -----
    R. R. Coifman and S. Lafon, "Diffusion maps" (2006).
    """
    from sklearn.neighbors import NearestNeighbors

    # Each point is its own nearest neighbour.
    n_ends = min(n_neighbors + 1, len(points))
    search = NearestNeighbors(n_neighbors=n_ends, algorithm="brute").fit(points)
    transitions = (search.kneighbors_graph(points) / n_ends).astype(np.float32)
    for _ in range(n_steps):
        points = transitions @ points
    return points


def train(
    images: NDArray[Any], name: str, task: dict[str, Any], folder: Path
) -> tuple[Any, list[float]]:
    """Train the network on images, without labels.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        From `check_images`.
    name : str
        Name of the network.
    task : dict
        With ``n_features, epochs, n_neighbors, n_steps, random_state``.
    folder : Path
        Folder for the reports of progress.

    Returns
    -------
    network : keras.Model
    losses : list of float
        Mean squared error on the first 2,048 images before and after, as a share of the
        variance of the targets.
    """
    _report(folder, 0.02, "Describing the images")
    scale = image_scale(images)
    rows = in_chunks(
        lambda chunk: oriented_gradients(deskew(chunk * scale)), images, GRADIENTS
    )
    pca = GradientPCA().fit(images)
    points = rows @ pca.components_.T - pca.mean_ @ pca.components_.T
    _report(folder, 0.12, "Finding each image's nearest neighbours")
    targets = smoothed(points, task["n_neighbors"], task["n_steps"])
    _report(folder, 0.45, "Starting the training of the autoencoder")

    import keras

    keras.utils.set_random_seed(task["random_state"])
    variance = max(float(targets.var(axis=0).mean()), 1e-12)
    network = _network(name, rows.shape[1], task["n_features"], targets.shape[1])
    # Few images come in smaller batches, or an epoch would have too few steps.
    batch = min(256, max(16, len(rows) // 60))
    epochs = task["epochs"]
    steps = epochs * ceil(len(rows) / batch)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    network.compile(keras.optimizers.Adam(rate), "mse")

    def loss() -> float:
        error = network.evaluate(rows[:2048], targets[:2048], batch, verbose=0)
        return float(error / variance)

    before = loss()

    class Reporter(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            done = epoch + 1
            _report(
                folder,
                0.55 + 0.41 * done / epochs,
                f"Training the autoencoder: epoch {done} of {epochs}, loss "
                f"{logs['loss'] / variance:.3f}",
            )

    network.fit(rows, targets, batch, epochs, 0, [Reporter()])
    _report(folder, 0.96, "Saving the autoencoder")
    return network, [before, loss()]


def _network(name: str, n_inputs: int, n_features: int, n_outputs: int) -> Any:
    from keras import Input, Sequential
    from keras.layers import Dense

    layers = (
        Dense(400, "relu", name=ENCODER[0]),
        Dense(200, "relu", name=ENCODER[1]),
        Dense(n_features, name=ENCODER[2]),
        Dense(200, "relu"),
        Dense(400, "relu"),
        Dense(n_outputs),
    )
    return Sequential([Input((n_inputs,)), *layers], name=name)


def _report(folder: Path, fraction: float, what: str) -> None:
    new = folder / "progress.new"
    new.write_text(json.dumps([fraction, what]))
    with suppress(OSError):  # on Windows, while the other process reads the old file
        new.replace(folder / "progress.json")


def main(folder: Path) -> None:
    """Do the task in a folder.

    Parameters
    ----------
    folder : Path
        With ``task.json``. A ``network.keras`` is read, in Keras's safe mode; without
        it the network is trained on ``images.npy`` and saved there, with
        ``history.json``. Either way the encoder's weights are written to
        ``encoder.npz``.
    """
    task = json.loads((folder / "task.json").read_text())
    if task["code"] != fingerprint_of_code(
        "mnist_kmeans.features.network_program", learnt=True
    ):
        # The caller would keep the network as a result of its own code.
        raise RuntimeError("the program was changed since it was started; restart it")
    file = folder / "network.keras"
    import keras  # before any work, which would be lost if it failed

    if file.exists():
        network = keras.saving.load_model(file, compile=False, safe_mode=True)
        if network.name != task["name"]:
            raise ValueError(f"the network in it is {network.name}")
    else:
        images = np.load(folder / "images.npy", allow_pickle=False)
        network, losses = train(images, task["name"], task, folder)
        network.save(file)
        (folder / "history.json").write_text(json.dumps({"losses": losses}))
    weights = [array for name in ENCODER for array in network.get_layer(name).weights]
    np.savez(folder / "encoder.npz", *map(np.asarray, weights))


def _end_with_parent() -> None:
    # Not sys.stdin, whose lock would be held by this thread at the interpreter's end.
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    # The parent holds the other end of the standard input, which closes when the parent
    # ends, however it ends.
    Thread(target=_end_with_parent, daemon=True).start()
    main(Path(sys.argv[1]))
