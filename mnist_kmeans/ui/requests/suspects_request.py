"""The request for labels in doubt."""

from dataclasses import dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.network.encoder_files import digest_of_shipped
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.suspects.suspect_labels import (
    Part,
    Suspects,
    compute_suspects,
    spaces_for,
)
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class SuspectsRequest(StudyRequest[Suspects]):
    """The labels of a part of the data by how doubtful they are.

    Attributes
    ----------
    part : {"test", "train"}
    data : DigitData
    """

    part: Part
    data: DigitData

    purpose = "labels"
    lane = "labels"
    failure = "The labels could not be doubted"
    function = "mnist_kmeans.studies.suspects.suspect_labels.compute_suspects"

    @property
    def parameters(self) -> dict[str, Any]:
        spaces = spaces_for(self.data)
        return {
            "feature_space": spaces[0],
            "part": self.part,
            "encoders": tuple(digest_of_shipped(space) for space in spaces),
        }

    def needs(self) -> FeaturesRequest | None:
        n_train = len(self.data.x_train)
        for space in spaces_for(self.data):
            missing = missing_features(space, n_train, self.data, "labels")
            if missing is not None:
                return missing
        return None

    def study(self, on_step: OnStep) -> Suspects:
        # What several fits do at the same time would flicker.
        def report(fraction: float, what: str) -> None:
            on_step(fraction, "Asking clusters and neighbours")

        return compute_suspects(
            self.data,
            self.part,
            store=store(),
            features=lambda space, n_train, on_step, pretrained: get_features(
                space, n_train, self.data, on_step, pretrained
            ),
            on_step=report,
        )
