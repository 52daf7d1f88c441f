"""What a worker of a Dask cluster runs."""

from typing import TYPE_CHECKING

from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.disk.provenance import provenance
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.fits.fit import Fit, compute_fit
from mnist_kmeans.fits.settings import FitSettings

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features


def carry(data: DigitData, features: "Features") -> tuple[DigitData, "Features"]:
    return data, features


def hold(carried: tuple[DigitData, "Features"]) -> None:
    """Nothing: it is enough to have been given the data."""


def code_of(settings: FitSettings) -> str:
    learnt = settings.feature_space in TRAINED_SPACES
    return provenance("mnist_kmeans.fits.fit", learnt=learnt)


def fit_carried(
    settings: FitSettings, carried: tuple[DigitData, "Features"], code: str
) -> Fit:
    from mnist_kmeans.features.projections import one_thread

    if code_of(settings) != code:
        # Its fits would be kept as fits of the code and the libraries here.
        raise RuntimeError("a worker has other versions")
    # The threads of several fits on one machine would get in each other's way.
    with one_thread("blas"):
        return compute_fit(settings, *carried)
