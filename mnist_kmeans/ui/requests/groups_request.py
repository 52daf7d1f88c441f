"""The request for how the groups came about from which "spectral" was learnt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.study_request import StudyRequest

if TYPE_CHECKING:  # it imports SciPy
    from mnist_kmeans.studies.groups.lesson import GroupLesson


@dataclass(frozen=True)
class GroupsRequest(StudyRequest["GroupLesson"]):
    """How groups came about, of a fit in "spectral"."""

    settings: FitSettings
    data: DigitData

    purpose = "groups"
    lane = "studies"
    failure = "The groups could not be looked at again"
    function = "mnist_kmeans.studies.groups.lesson.compute_group_lesson"

    @property
    def parameters(self) -> dict[str, Any]:
        settings = self.settings
        return {
            "feature_space": settings.feature_space,
            "n_train": settings.n_train,
            "pretrained": settings.pretrained,
        }

    def needs(self) -> FeaturesRequest | None:
        settings = self.settings
        return missing_features(
            settings.feature_space,
            settings.n_train,
            self.data,
            self.purpose,
            settings.pretrained,
        )

    def study(self, on_step: OnStep) -> "GroupLesson":
        from mnist_kmeans.studies.groups.lesson import compute_group_lesson

        settings, data = self.settings, self.data
        learnt = get_features(
            settings.feature_space,
            settings.n_train,
            data,
            on_step,
            settings.pretrained,
        ).transformer
        n = settings.n_train
        return compute_group_lesson(data.x_train[:n], data.y_train[:n], learnt, on_step)
