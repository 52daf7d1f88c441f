"""The requests for the smallest change to a digit, and for those to many."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.changes.smallest_change import Change
from mnist_kmeans.ui.requests.features_request import get_features
from mnist_kmeans.ui.requests.request import Request
from mnist_kmeans.ui.requests.stress.reader_request import ReaderRequest
from mnist_kmeans.ui.requests.study_request import StudyRequest

#: Test digits of which the sizes of the smallest changes are compared.
N_COMPARED = 20


@dataclass(frozen=True)
class ChangeRequest(Request[list[Change]]):
    """The smallest change to a digit: a list of it, empty where none was found.

    It is kept in memory only, as the digit may be a visitor's.

    Attributes
    ----------
    pixels : bytes
        Of the digit: 784 of float32.
    to : int or None
        As in `smallest_change`.
    fit : Fit
    data : DigitData
    """

    pixels: bytes
    to: int | None
    fit: Fit
    data: DigitData

    purpose = "change"
    lane = "changes"
    failure = "The smallest change could not be searched"

    @property
    def key(self) -> Hashable:
        # Its clusters may stand for other digits, by names that the visitor gave.
        answers = self.fit.cluster_labels.tobytes()
        settings = self.fit.settings
        return self.pixels, self.to, answers, settings, self.data.fingerprint

    def compute(self, on_step: OnStep) -> list[Change]:
        from mnist_kmeans.studies.changes.smallest_change import smallest_change

        on_step(0, "Searching the smallest change")
        image = np.frombuffer(self.pixels, np.float32).reshape(28, 28)
        transformer = _transformer(self.fit, self.data, on_step)
        change = smallest_change(image, self.fit, transformer, self.to)
        return [] if change is None else [change]


@dataclass(frozen=True)
class ChangeSizesRequest(StudyRequest[NDArray[np.float64]]):
    """The sizes of the smallest changes to some test digits, with one fit."""

    settings: FitSettings
    data: DigitData

    lane = "changes"
    failure = "The smallest changes could not be searched"
    function = "mnist_kmeans.studies.changes.over_many.change_sizes"

    @property
    def purpose(self) -> str:  # type: ignore[override]
        # Those of several feature spaces are waited for at the same time.
        return f"changes {self.settings.feature_space}"

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self.settings) | {"n_images": N_COMPARED}

    def needs(self) -> ReaderRequest | None:
        request = ReaderRequest(self.settings, self.data)
        return request if request.find() is None else None

    def study(self, on_step: OnStep) -> NDArray[np.float64]:
        from mnist_kmeans.studies.changes.over_many import change_sizes

        request = ReaderRequest(self.settings, self.data)
        reader = request.find() or request.compute(on_step)
        images = self.data.x_test[evenly_spaced(len(self.data.x_test), N_COMPARED)]
        return change_sizes(images, reader.fit, reader.transformer, on_step)


def _transformer(fit: Fit, data: DigitData, on_step: OnStep) -> Any:
    settings = fit.settings
    return get_features(
        settings.feature_space, settings.n_train, data, on_step, settings.pretrained
    ).transformer
