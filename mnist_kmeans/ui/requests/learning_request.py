"""The request for the steps of a fit."""

from dataclasses import asdict, dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.learning import Learning, compute_learning
from mnist_kmeans.ui.requests.features_request import get_features
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class LearningRequest(StudyRequest[Learning]):
    """The steps of a fit, from its first centroids to its last."""

    fit: Fit
    data: DigitData

    purpose = ""
    lane = "learning"
    failure = "The training could not be taken again"
    function = "mnist_kmeans.studies.learning.compute_learning"

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self.fit.settings)

    def study(self, on_step: OnStep) -> Learning:
        settings = self.fit.settings

        def report(fraction: float, what: str) -> None:
            on_step(fraction, f"Training k = {settings.n_clusters} again: {what}")

        features = get_features(
            settings.feature_space,
            settings.n_train,
            self.data,
            on_step,
            settings.pretrained,
        )
        return compute_learning(self.fit, self.data, features, report)
