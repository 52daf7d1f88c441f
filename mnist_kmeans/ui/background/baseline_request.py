"""Ways of reading digits that k-means is held against, asked for."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.reports import OnStep
from mnist_kmeans.ui.background.features_request import (
    FeaturesRequest,
    features_for_job,
    missing_features,
)
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.background.request import Request


@dataclass(frozen=True)
class BaselineRequest(Request[Any]):
    """The test accuracy of another way of reading digits.

    Attributes
    ----------
    purpose : str
        Which: "prototypes" (accuracies of several draws), "logistic" or "neighbour" (an
        accuracy each), as the functions of `studies.baselines` are called in short.
    settings : FitSettings
        Of the fit that is held against it: feature space, images and, for prototypes,
        the number of clusters.
    data : DigitData
    """

    purpose: str
    settings: FitSettings
    data: DigitData

    lane = "studies"
    failure = "Other ways could not all be computed"

    @property
    def key(self) -> Hashable:
        return self.purpose, *self._depends_on().items(), self.data.fingerprint

    def needs(self) -> FeaturesRequest | None:
        settings = self.settings
        return missing_features(
            settings.feature_space, settings.n_train, self.data, "baselines"
        )

    def compute(self, on_step: OnStep) -> Any:
        return store().study(
            f"mnist_kmeans.studies.baselines.{self.purpose}",
            self.data,
            lambda: self._compute(on_step),
            **self._depends_on(),
        )

    def _compute(self, on_step: OnStep) -> Any:
        from mnist_kmeans.studies import baselines

        on_step(0, "Preparing the images")
        space, n_train = self.settings.feature_space, self.settings.n_train
        features = features_for_job(space, n_train, self.data, on_step)
        known = features, self.data.y_train[:n_train], self.data.y_test
        if self.purpose == "prototypes":
            return baselines.random_prototypes(
                *known, self.settings.n_clusters, on_step
            )
        if self.purpose == "logistic":
            return baselines.logistic_regression(*known, on_step)
        return baselines.nearest_neighbour(*known, on_step)

    def _depends_on(self) -> dict[str, Any]:
        settings = self.settings
        of_k = {"k": settings.n_clusters} if self.purpose == "prototypes" else {}
        return {
            "feature_space": settings.feature_space,
            "n_train": settings.n_train,
            **of_k,
        }
