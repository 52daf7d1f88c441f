"""The request for what reads new images: a fit with its feature space's transformer."""

from collections.abc import Hashable
from dataclasses import dataclass

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.stress.reader import Reader
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.request import Request


@dataclass(frozen=True)
class ReaderRequest(Request[Reader]):
    """A reader.

    Attributes
    ----------
    settings : FitSettings
    data : DigitData
    """

    settings: FitSettings
    data: DigitData

    lane = "readers"

    @property
    def purpose(self) -> str:  # type: ignore[override]
        # Those of several feature spaces are waited for at the same time.
        return f"reader {self.settings.feature_space}"

    @property
    def failure(self) -> str:
        return f"{self.settings.feature_space} cannot read digits"

    @property
    def key(self) -> Hashable:
        return self.settings, self.data.fingerprint

    def needs(self) -> FeaturesRequest | None:
        of = self.settings
        return missing_features(
            of.feature_space, of.n_train, self.data, self.purpose, of.pretrained
        )

    def compute(self, on_step: OnStep) -> Reader:
        of = self.settings

        def report(fraction: float, what: str) -> None:
            on_step(fraction, f"{of.feature_space} at k = {of.n_clusters}")

        features = get_features(
            of.feature_space, of.n_train, self.data, report, of.pretrained
        )
        fit = store().get(of, self.data, report, features)
        return Reader(fit, features.transformer)
