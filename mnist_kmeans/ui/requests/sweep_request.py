"""The request for a sweep, whose rows are cached one by one."""

from collections.abc import Hashable
from contextlib import closing
from dataclasses import dataclass, replace

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.sweep import Row, sweep_fits, sweep_row
from mnist_kmeans.ui.background.queues import queue, store
from mnist_kmeans.ui.requests.features_request import (
    FeaturesRequest,
    get_features,
    missing_features,
)
from mnist_kmeans.ui.requests.request import Answer, Ready, Request, UnderWay


@dataclass(frozen=True)
class SweepRequest(Request[list[Row]]):
    """The rows of a sweep.

    Attributes
    ----------
    purpose : str
        Which of a page's sweeps it is.
    settings : tuple of FitSettings
    data : DigitData
    """

    purpose: str
    settings: tuple[FitSettings, ...]
    data: DigitData

    lane = "studies"
    failure = "The sweep ended early"
    stoppable = True

    @property
    def key(self) -> Hashable:
        return self.settings, self.data.fingerprint

    def rows(self) -> list[Row]:
        """Return the rows of the fits done so far."""
        queue, fingerprint = self.queue, self.data.fingerprint
        rows = [queue.result((settings, fingerprint)) for settings in self.settings]
        return [row for row in rows if row is not None]

    def find(self) -> list[Row] | None:
        rows = self.rows()
        return rows if len(rows) == len(self.settings) else None

    def ask(self) -> Answer[list[Row]]:
        missing = self._missing_features()
        answer = self._ask_without(missing) if missing else super().ask()
        if not isinstance(answer, UnderWay):
            return answer
        what = f"{len(self.rows())} of {len(self.settings)} fits"
        if answer.what:
            what += f", {answer.what[0].lower()}{answer.what[1:]}"
        return replace(answer, what=what, stoppable=self)

    def stop(self) -> None:
        for features in self._missing_features():
            features.stop()
        super().stop()

    def stopped_message(self) -> tuple[str, str]:
        n_rows = len(self.rows())
        return (
            f"Stopped: {n_rows} of {len(self.settings)} fits are done and kept.",
            "Go on",
        )

    def compute(self, on_step: OnStep) -> None:
        # What several fits do at the same time would flicker.
        def report(fraction: float, what: str) -> None:
            on_step(fraction, "")

        sweep = sweep_fits(
            self.settings,
            self.data,
            store=store(),
            on_step=report,
            features=lambda space, n_train, on_step, pretrained: get_features(
                space, n_train, self.data, on_step, pretrained
            ),
        )
        # A cancelled sweep is closed on this thread, not when garbage is collected.
        with closing(sweep) as fits:
            for fit in fits:
                row = sweep_row(fit, self.data)
                self.queue.keep((fit.settings, self.data.fingerprint), row)

    def _missing_features(self) -> list[FeaturesRequest]:
        if self.is_stopped() or self.find() is not None:
            return []
        spaces = dict.fromkeys(
            (settings.feature_space, settings.n_train, settings.pretrained)
            for settings in self.settings
        )
        requests = [
            missing_features(space, n_train, self.data, self.purpose, pretrained)
            for space, n_train, pretrained in spaces
        ]
        return [request for request in requests if request is not None]

    def _ask_without(self, missing: list[FeaturesRequest]) -> Answer[list[Row]]:
        """Ask for a feature space, and for the fits that do not wait for any."""
        features = missing[0].ask()
        spaces = {
            (request.space, request.n_train, request.pretrained) for request in missing
        }
        others = tuple(
            settings
            for settings in self.settings
            if (settings.feature_space, settings.n_train, settings.pretrained)
            not in spaces
        )
        answer = Request.ask(replace(self, settings=others))
        if not isinstance(answer, Ready):
            return answer
        # Features that became ready just now are noticed when the page asks next.
        return UnderWay(1.0, "", None) if isinstance(features, Ready) else features


def known_row(settings: FitSettings, data: DigitData) -> Row | None:
    """Return the row of a fit that is in memory or on disk, without computing it."""
    rows, key = queue("studies"), (settings, data.fingerprint)
    row: Row | None = rows.result(key)
    if row is None:
        # Not through the request, which would keep the fit in memory as if it was seen.
        fit = queue("fits").result(key) or store().find(settings, data)
        if fit is not None:
            row = sweep_row(fit, data)
            rows.keep(key, row)
    return row
