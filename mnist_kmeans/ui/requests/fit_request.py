"""The request for a fit."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.request import Request

#: The most clusters that a visitor can ask for.
LARGEST_K = 256


@dataclass(frozen=True)
class FitRequest(Request[Fit]):
    """A fit.

    Attributes
    ----------
    settings : FitSettings
    data : DigitData
    new_images : bool
        Whether the feature space has to be there too, to transform new images.
    """

    settings: FitSettings
    data: DigitData
    new_images: bool = False

    purpose = ""
    lane = "fits"
    failure = "k-means could not be fitted"

    @property
    def key(self) -> Hashable:
        return self.settings, self.data.fingerprint

    def find(self) -> Fit | None:
        fit = super().find()
        return None if self.new_images and self.needs() else fit

    def load(self) -> Fit | None:
        return store().find(self.settings, self.data)

    def needs(self) -> FeaturesRequest | None:
        settings = self.settings
        return missing_features(
            settings.feature_space,
            settings.n_train,
            self.data,
            pretrained=settings.pretrained,
        )

    def compute(self, on_step: OnStep) -> Fit:
        settings = self.settings

        def report(fraction: float, what: str) -> None:
            on_step(fraction, f"Training k = {settings.n_clusters}: {what.lower()}")

        features = get_features(
            settings.feature_space,
            settings.n_train,
            self.data,
            report,
            settings.pretrained,
        )
        # It shows the centroids so far as images, of shape (n_clusters, 28, 28).
        # Where nothing of it is kept on disk, the fit before the last move is here.
        before = settings.history[-2:-1]
        earlier = FitRequest(before[0], self.data).find() if before else None
        return store().get(
            settings,
            self.data,
            report,
            features=features,
            on_images=self.show,
            earlier=earlier,
        )


def fitted_model(fit: Fit, data: DigitData) -> Any:
    """Return the fitted model behind a fit."""
    return store().model(fit.settings, data)
