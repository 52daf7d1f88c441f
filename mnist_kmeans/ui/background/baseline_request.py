"""The request for a baseline: another way of reading digits than k-means."""

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
    """The test accuracy of a baseline.

    Attributes
    ----------
    purpose : {"prototypes", "logistic", "neighbour"}
        Which of `studies.baselines`. The result is a float; of "prototypes" an array,
        the accuracy of each draw.
    settings : FitSettings
        Of the fit it is compared with: feature space, images and, for "prototypes",
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
        return self.purpose, *self._parameters().items(), self.data.fingerprint

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
            **self._parameters(),
        )

    def _compute(self, on_step: OnStep) -> Any:
        from mnist_kmeans.studies import baselines

        space, n_train = self.settings.feature_space, self.settings.n_train
        features = features_for_job(space, n_train, self.data, on_step)
        labelled = features, self.data.y_train[:n_train], self.data.y_test
        if self.purpose == "prototypes":
            k = self.settings.n_clusters
            return baselines.random_prototypes(*labelled, k, on_step)
        if self.purpose == "logistic":
            return baselines.logistic_regression(*labelled, on_step)
        return baselines.nearest_neighbour(*labelled, on_step)

    def _parameters(self) -> dict[str, Any]:
        settings = self.settings
        parameters = {
            "feature_space": settings.feature_space,
            "n_train": settings.n_train,
        }
        if self.purpose == "prototypes":
            parameters["k"] = settings.n_clusters
        return parameters
