"""What each move of a history did to the figures of a fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import Move, parse_moves
from mnist_kmeans.studies.sweep import Row

_FIGURES = (
    "inertia",
    "train_accuracy",
    "test_accuracy",
    "train_matched",
    "test_matched",
)


@dataclass(frozen=True)
class Stage:
    """The figures of a fit after one of its moves, or before the first.

    Attributes
    ----------
    move : Move or None
        The move that led here; None before the first.
    n_clusters : int
    inertia : float
        Of the training images, in the feature space's units.
    train_accuracy, test_accuracy : float
        Majority-vote accuracy.
    train_matched, test_matched : float
        Matched accuracy; NaN unless there are as many clusters as digits.
    """

    move: Move | None
    n_clusters: int
    inertia: float
    train_accuracy: float
    test_accuracy: float
    train_matched: float
    test_matched: float


def stages_of(settings: FitSettings, rows: Sequence[Row]) -> list[Stage]:
    """List the stages of a history.

    Parameters
    ----------
    settings : FitSettings
        With moves.
    rows : sequence of Row
        As from `sweep_row`, of the fits of ``settings.history``.

    Returns
    -------
    list of Stage
        One more than there are moves.
    """
    moves = parse_moves(settings.moves, settings.base.n_clusters)
    return [
        Stage(
            move,
            row["n_clusters"],
            row["inertia"],
            row["train_accuracy"],
            row["test_accuracy"],
            row["train_matched_accuracy"],
            row["matched_accuracy"],
        )
        for move, row in zip((None, *moves), rows, strict=True)
    ]


def last_matched(stages: Sequence[Stage]) -> Stage | None:
    """Return the last stage before the end at which matched accuracy is defined."""
    defined = (stage for stage in stages[-2::-1] if not isnan(stage.train_matched))
    return next(defined, None)


def stage_rows(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """List stages as flat rows.

    Parameters
    ----------
    stages : sequence of Stage

    Returns
    -------
    list of dict
        ``number`` (0 before the first move), ``move`` as in links, ``n_clusters``, the
        figures of `Stage`, and their changes by the move, such as ``inertia_change``;
        None where a figure is not defined.
    """
    return [
        {
            "number": number,
            "move": stage.move.text if stage.move else "",
            "n_clusters": stage.n_clusters,
            **{name: _defined(getattr(stage, name)) for name in _FIGURES},
            **{
                f"{name}_change": _defined(getattr(stage, name) - getattr(before, name))
                if number
                else None
                for name in _FIGURES
            },
        }
        for number, (before, stage) in enumerate(
            zip((stages[0], *stages), stages, strict=False)
        )
    ]


def _defined(value: float) -> float | None:
    return None if isnan(value) else value
