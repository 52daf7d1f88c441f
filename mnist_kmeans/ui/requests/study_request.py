"""Requests for studies of the data, which are kept on disk."""

from abc import abstractmethod
from collections.abc import Hashable
from typing import Any, TypeVar

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.requests.request import Request

T = TypeVar("T")


class StudyRequest(Request[T]):
    """A study of the data, named on disk by the function that computes it."""

    data: DigitData

    @property
    @abstractmethod
    def function(self) -> str:
        """Full name of the function, as `FitStore.study` has it."""

    @property
    @abstractmethod
    def parameters(self) -> dict[str, Any]:
        """All else that decides the result, `feature_space` among it."""

    @abstractmethod
    def study(self, on_step: OnStep) -> T:
        """Compute the result, which is not on disk."""

    @property
    def key(self) -> Hashable:
        return self.function, *self.parameters.items(), self.data.fingerprint

    def load(self) -> T | None:
        result: T | None
        result = store().find_study(self.function, self.data, **self.parameters)
        return result

    def compute(self, on_step: OnStep) -> T:
        result: T = store().study(
            self.function,
            self.data,
            lambda: self.study(on_step),
            on_step=on_step,
            **self.parameters,
        )
        return result
