"""Accuracies on MNIST to compare with: published ones, and the best measured here."""

from typing import NamedTuple

#: The values of k that the notebook tried, and the train accuracy it printed for each.
NOTEBOOK = {
    2: 0.2052,
    5: 0.3884,
    8: 0.5302,
    10: 0.5056,
    12: 0.6029,
    16: 0.6399,
    20: 0.6792,
    22: 0.7007,
    25: 0.7122,
}


def notebook_ks(n_train: int) -> tuple[int, ...]:
    """Return the values of k that the notebook tried, those with enough images."""
    return tuple(k for k in NOTEBOOK if k <= n_train)


class Published(NamedTuple):
    """An accuracy on MNIST that others published."""

    what: str
    n_clusters: int
    measure: str
    accuracy: float
    source: str


_VOTE = "majority vote, train"
_MATCHED = "matched"
_TUTORIAL = "a widely copied MiniBatchKMeans tutorial"

#: Accuracies of clusters that were found without labels.
PUBLISHED = (
    Published("k-means on pixels", 10, _VOTE, 0.59, _TUTORIAL),
    Published("k-means on pixels", 16, _VOTE, 0.65, _TUTORIAL),
    Published("k-means on pixels", 36, _VOTE, 0.74, _TUTORIAL),
    Published("k-means on pixels", 64, _VOTE, 0.83, _TUTORIAL),
    Published("k-means on pixels", 144, _VOTE, 0.87, _TUTORIAL),
    Published("k-means on pixels", 256, _VOTE, 0.89, _TUTORIAL),
    Published("k-means on pixels", 256, "majority vote, test", 0.90, _TUTORIAL),
    Published("k-means on pixels", 10, _MATCHED, 0.53, "Xie et al. 2016"),
    Published("autoencoder + k-means", 10, _MATCHED, 0.82, "Xie et al. 2016"),
    Published("DEC", 10, _MATCHED, 0.84, "Xie et al. 2016"),
    Published("IDEC", 10, _MATCHED, 0.88, "Guo et al. 2017"),
    Published("VaDE", 10, _MATCHED, 0.945, "Jiang et al. 2017"),
    Published("N2D", 10, _MATCHED, 0.979, "McConville et al. 2021"),
)


class Measured(NamedTuple):
    """A majority-vote accuracy on the test images, the mean over seeds."""

    feature_space: str
    n_clusters: int
    n_seeds: int
    test_accuracy: float


#: The best of ``python -m benchmarks.feature_spaces``; the README has all.
BEST_MEASURED = Measured("spectral", 64, 3, 0.991)
