"""The program that trains a network to tell groups on the graph of neighbours apart."""

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.network.graph_groups import (
    amid_their_group,
    find_groups,
    nearest_neighbors,
)
from mnist_kmeans.features.network.program import (
    Floats,
    batch_size,
    encoder_layers,
    gradients_of,
    run,
)
from mnist_kmeans.features.network.views import other_view
from mnist_kmeans.features.projections import GradientPCA
from mnist_kmeans.features.shapes import GRADIENTS
from mnist_kmeans.features.threads import CHUNK, in_threads

# Principal components in which neighbours are looked for.
_COMPONENTS = 100

# The network learns from images that share their group with so many of twice as many
# neighbours as the graph has.
_SHARE = 0.9

# So much of the target is spread over all groups, which keeps the features of a group
# together.
_SMOOTHING = 0.1


def train(
    images: NDArray[np.uint8],
    task: dict[str, Any],
    report: Callable[[float, str], None],
) -> tuple[Any, dict[str, NDArray[Any]]]:
    """Find groups of images, and train the network to tell them apart.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    task : dict
        With ``n_features, epochs, n_neighbors, n_views, random_state``.
    report : callable
        Called as ``report(fraction, what)``.

    Returns
    -------
    network : keras.Model
    arrays : dict
        ``losses``, the mean cross-entropy on up to 2,048 images before and after;
        ``eigenvalues``, ``groups`` and ``kept`` of the images.

    Raises
    ------
    ValueError
        When fewer than half of the images lie amid their group.
    """
    report(0.02, "Describing the images")
    pca = GradientPCA(_COMPONENTS).fit(images)
    report(0.05, "Finding each image's nearest neighbours")
    n_neighbors = min(task["n_neighbors"], (len(images) - 1) // 2)
    neighbors = nearest_neighbors(pca.transform(images), 2 * n_neighbors)
    report(0.25, "Looking for groups of neighbours")
    found = find_groups(neighbors[:, :n_neighbors], task["random_state"])
    kept = amid_their_group(found.of_points, neighbors, _SHARE)
    if kept.mean() < 0.5:
        raise ValueError(
            f"only {kept.mean():.0%} of the images are of one group with their "
            "neighbours, so that there is nothing to learn"
        )
    images, groups = images[kept], found.of_points[kept]
    network, losses = _trained(images, groups, found.n_groups, task, report)
    arrays: dict[str, NDArray[Any]] = {
        "losses": losses,
        "eigenvalues": found.eigenvalues,
        "groups": found.of_points.astype(np.uint8),
        "kept": kept,
    }
    return network, arrays


def _view_of(images: NDArray[np.uint8], seed: tuple[int, int]) -> NDArray[np.uint8]:
    """Describe a view of each image by its gradients; a seed gives always the same."""
    gradients = np.empty((len(images), GRADIENTS), np.uint8)

    def fill(start: int) -> None:
        chunk = slice(start, start + CHUNK)
        rng = np.random.default_rng((*seed, start))  # whichever thread it is in
        gradients[chunk] = _as_bytes(gradients_of(other_view(images[chunk], rng)))

    for _ in in_threads(fill, range(0, len(images), CHUNK)):
        pass
    return gradients


def _as_bytes(gradients: Floats) -> NDArray[np.uint8]:
    """Round gradients, which lie in 0..1: bytes take a quarter of the memory."""
    return np.rint(gradients * 255).astype(np.uint8)


def _trained(
    images: NDArray[np.uint8],
    groups: NDArray[np.intp],
    n_groups: int,
    task: dict[str, Any],
    report: Callable[[float, str], None],
) -> tuple[Any, NDArray[np.float64]]:
    """Return the trained network, and its losses before and after."""
    import keras

    network = keras.Sequential(
        [
            keras.Input((GRADIENTS,), dtype="uint8"),
            keras.layers.Rescaling(1 / 255),
            *encoder_layers(task["n_features"]),
            keras.layers.Dense(n_groups),
        ]
    )
    batch, epochs, n_views = batch_size(len(images)), task["epochs"], task["n_views"]
    steps = n_views * epochs * ceil(len(images) / batch)
    network.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=_SMOOTHING
        ),
    )
    targets = np.eye(n_groups, dtype=np.float32)[groups]
    seen = _as_bytes(gradients_of(images[:2048]))

    def loss() -> float:
        return float(network.evaluate(seen, targets[:2048], batch, verbose=0))

    losses = [loss()]
    for i in range(n_views):
        report(
            0.35 + 0.63 * i / n_views,
            f"Learning {n_groups} groups: view {i + 1} of {n_views}, loss "
            f"{losses[-1]:.3f}",
        )
        view = _view_of(images, (task["random_state"], i))
        history = network.fit(view, targets, batch, epochs, 0).history
        losses.append(history["loss"][-1])
    return network, np.array([losses[0], loss()])


if __name__ == "__main__":
    run("mnist_kmeans.features.network.spectral_program", train)
