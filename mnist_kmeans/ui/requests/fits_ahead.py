"""Fits made ahead: those that will probably be asked for next.

The one exception to the rule that there is no work that nobody waits for.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic, sleep

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.threads import calling_between_parts
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.ui.background.queues import (
    is_idle,
    last_run,
    queue,
    recent_visitors,
    store,
    visitor,
)
from mnist_kmeans.ui.requests.features_request import get_features, missing_features

#: Environment variable that turns it off: "0" for no fits ahead.
AHEAD_VARIABLE = "MNIST_KMEANS_AHEAD"

# Seconds after which a page is drawn.
_DRAWN = 0.5


class _AskedError(Exception):
    """Raised in a fit ahead to end it, when somebody asks for something."""


def fit_ahead(settings: FitSettings, data: DigitData, ks: Sequence[int]) -> None:
    """Fit in the background what may be asked for next, while nobody waits.

    It ends when its visitor leaves, turns to other settings, or does nothing for a
    minute.

    Parameters
    ----------
    settings : FitSettings
        Of the fit on screen.
    data : DigitData
    ks : sequence of int
        The values of k that may be asked for next, the likeliest first.
    """
    # From first centroids of one's own fits take long, and k seldom changes.
    if os.environ.get(AHEAD_VARIABLE) != "0" and settings.first is None:
        queue("ahead").ask(
            visitor(),
            ("around", settings, data.fingerprint, *ks),
            lambda report: fit_around(settings, data, ks, report),
        )


def fit_around(
    settings: FitSettings, data: DigitData, ks: Sequence[int], report: OnStep
) -> bool | None:
    """Fit at the likely values of k, one after another, and keep the fits on disk.

    Parameters
    ----------
    settings : FitSettings
        Of the fit on screen.
    data : DigitData
    ks : sequence of int
        As in `fit_ahead`.
    report : callable
        Called now and then; an exception that it raises ends the work.

    Returns
    -------
    bool or None
        True if all are there, None if it is not the time for it.
    """
    done = queue("ahead")
    space, n_train = settings.feature_space, settings.n_train
    for k in ks:
        likely = replace(settings, n_clusters=k, n_starts=None)  # they depend on k
        while done.result((likely, data.fingerprint)) is None:
            report(0, "")
            if len(recent_visitors()) != 1:
                return None
            if not is_idle() or monotonic() - last_run() < _DRAWN:
                sleep(0.1)
                continue
            missing = missing_features(
                space, n_train, data, pretrained=settings.pretrained
            )
            if missing or not store().has_room():
                return None
            if _fit(likely, data, report):
                # Not the fit, which takes memory.
                done.keep((likely, data.fingerprint), True)
    return True


def _fit(settings: FitSettings, data: DigitData, report: OnStep) -> bool:
    def is_asked_for() -> bool:
        return queue("fits").has((settings, data.fingerprint))

    def on_step(fraction: float, what: str) -> None:
        # A page that is being drawn may be about to ask for this very fit.
        while is_idle() and monotonic() - last_run() < _DRAWN:
            sleep(0.05)
        if not is_asked_for():
            report(fraction, what)
        give_way()

    def give_way() -> None:
        if not is_idle() and not is_asked_for():
            raise _AskedError

    if store().find(settings, data) is None:
        space, n_train = settings.feature_space, settings.n_train
        try:
            with calling_between_parts(give_way):
                features = get_features(
                    space, n_train, data, on_step, settings.pretrained
                )
                store().get(settings, data, on_step, features)
        except _AskedError:
            return False
    return True
