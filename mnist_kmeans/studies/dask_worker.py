"""The tasks that the workers of a Dask cluster run."""

from typing import TYPE_CHECKING

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.disk.provenance import fingerprint_of_code
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.fits.fit import Fit, compute_fit
from mnist_kmeans.fits.settings import FitSettings

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features


def carry(data: DigitData, features: "Features") -> tuple[DigitData, "Features"]:
    """Return the arguments, as the result of a task that others depend on."""
    return data, features


def hold(carried: tuple[DigitData, "Features"]) -> None:
    """Do nothing: a worker that runs this has fetched the data."""


def code_of(settings: FitSettings) -> str:
    """Return the provenance of the code that computes a fit."""
    learnt = settings.feature_space in TRAINED_SPACES
    return fingerprint_of_code("mnist_kmeans.fits.fit", learnt=learnt)


def fit_carried(
    settings: FitSettings, carried: tuple[DigitData, "Features"], code: str
) -> Fit:
    """Compute a fit, if the code here is that of whoever asked for it."""
    from mnist_kmeans.features.threads import one_thread, thread_limit

    if code_of(settings) != code:
        # Its fits would be cached under the code and the libraries of the client.
        raise RuntimeError("a worker has other versions")
    # Several fits on one machine would compete for its cores.
    with one_thread("blas"), thread_limit(1):
        return compute_fit(settings, *carried)
