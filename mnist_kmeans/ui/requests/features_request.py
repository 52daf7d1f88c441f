"""The request for a feature space, and images transformed into it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SLOW_SPACES, TRAINED_SPACES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.request import Request

# What needs scikit-learn or SciPy is imported where something is computed: no first
# page waits for them.
if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features
    from mnist_kmeans.pictures.mnist_form import Digit


@dataclass(frozen=True)
class FeaturesRequest(Request["Features"]):
    """All images in a feature space.

    Its job goes on when the visitor turns to something else, until it is stopped or
    they leave.

    Attributes
    ----------
    space : str
        A name in `FEATURE_SPACES`.
    n_train : int
        Training images used, the first ones.
    data : DigitData
    purpose : str
    pretrained : bool
        As in `FitSettings`.
    """

    space: str
    n_train: int
    data: DigitData
    purpose: str = "features"
    pretrained: bool = True

    @property
    def lane(self) -> str:
        return "trained spaces" if self.stoppable else "spaces"

    @property
    def key(self) -> Hashable:
        return self.space, self.n_train, self.pretrained, self.data.fingerprint

    @property
    def stoppable(self) -> bool:
        return self.space in TRAINED_SPACES

    @property
    def failure(self) -> str:
        return f"The images could not be brought into {self.space}"

    def load(self) -> "Features | None":
        if self.space not in SLOW_SPACES:
            return None
        return store().find_features(
            self.space, self.n_train, self.data, self.pretrained
        )

    def compute(self, on_step: OnStep) -> "Features":
        return store().features(
            self.space, self.n_train, self.data, on_step, self.pretrained
        )

    def stopped_message(self) -> tuple[str, str]:
        return (
            f"The training of the network of {self.space} was stopped. Start it "
            "again, or choose another feature space in the sidebar.",
            "Start again",
        )


def missing_features(
    space: str,
    n_train: int,
    data: DigitData,
    purpose: str = "features",
    pretrained: bool = True,
) -> FeaturesRequest | None:
    """Return the request for a feature space that is not there yet, if it is slow."""
    request = FeaturesRequest(space, n_train, data, purpose, pretrained)
    if space not in SLOW_SPACES or request.find() is not None:
        return None
    return request


def get_features(
    space: str,
    n_train: int,
    data: DigitData,
    on_step: OnStep,
    pretrained: bool = True,
) -> "Features":
    """Return a feature space, computed if it is not there: slow ones in a job only."""
    on_step(0, "Preparing the images")
    request = FeaturesRequest(space, n_train, data, pretrained=pretrained)
    features = request.find()
    if features is None:
        features = request.compute(on_step)
        request.queue.keep(request.key, features)
    return features


def points_of(digits: "list[Digit]", fit: Fit, data: DigitData) -> NDArray[np.float32]:
    """Transform digits into a fit's feature space, a row each."""
    settings = fit.settings
    transformer = get_features(
        settings.feature_space, settings.n_train, data, silent, settings.pretrained
    ).transformer
    points: NDArray[np.float32] = transformer.transform(
        np.array([digit.pixels for digit in digits], np.float32).reshape(-1, 28, 28)
    )
    return points


def training_points(settings: FitSettings, data: DigitData) -> NDArray[Any]:
    """Return a fit's training images in its feature space, a row each.

    Pixels stay uint8, a quarter of the memory.
    """
    space, n_train = settings.feature_space, settings.n_train
    if space == "pixels":
        return data.x_train[:n_train].reshape(n_train, -1)
    features = get_features(space, n_train, data, silent, settings.pretrained)
    return np.asarray(features.train)
