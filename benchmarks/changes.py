"""Measure the smallest changes that give test digits another answer.

    python -m benchmarks.changes [K]

For each feature space: the median size of the change, in pixels of 0 to 1, over the
test digits that the page Predict compares, and the time that one takes.
"""

import sys
from time import perf_counter

import numpy as np

from mnist_kmeans import load_mnist
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.changes.over_many import change_sizes
from mnist_kmeans.ui.predict.change.change_requests import N_COMPARED


def main(k: int = 64) -> None:
    """Print a line for each feature space."""
    data, store = load_mnist(), FitStore()
    n_train = len(data.x_train)
    images = data.x_test[evenly_spaced(len(data.x_test), N_COMPARED)]
    for space in FEATURE_SPACES:
        fit = store.get(FitSettings(n_train, k, space), data)
        transformer = store.features(space, n_train, data).transformer
        start = perf_counter()
        sizes = change_sizes(images, fit, transformer)
        seconds = (perf_counter() - start) / len(images)
        missing = int(np.isnan(sizes).sum())
        print(
            f"{space}: median {np.nanmedian(sizes):.2f} over {len(sizes) - missing} of "
            f"{len(sizes)} test digits, {seconds:.2f} s each",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
