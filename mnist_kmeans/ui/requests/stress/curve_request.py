"""The request for accuracy over the amount by which test digits are altered."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.stress.curves import CURVE, stress_curve
from mnist_kmeans.ui.requests.stress.reader_request import ReaderRequest
from mnist_kmeans.ui.requests.study_request import StudyRequest


@dataclass(frozen=True)
class CurveRequest(StudyRequest[NDArray[np.float64]]):
    """A curve, as from `stress_curve`.

    Attributes
    ----------
    kind : str
        A name in `KINDS`.
    settings : FitSettings
        Of the fit that is measured.
    data : DigitData
    """

    kind: str
    settings: FitSettings
    data: DigitData

    lane = "studies"
    failure = "The altered digits could not be read"
    function = CURVE

    @property
    def purpose(self) -> str:  # type: ignore[override]
        return f"stress {self.settings.feature_space}"

    @property
    def parameters(self) -> dict[str, Any]:
        return {"kind": self.kind, **asdict(self.settings)}

    def needs(self) -> ReaderRequest | None:
        request = ReaderRequest(self.settings, self.data)
        return request if request.find() is None else None

    def study(self, on_step: OnStep) -> NDArray[np.float64]:
        request = ReaderRequest(self.settings, self.data)
        reader = request.find() or request.compute(on_step)

        def report(fraction: float, what: str) -> None:
            on_step(fraction, self.settings.feature_space)

        return stress_curve(reader.read, self.data, self.kind, report)
