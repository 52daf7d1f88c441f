"""What decides a fit."""

from dataclasses import dataclass

from mnist_kmeans.model.defaults import FIT_DEFAULTS, usual_starts

# Settings that "full" has no use for.
_MINIBATCH_ONLY = ("batch_size", "polish_iter")


@dataclass(frozen=True)
class FitSettings:
    """All that decides a fit besides the data.

    Attributes
    ----------
    n_train : int
        How many training images are used, the first ones.
    n_clusters : int
        k.
    feature_space : str
        A name in `FEATURE_SPACES`.
    seed : int
        ``random_state``.
    algorithm, batch_size, n_init, polish_iter
        As in `ClusterClassifier`; None is what `FIT_DEFAULTS` has for the space, and so
        is what "full" has no use for, whatever was given.
    n_starts : int or None
        As in `ClusterClassifier`; None is `usual_starts`.
    """

    n_train: int
    n_clusters: int = 10
    feature_space: str = "pixels"
    seed: int = 0
    algorithm: str = "minibatch"
    batch_size: int | None = None
    n_init: int = 1
    polish_iter: int | None = None
    n_starts: int | None = None

    def __post_init__(self) -> None:
        # The same fit has one name, whether its settings were spelt out or not.
        for name, value in FIT_DEFAULTS.get(self.feature_space, {}).items():
            unused = self.algorithm == "full" and name in _MINIBATCH_ONLY
            if unused or getattr(self, name) is None:
                object.__setattr__(self, name, value)
        if self.n_starts is None:
            starts = usual_starts(self.feature_space, self.n_clusters)
            object.__setattr__(self, "n_starts", starts)
