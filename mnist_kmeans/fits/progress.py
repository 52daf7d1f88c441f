"""The progress of several fits as one."""

from collections.abc import Iterable
from threading import Lock

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep

# Seconds that a start takes with MNIST and the usual settings, on one thread, and those
# that each cluster adds. Only their ratios count.
_SECONDS = {
    "pixels": (0.21, 0.0042),
    "pca": (0.10, 0.0015),
    "deskewed": (0.10, 0.0060),
    "hog": (0.10, 0.0060),
    "autoencoder": (0.03, 0.0037),
    "spectral": (0.03, 0.0037),
}


def usual_seconds(settings: FitSettings) -> float:
    """Estimate how long a fit takes.

    Parameters
    ----------
    settings : FitSettings

    Returns
    -------
    float
        Seconds on the machine where it was measured, which is good for ratios.

    Examples
    --------
    >>> from mnist_kmeans.fits.progress import usual_seconds
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> few, many = (usual_seconds(FitSettings(60_000, k)) for k in (2, 256))
    >>> round(many / few)
    6
    """
    start, per_cluster = _SECONDS[settings.feature_space]
    return (settings.n_starts or 1) * (start + per_cluster * settings.n_clusters)


class FitsProgress:
    """The progress of several fits, each of which counts by the time it takes.

    Parameters
    ----------
    settings : iterable of FitSettings
        At least one.
    on_step : callable
        Called as ``on_step(fraction, what)`` with the share of all fits that is done,
        those under way included.

    Examples
    --------
    >>> from mnist_kmeans.fits.progress import FitsProgress
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> first, second = FitSettings(1000, 5, seed=0), FitSettings(1000, 5, seed=1)
    >>> progress = FitsProgress([first, second], print)
    >>> progress.of(first)(0.5, "Mini-batch 3")
    0.25 Mini-batch 3
    >>> progress.finish(first)
    >>> progress.beside(0.9, "Bringing all images into pca")
    0.5 Bringing all images into pca
    """

    def __init__(self, settings: Iterable[FitSettings], on_step: OnStep) -> None:
        self._seconds = {fit: usual_seconds(fit) for fit in settings}
        self._fractions = dict.fromkeys(self._seconds, 0.0)
        self._all, self._done = sum(self._seconds.values()), 0.0
        self._lock = Lock()
        self._on_step = on_step

    def of(self, settings: FitSettings) -> OnStep:
        """Return the ``on_step`` of one of the fits."""

        def on_step(fraction: float, what: str) -> None:
            self._note(settings, fraction)
            self.beside(fraction, what)

        return on_step

    def beside(self, fraction: float, what: str) -> None:
        """Report a step of something else, whose own fraction does not count."""
        self._on_step(min(1.0, self._done / self._all), what)

    def finish(self, settings: FitSettings) -> None:
        """Count a fit as done."""
        self._note(settings, 1.0)

    def _note(self, settings: FitSettings, fraction: float) -> None:
        # Kept as a sum: fits report thousands of steps, each on its own thread.
        with self._lock:
            more = fraction - self._fractions[settings]
            self._done += self._seconds[settings] * more
            self._fractions[settings] = fraction
