"""Make the map of all of MNIST that is shipped with the package: ``make map``.

    python -m mnist_kmeans.studies.whole_map.making [FEATURE_SPACE]

It takes minutes, and is needed when the feature space or the parameters here have
changed: a test tells.
"""

import json
import platform
import sys
from importlib.metadata import version
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import load_mnist
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.studies.whole_map.layout import N_NEIGHBORS, WHOLE_MAP

#: The feature space of the map that is shipped.
FEATURE_SPACE = "spectral"

#: The features of so many images are kept beside the map, to tell when they change.
N_SAMPLE = 64

#: Of openTSNE's `TSNE`; the rest is as it has it by itself.
PARAMETERS: dict[str, Any] = {
    "perplexity": 30,
    "initialization": "pca",
    "negative_gradient_method": "fft",
    "neighbors": "annoy",
    "random_state": 0,
}


def make_whole_map(
    data: DigitData, features: NDArray[np.float32]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8], float]:
    """Lay all images out by t-SNE.

    Parameters
    ----------
    data : DigitData
    features : ndarray of shape (n, n_features), float32
        Of training and test images, in this order.

    Returns
    -------
    places, islands, span
        As in `WholeMap`.

    Raises
    ------
    MissingExtraError
        When openTSNE is not installed.

    Notes
    -----
    As in `maps.compute_map`, with the forces between points far apart interpolated on
    a grid: G. C. Linderman, M. Rachh, J. G. Hoskins, S. Steinerberger and Y. Kluger,
    "Fast interpolation-based t-SNE for improved visualization of single-cell RNA-seq
    data" (2019). Neighbours are looked for with Annoy, which openTSNE brings along.
    """
    with of_extra("app"):
        from openTSNE import TSNE
    positions = np.asarray(TSNE(**PARAMETERS, n_jobs=-1).fit(features))
    positions -= positions.min(axis=0)
    span = positions.max()
    places = np.rint(positions * (65535 / span)).astype(np.uint16)
    labels = np.concatenate([data.y_train, data.y_test])
    return places, islands_of(places, labels), float(span)


def islands_of(
    places: NDArray[np.uint16], labels: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return the digit that most of each image's nearest neighbours on the map show.

    Parameters
    ----------
    places : ndarray of shape (n, 2), uint16
    labels : ndarray of shape (n,), uint8

    Returns
    -------
    ndarray of shape (n,), uint8
        The lowest of those that are shown equally often.
    """
    from scipy.spatial import cKDTree

    n = min(N_NEIGHBORS, len(places) - 1)
    near = cKDTree(places).query(places, k=n + 1)[1]
    # An image is no neighbour of itself. Where more than that many lie on one spot, it
    # may not be among them: then the last goes.
    is_itself = near == np.arange(len(near))[:, None]
    is_itself[~is_itself.any(axis=1), -1] = True
    digits = labels[near[~is_itself].reshape(len(near), n)]
    votes = (digits[:, :, None] == np.arange(10)).sum(axis=1)
    return np.asarray(votes.argmax(axis=1), np.uint8)


def _main(feature_space: str = FEATURE_SPACE) -> None:
    from mnist_kmeans.features.building import compute_features

    data = load_mnist()
    start = perf_counter()
    spaces = compute_features(feature_space, data.x_train, data.x_test)
    features = np.concatenate([np.asarray(spaces.train), np.asarray(spaces.test)])
    print(f"Features in {feature_space}: {perf_counter() - start:.0f} s")
    start = perf_counter()
    places, islands, span = make_whole_map(data, features)
    made = {
        "span": span,
        "feature_space": feature_space,
        "parameters": PARAMETERS,
        "data": data.fingerprint,
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "scipy", "openTSNE")},
    }
    sample = features[evenly_spaced(len(features), N_SAMPLE)]
    np.savez_compressed(
        WHOLE_MAP,
        places=places,
        islands=islands,
        sample=sample,
        made=json.dumps(made),
    )
    megabytes = WHOLE_MAP.stat().st_size / 1e6
    print(f"{WHOLE_MAP}: {perf_counter() - start:.0f} s, {megabytes:.2f} MB")


if __name__ == "__main__":
    _main(*sys.argv[1:2])
