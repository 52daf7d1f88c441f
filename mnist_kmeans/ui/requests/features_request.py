"""The request for a feature space, and images transformed into it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SLOW_SPACES, TRAINED_SPACES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.pictures.reading import Digit
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.request import Request

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features


@dataclass(frozen=True)
class FeaturesRequest(Request["Features"]):
    """All images in a feature space.

    Its job goes on when the visitor turns to something else, until it is stopped or
    they leave.

    Attributes
    ----------
    space : str
        One of `SLOW_SPACES`.
    n_train : int
        Training images used, the first ones.
    data : DigitData
    purpose : str
    """

    space: str
    n_train: int
    data: DigitData
    purpose: str = "features"

    @property
    def lane(self) -> str:
        return "trained spaces" if self.stoppable else "spaces"

    @property
    def key(self) -> Hashable:
        return self.space, self.n_train, self.data.fingerprint

    @property
    def stoppable(self) -> bool:
        return self.space in TRAINED_SPACES

    @property
    def failure(self) -> str:
        return f"The images could not be brought into {self.space}"

    def load(self) -> "Features | None":
        return store().find_features(self.space, self.n_train, self.data)

    def compute(self, on_step: OnStep) -> "Features":
        return store().features(self.space, self.n_train, self.data, on_step)

    def stopped_message(self) -> tuple[str, str]:
        return (
            f"The training of the {self.space} was stopped. Start it again, or choose "
            "another feature space in the sidebar.",
            "Start again",
        )


def missing_features(
    space: str, n_train: int, data: DigitData, purpose: str = "features"
) -> FeaturesRequest | None:
    """Return the request for a feature space that is not there yet, if it is slow."""
    if find_features(space, n_train, data) is not None or space not in SLOW_SPACES:
        return None
    return FeaturesRequest(space, n_train, data, purpose)


def find_features(space: str, n_train: int, data: DigitData) -> "Features | None":
    """Return one of `SLOW_SPACES` if it is in memory or on disk."""
    if space not in SLOW_SPACES:
        return None
    return FeaturesRequest(space, n_train, data).find()


def features_for_job(
    space: str, n_train: int, data: DigitData, on_step: OnStep
) -> "Features":
    """Return a feature space, on a job's thread; compute it if it is not there."""
    on_step(0, "Preparing the images")
    features = find_features(space, n_train, data)
    return features or store().features(space, n_train, data, on_step)


def points_of(digits: list[Digit], fit: Fit, data: DigitData) -> NDArray[np.float32]:
    """Transform digits into a fit's feature space, a row each."""
    settings = fit.settings
    transformer = _transformer(settings.feature_space, settings.n_train, data)
    points: NDArray[np.float32] = transformer.transform(
        np.array([digit.pixels for digit in digits], np.float32).reshape(-1, 28, 28)
    )
    return points


def training_points(space: str, n_train: int, data: DigitData) -> NDArray[Any]:
    """Return the training images in a feature space, a row each.

    Pixels stay uint8, a quarter of the memory.
    """
    if space == "pixels":
        return data.x_train[:n_train].reshape(n_train, -1)
    features = find_features(space, n_train, data)
    if features is not None:
        return features.train
    return _transformed(space, n_train, data, data.fingerprint)


def _transformer(space: str, n_train: int, data: DigitData) -> Any:
    features = find_features(space, n_train, data)
    if features is not None:
        return features.transformer
    return _fitted(space, n_train, data, data.fingerprint)


# `fingerprint` is the cache key: the arrays of `_data` are not hashed.
@st.cache_resource(max_entries=4, show_spinner="Getting ready to read digits")
def _fitted(space: str, n_train: int, _data: DigitData, fingerprint: str) -> Any:
    from mnist_kmeans.features.building import make_transformer

    return make_transformer(space).fit(_data.x_train[:n_train])


@st.cache_resource(max_entries=2, show_spinner=False)
def _transformed(
    space: str, n_train: int, _data: DigitData, fingerprint: str
) -> NDArray[Any]:
    return store().features(space, n_train, _data).train
