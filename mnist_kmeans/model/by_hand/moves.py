"""Moves made by hand on clusters, and the text that links carry, "s3.m4-7.r2.l"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

#: The most moves on one fit: at k = 256 their text has 1,000 characters at most, which
#: a link can carry.
MOST_MOVES = 100

#: The fewest clusters that moves may leave.
FEWEST = 2

Kind = Literal["split", "merge", "remove", "step"]

_LETTERS: dict[str, Kind] = {"s": "split", "m": "merge", "r": "remove", "l": "step"}
_ADDED = {"split": 1, "merge": -1, "remove": -1, "step": 0}

# One text for each move: no leading zeros, and of a merge the smaller number first.
_NUMBER = r"(0|[1-9]\d{0,4})"
_MOVE = re.compile(rf"([sr]){_NUMBER}|(m){_NUMBER}-{_NUMBER}|(l)", re.ASCII)


class MovesError(ValueError):
    """Moves that cannot be made; the message says which and why."""


@dataclass(frozen=True)
class Move:
    """A change of clusters by hand.

    Attributes
    ----------
    kind : {"split", "merge", "remove", "step"}
        "step" is a full step of k-means with all clusters.
    clusters : tuple of int
        The clusters that it changes, ascending: two for "merge", none for "step".

    Examples
    --------
    >>> from mnist_kmeans.model.by_hand.moves import Move
    >>> Move("merge", (4, 7)).text, Move("step").text
    ('m4-7', 'l')
    >>> Move("split", (3,)).added
    1
    """

    kind: Kind
    clusters: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The move as links carry it."""
        letter = next(letter for letter, kind in _LETTERS.items() if kind == self.kind)
        return letter + "-".join(map(str, self.clusters))

    @property
    def added(self) -> int:
        """How many clusters there are more after it, -1 to 1."""
        return _ADDED[self.kind]


def moves_text(moves: Iterable[Move]) -> str:
    """Write moves as links carry them.

    Parameters
    ----------
    moves : iterable of Move

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.model.by_hand.moves import Move, moves_text
    >>> moves_text([Move("split", (3,)), Move("merge", (4, 7)), Move("step")])
    's3.m4-7.l'
    """
    return ".".join(move.text for move in moves)


def parse_moves(text: str, n_clusters: int) -> tuple[Move, ...]:
    """Read moves from their text.

    Parameters
    ----------
    text : str
        As from `moves_text`; empty for none.
    n_clusters : int
        The number of clusters before the first move.

    Returns
    -------
    tuple of Move

    Raises
    ------
    MovesError
        When the text is no moves or too many, or a move names a cluster that is not
        there or leaves fewer than two clusters.

    Notes
    -----
    The second half of a split gets the next free number. The last cluster takes the
    number that a merge (the larger of the two) or a removal sets free, so that all
    other clusters keep theirs.

    Examples
    --------
    >>> from mnist_kmeans.model.by_hand.moves import parse_moves
    >>> parse_moves("s3.m4-10", n_clusters=10)
    (Move(kind='split', clusters=(3,)), Move(kind='merge', clusters=(4, 10)))
    """
    n_moves = text.count(".") + 1
    if n_moves > MOST_MOVES:
        raise MovesError(f"There are {n_moves:,} moves; {MOST_MOVES} are possible.")
    moves, k = [], n_clusters
    for number, part in enumerate(text.split(".") if text else [], 1):
        move = _parse(part)
        if move is None:
            # Of what anybody may have written, only what no page takes for markup.
            plain = re.sub(r"[^\w-]", "·", part[:12])
            raise MovesError(
                f"Move {number}, “{plain}”, is none: a move is such as s3 (split #3), "
                "m4-7 (merge), r2 (remove) or l (a full step)."
            )
        missing = [cluster for cluster in move.clusters if cluster >= k]
        if missing:
            raise MovesError(
                f"Move {number}, {part}, names cluster #{missing[0]}; there are {k}, "
                f"#0 to #{k - 1}."
            )
        k += move.added
        if k < FEWEST and move.added:
            raise MovesError(
                f"Move {number}, {part}, would leave fewer than {FEWEST} clusters."
            )
        moves.append(move)
    return tuple(moves)


def added_clusters(text: str) -> int:
    """Return how many clusters there are more after moves, without checking them.

    Parameters
    ----------
    text : str
        As from `moves_text`.

    Returns
    -------
    int

    Examples
    --------
    >>> from mnist_kmeans.model.by_hand.moves import added_clusters
    >>> added_clusters("s3.m4-7.r2.l")
    -1
    """
    return text.count("s") - text.count("m") - text.count("r")


def _parse(part: str) -> Move | None:
    match = _MOVE.fullmatch(part)
    if match is None:
        return None
    letter, *numbers = (group for group in match.groups() if group is not None)
    clusters = tuple(map(int, numbers))
    if len(clusters) == 2 and clusters[0] >= clusters[1]:
        return None
    return Move(_LETTERS[letter], clusters)
