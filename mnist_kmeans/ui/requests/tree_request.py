"""The request for a family tree of clusters over k."""

from dataclasses import asdict, dataclass
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.trees.grown_tree import GrownTree, grow_tree
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class TreeRequest(StudyRequest[GrownTree]):
    """A family tree.

    Attributes
    ----------
    settings : tuple of FitSettings
        Of its columns, which differ in k only.
    data : DigitData
    bisecting : bool
        As in `grow_tree`.
    """

    settings: tuple[FitSettings, ...]
    data: DigitData
    bisecting: bool = False

    lane = "trees"
    failure = "The tree could not be grown"
    function = "mnist_kmeans.studies.trees.grown_tree.grow_tree"

    @property
    def purpose(self) -> str:  # type: ignore[override]
        return "bisecting" if self.bisecting else "tree"

    @property
    def parameters(self) -> dict[str, Any]:
        first = self.settings[0]
        if not self.bisecting:
            columns = tuple(tuple(asdict(fit).items()) for fit in self.settings)
            return {"feature_space": first.feature_space, "columns": columns}
        return {
            "feature_space": first.feature_space,
            "n_train": first.n_train,
            "pretrained": first.pretrained,
            "seed": first.seed,
            "bisecting": tuple(fit.n_clusters for fit in self.settings),
        }

    def needs(self) -> FeaturesRequest | None:
        first = self.settings[0]
        return missing_features(
            first.feature_space, first.n_train, self.data, "tree", first.pretrained
        )

    def study(self, on_step: OnStep) -> GrownTree:
        way = "by bisecting" if self.bisecting else "of a fit each"

        # What several fits do at the same time would flicker.
        def report(fraction: float, what: str) -> None:
            on_step(fraction, f"{len(self.settings)} columns {way}")

        return grow_tree(
            self.settings,
            self.data,
            bisecting=self.bisecting,
            store=store(),
            features=lambda space, n_train, on_step, pretrained: get_features(
                space, n_train, self.data, on_step, pretrained
            ),
            on_step=report,
        )
