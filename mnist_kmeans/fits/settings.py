"""The settings of a fit."""

from dataclasses import dataclass, replace

from mnist_kmeans.features.names import FEATURE_SPACES, TRAINED_SPACES
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.model.by_hand.moves import added_clusters, parse_moves
from mnist_kmeans.model.defaults import usual_settings

# Settings that "full" ignores.
_MINIBATCH_ONLY = ("batch_size", "polish_iter")

# What is so where first centroids are given.
_FROM_FIRST = {"algorithm": "full", "init": None, "n_init": 1, "n_starts": 1}


@dataclass(frozen=True)
class FitSettings:
    """Everything a fit depends on besides the data.

    Attributes
    ----------
    n_train : int
        The number of training images used, the first ones.
    n_clusters : int
        k, after the moves.
    feature_space : str
        A name in `FEATURE_SPACES`.
    seed : int
        ``random_state``.
    algorithm, init, batch_size, n_init, polish_iter, n_starts
        As in `ClusterClassifier`, `init` a name. None is replaced by its value in
        `usual_settings`, and so is any value that "full" ignores.
    pretrained : bool
        As in `build_model`; True in spaces without a network.
    moves : str
        What was done to the clusters by hand after the fit, as in `edit_clusters`.
        MovesError where that is not possible.
    first : FirstImages or None
        Images of the first centroids, at most `n_clusters`. Such a fit takes full steps
        from them to the end, whatever `algorithm` is: mini-batches would put a random
        image in the place of a centroid that few images choose.

    Examples
    --------
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> settings = FitSettings(60_000, 64, "hog")
    >>> settings.polish_iter, settings.n_starts
    (40, 3)
    >>> FitSettings(60_000, 64).init, FitSettings(60_000, 64, polish_iter=0).init
    ('pca', 'k-means++')
    >>> FitSettings(60_000, 11, moves="s3").base == FitSettings(60_000, 10)
    True
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
    init: str | None = None
    pretrained: bool = True
    first: FirstImages | None = None
    moves: str = ""

    @property
    def base(self) -> "FitSettings":
        """The fit before the moves."""
        k = self.n_clusters - added_clusters(self.moves)
        return replace(self, n_clusters=k, moves="") if self.moves else self

    @property
    def history(self) -> "list[FitSettings]":
        """The fit before the moves, after the first, and so on up to this one."""
        moves = self.moves.split(".") if self.moves else []
        return [self.edited(".".join(moves[:n])) for n in range(len(moves) + 1)]

    def edited(self, moves: str) -> "FitSettings":
        """Return the same fit with these moves instead of its own."""
        base = self.base
        k = base.n_clusters + added_clusters(moves)
        return replace(base, n_clusters=k, moves=moves)

    def __post_init__(self) -> None:
        # So that equal fits have equal settings, and with them one cache key.
        k = self.n_clusters - added_clusters(self.moves)
        if self.moves:
            parse_moves(self.moves, k)
        if self.feature_space not in FEATURE_SPACES:
            return  # `build_model` says so
        if self.feature_space not in TRAINED_SPACES:
            object.__setattr__(self, "pretrained", True)
        if self.first is not None:
            for field, value in _FROM_FIRST.items():
                object.__setattr__(self, field, value)
        full = self.algorithm == "full"
        if full and self.init == "pca":
            object.__setattr__(self, "init", None)
        usual = usual_settings(
            self.feature_space,
            k,
            self.algorithm,
            self.init or "auto",
            self.polish_iter,
        )
        for name in ("init", "batch_size", "polish_iter", "n_starts"):
            unused = full and name in _MINIBATCH_ONLY
            if unused or getattr(self, name) is None:
                object.__setattr__(self, name, usual[name])
