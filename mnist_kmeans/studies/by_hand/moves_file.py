"""Moves as a file that can be saved and loaded."""

import json
from dataclasses import asdict

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import MovesError, moves_text, parse_moves

#: The largest file, in bytes.
LARGEST_FILE = 20_000

_WHAT = "moves by hand on k-means clusters"


def save_moves(settings: FitSettings, data: DigitData) -> str:
    """Write the moves of a fit, and which fit they are made on, as JSON.

    Parameters
    ----------
    settings : FitSettings
    data : DigitData
        The images it was fitted on.

    Returns
    -------
    str
        To be read by `load_moves`.
    """
    moves = parse_moves(settings.moves, settings.base.n_clusters)
    document = {
        "what": _WHAT,
        "version": 1,
        "data": data.fingerprint,
        "fit": _fit(settings),
        "moves": [move.text for move in moves],
    }
    return json.dumps(document, indent=1)


def load_moves(content: bytes, settings: FitSettings, data: DigitData) -> str:
    """Read moves for a fit from a file.

    Parameters
    ----------
    content : bytes
        As from `save_moves`; anything else is refused.
    settings : FitSettings
        The fit that the moves are for, with or without moves of its own.
    data : DigitData

    Returns
    -------
    str
        The moves, as `FitSettings.moves` has them.

    Raises
    ------
    MovesError
        When the file is too large or none of moves, they are for another fit, or not
        possible.
    """
    if len(content) > LARGEST_FILE:
        raise MovesError(
            f"The file has {len(content):,} bytes; a file of moves has at most "
            f"{LARGEST_FILE:,}."
        )
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    moves = document.get("moves") if isinstance(document, dict) else None
    if (
        not isinstance(document, dict)
        or document.get("what") != _WHAT
        or not isinstance(moves, list)
        or not all(isinstance(move, str) for move in moves)
    ):
        raise MovesError("That is no file of moves as this page saves them.")
    if document.get("version") != 1:
        raise MovesError("The file of moves is of a later version of this program.")
    if document.get("data") != data.fingerprint:
        raise MovesError("The moves in the file are on a fit of other images.")
    if document.get("fit") != _fit(settings):
        raise MovesError(
            "The moves in the file are on another fit"
            + _named(document.get("fit"))
            + ": choose that first."
        )
    return moves_text(parse_moves(".".join(moves), settings.base.n_clusters))


def _fit(settings: FitSettings) -> dict[str, object]:
    fit = asdict(settings.base)
    del fit["moves"]
    first = settings.first
    return fit | {"first": None if first is None else first.digest}


def _named(fit: object) -> str:
    """Name a fit by what tells it from others most often, if that is readable."""
    if not isinstance(fit, dict):
        return ""
    k, space, seed = (fit.get(key) for key in ("n_clusters", "feature_space", "seed"))
    if not (isinstance(k, int) and isinstance(seed, int) and str(space).isalpha()):
        return ""
    return f", k = {k} in {str(space)[:20]} with seed {seed}"
