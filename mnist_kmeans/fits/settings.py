"""The settings of a fit."""

from dataclasses import dataclass

from mnist_kmeans.model.defaults import FIT_DEFAULTS, usual_starts

# Settings that "full" ignores.
_MINIBATCH_ONLY = ("batch_size", "polish_iter")


@dataclass(frozen=True)
class FitSettings:
    """Everything a fit depends on besides the data.

    Attributes
    ----------
    n_train : int
        The number of training images used, the first ones.
    n_clusters : int
        k.
    feature_space : str
        A name in `FEATURE_SPACES`.
    seed : int
        ``random_state``.
    algorithm, batch_size, n_init, polish_iter
        As in `ClusterClassifier`. None is replaced by the default of the feature space
        in `FIT_DEFAULTS`, and so is any value that "full" ignores.
    n_starts : int or None
        As in `ClusterClassifier`. None is replaced by `usual_starts`.

    Examples
    --------
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> settings = FitSettings(60_000, 64, "hog")
    >>> settings.polish_iter, settings.n_starts
    (40, 3)
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
        # So that equal fits have equal settings, and with them one cache key.
        for name, value in FIT_DEFAULTS.get(self.feature_space, {}).items():
            unused = self.algorithm == "full" and name in _MINIBATCH_ONLY
            if unused or getattr(self, name) is None:
                object.__setattr__(self, name, value)
        if self.n_starts is None:
            starts = usual_starts(self.feature_space, self.n_clusters)
            object.__setattr__(self, "n_starts", starts)
