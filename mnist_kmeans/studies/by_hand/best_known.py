"""The challenge: how far five moves lead at k = 10, and the best answer known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.by_hand.stages import Stage

#: The k that the challenge begins and ends with, and how many moves it has.
CHALLENGE_K, CHALLENGE_MOVES = 10, 5


@dataclass(frozen=True)
class BestKnown:
    """The best moves known on a fit.

    Attributes
    ----------
    settings : FitSettings
        Of the fit, with the moves.
    train_matched, test_matched : float
        Matched accuracy after the last. They were chosen by the one on the training
        images.
    """

    settings: FitSettings
    train_matched: float
    test_matched: float


#: The best that ``python -m benchmarks.five_moves`` found on MNIST: the two clusters of
#: 0 become one and those of 6 too, then one of 7s, 9s and 4s is split and one of 8s, 3s
#: and 5s. No fifth move was found that adds to these four, nor any better order of them
#: with a full step in between.
BEST_KNOWN = BestKnown(FitSettings(60_000).edited("m2-7.m3-7.s4.s0"), 0.6562, 0.6594)


def best_known(settings: FitSettings, data: DigitData) -> BestKnown | None:
    """Return the best moves known on a fit.

    Parameters
    ----------
    settings : FitSettings
        With or without moves of its own.
    data : DigitData

    Returns
    -------
    BestKnown or None
        None where none were searched for.
    """
    same = data.is_mnist and settings.base == BEST_KNOWN.settings.base
    return BEST_KNOWN if same else None


def best_of_challenge(stages: Sequence[Stage]) -> Stage | None:
    """Return the stage within the first five moves that counts: the best at k = 10.

    Parameters
    ----------
    stages : sequence of Stage

    Returns
    -------
    Stage or None
        By matched accuracy on the training images; None where there is none with a
        move.
    """
    within = [
        stage
        for stage in stages[1 : CHALLENGE_MOVES + 1]
        if stage.n_clusters == CHALLENGE_K and not isnan(stage.train_matched)
    ]
    return max(within, key=lambda stage: stage.train_matched, default=None)
