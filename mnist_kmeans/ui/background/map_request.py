"""A map of test images, asked for."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SLOW_SPACES
from mnist_kmeans.reports import OnStep
from mnist_kmeans.studies.maps import (
    DigitMap,
    MapSettings,
    Neighbours,
    map_test_images,
)
from mnist_kmeans.ui.background.features_request import features_for_job
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.background.request import Request

# Its name on disk: what computes it.
_MAP = "mnist_kmeans.studies.maps.map_test_images"

LaidOut = tuple[DigitMap, Neighbours]


@dataclass(frozen=True)
class MapRequest(Request[LaidOut]):
    """A map of test images, and how well neighbours on it agree."""

    settings: MapSettings
    data: DigitData

    purpose = ""
    failure = "The map could not be made"

    @property
    def lane(self) -> str:
        return f"{self.settings.layout} maps"

    @property
    def key(self) -> Hashable:
        return self.settings, self.data.fingerprint

    def load(self) -> LaidOut | None:
        laid_out: LaidOut | None
        laid_out = store().find_study(_MAP, self.data, **asdict(self.settings))
        return laid_out

    def compute(self, on_step: OnStep) -> LaidOut:
        settings, data = self.settings, self.data

        def compute() -> LaidOut:
            on_step(0, "Preparing the images")
            features = None
            if settings.feature_space in SLOW_SPACES:
                features = features_for_job(
                    settings.feature_space, settings.n_train, data, on_step
                )
            return map_test_images(settings, data, features, on_step)

        laid_out: LaidOut = store().study(_MAP, data, compute, **asdict(settings))
        return laid_out
