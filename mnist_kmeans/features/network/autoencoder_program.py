"""The program that trains the autoencoder's network."""

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.network.program import (
    Floats,
    batch_size,
    encoder_layers,
    gradients_of,
    run,
)
from mnist_kmeans.features.projections import GradientPCA


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
    images: NDArray[np.uint8],
    task: dict[str, Any],
    report: Callable[[float, str], None],
) -> tuple[Any, dict[str, NDArray[Any]]]:
    """Train the network on images, without labels.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    task : dict
        With ``n_features, epochs, n_neighbors, n_steps``.
    report : callable
        Called as ``report(fraction, what)``.

    Returns
    -------
    network : keras.Model
    arrays : dict
        ``losses``, the mean squared error on the first 2,048 images before and after,
        as a share of the variance of the targets.
    """
    report(0.02, "Describing the images")
    rows = gradients_of(images)
    pca = GradientPCA().fit(images)
    points = rows @ pca.components_.T - pca.mean_ @ pca.components_.T
    report(0.12, "Finding each image's nearest neighbours")
    targets = smoothed(points, task["n_neighbors"], task["n_steps"])
    report(0.45, "Starting the training of the autoencoder")

    import keras
    from keras.layers import Dense

    variance = max(float(targets.var(axis=0).mean()), 1e-12)
    decoder = [Dense(200, "relu"), Dense(400, "relu"), Dense(targets.shape[1])]
    network = keras.Sequential(
        [
            keras.Input((rows.shape[1],)),
            *encoder_layers(task["n_features"]),
            *decoder,
        ]
    )
    batch, epochs = batch_size(len(rows)), task["epochs"]
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
            report(
                0.55 + 0.41 * done / epochs,
                f"Training the autoencoder: epoch {done} of {epochs}, loss "
                f"{logs['loss'] / variance:.3f}",
            )

    network.fit(rows, targets, batch, epochs, 0, [Reporter()])
    report(0.96, "Saving the autoencoder")
    return network, {"losses": np.array([before, loss()])}


if __name__ == "__main__":
    run("mnist_kmeans.features.network.autoencoder_program", train)
