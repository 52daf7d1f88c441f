"""The request for the steps of a fit."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.reports import OnStep
from mnist_kmeans.studies.learning import Learning, compute_learning
from mnist_kmeans.ui.background.features_request import features_for_job
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.background.request import Request

# The function that computes it, which names it on disk.
_LEARNING = "mnist_kmeans.studies.learning.compute_learning"


@dataclass(frozen=True)
class LearningRequest(Request[Learning]):
    """The steps of a fit, from its first centroids to its last."""

    fit: Fit
    data: DigitData

    purpose = ""
    lane = "learning"
    failure = "The training could not be taken again"

    @property
    def key(self) -> Hashable:
        return self.fit.settings, self.data.fingerprint

    def load(self) -> Learning | None:
        learning: Learning | None
        learning = store().find_study(_LEARNING, self.data, **asdict(self.fit.settings))
        return learning

    def compute(self, on_step: OnStep) -> Learning:
        settings = self.fit.settings

        def report(fraction: float, what: str) -> None:
            on_step(fraction, f"Training k = {settings.n_clusters} again: {what}")

        def compute() -> Learning:
            features = features_for_job(
                settings.feature_space, settings.n_train, self.data, on_step
            )
            return compute_learning(self.fit, self.data, features, report)

        learning: Learning
        learning = store().study(_LEARNING, self.data, compute, **asdict(settings))
        return learning
