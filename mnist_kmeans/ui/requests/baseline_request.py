"""The request for a baseline: another way of reading digits than k-means."""

from dataclasses import dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class BaselineRequest(StudyRequest[Any]):
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
    def function(self) -> str:
        return f"mnist_kmeans.studies.baselines.{self.purpose}"

    @property
    def parameters(self) -> dict[str, Any]:
        settings = self.settings
        k = {"k": settings.n_clusters} if self.purpose == "prototypes" else {}
        return {
            "feature_space": settings.feature_space,
            "n_train": settings.n_train,
            **k,
        }

    def needs(self) -> FeaturesRequest | None:
        settings = self.settings
        return missing_features(
            settings.feature_space,
            settings.n_train,
            self.data,
            "baselines",
            settings.pretrained,
        )

    def study(self, on_step: OnStep) -> Any:
        from mnist_kmeans.studies import baselines

        space, n_train = self.settings.feature_space, self.settings.n_train
        features = get_features(
            space, n_train, self.data, on_step, self.settings.pretrained
        )
        labelled = features, self.data.y_train[:n_train], self.data.y_test
        if self.purpose == "prototypes":
            k = self.settings.n_clusters
            return baselines.random_prototypes(*labelled, k, on_step)
        if self.purpose == "logistic":
            return baselines.logistic_regression(*labelled, on_step)
        return baselines.nearest_neighbour(*labelled, on_step)
