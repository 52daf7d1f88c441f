"""Requests for a map of test images, and for what places digits on that of all."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SLOW_SPACES
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.maps import (
    DigitMap,
    MapSettings,
    Neighbours,
    map_test_images,
)
from mnist_kmeans.studies.whole_map.layout import WholeMap
from mnist_kmeans.studies.whole_map.placing import Placer
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.request import Request
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class MapRequest(StudyRequest[tuple[DigitMap, Neighbours]]):
    """A map of test images, and how often neighbours on it show the same digit."""

    settings: MapSettings
    data: DigitData

    purpose = ""
    failure = "The map could not be made"
    function = "mnist_kmeans.studies.maps.map_test_images"

    @property
    def lane(self) -> str:
        return f"{self.settings.layout} maps"

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self.settings)

    def study(self, on_step: OnStep) -> tuple[DigitMap, Neighbours]:
        settings = self.settings
        features = None
        if settings.feature_space in SLOW_SPACES:
            features = get_features(
                settings.feature_space,
                settings.n_train,
                self.data,
                on_step,
                settings.pretrained,
            )
        # t-SNE shows its positions so far, of shape (n, 2).
        return map_test_images(settings, self.data, features, on_step, self.show)


@dataclass(frozen=True)
class PlacerRequest(Request[Placer]):
    """What places new images on the map of all digits."""

    whole: WholeMap
    data: DigitData

    purpose = "placing"
    lane = "placing"
    failure = "Your digit could not be placed on the map"

    @property
    def key(self) -> Hashable:
        return self.whole.digest

    def needs(self) -> FeaturesRequest | None:
        space, n = self.whole.feature_space, len(self.data.x_train)
        return missing_features(space, n, self.data, self.purpose)

    def compute(self, on_step: OnStep) -> Placer:
        space, n = self.whole.feature_space, len(self.data.x_train)
        return Placer(self.whole, get_features(space, n, self.data, on_step))
