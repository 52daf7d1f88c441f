"""A room of people: the question that they see, and their answers to it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import RLock
from time import monotonic
from typing import Any

#: Phones that a room holds.
MOST_PHONES = 100

# A phone asks once a second: after this many it is locked, or has left.
_HERE = 10.0
# In a full room, seats of phones that are gone for this long are given to others.
_GONE = 120.0
# A room ends when its teacher's screen has not shown it for half an hour, as while
# other pages are shown, and after four hours at the latest.
_IDLE, _LONGEST = 30 * 60.0, 4 * 3600.0


class RoomError(ValueError):
    """Raised when a phone or a teacher cannot have what they ask for; says why."""


class RoomOverError(RoomError):
    """Raised when a room has been closed."""


class RoomFullError(RoomError):
    """Raised when a room holds no more phones."""


@dataclass(frozen=True)
class Question:
    """A question with a choice of answers.

    Attributes
    ----------
    id : hashable
        What tells it from all others.
    text : str
        The question.
    picture : str
        What it is about, as a data URI.
    choices, colors : tuple of str
        The answers that can be chosen, and the colour of each, ``#rrggbb``.
    right : int
        The index of the right one.
    truth : str
        The right answer, as a sentence.
    """

    id: Hashable
    text: str
    picture: str
    choices: tuple[str, ...]
    colors: tuple[str, ...]
    right: int
    truth: str


class Room:
    """A room, from its opening to its end. All methods may be called by any thread.

    Whoever has the object and its `key` can steer it: phones have but the code and
    their tokens.

    Parameters
    ----------
    code : str
        What phones join by.
    clock : callable, optional
        Returns seconds.
    """

    def __init__(self, code: str, clock: Callable[[], float] = monotonic) -> None:
        self.code = code
        self.key = token_urlsafe(16)
        self._clock = clock
        self._lock = RLock()
        self._opened = self._shown = clock()
        self._seen: dict[str, float] = {}
        self._answers: dict[str, int] = {}
        self._question: Question | None = None
        self._number = 0
        self._revealed = self._closed = False

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or nobody has shown it for too long."""
        with self._lock:
            now = self._clock()
            if now - self._shown > _IDLE or now - self._opened > _LONGEST:
                self.close()
            return self._closed

    @property
    def revealed(self) -> Question | None:
        """The question of which phones see the right answer, if they do."""
        with self._lock:
            return self._question if self._revealed else None

    @property
    def n_here(self) -> int:
        """The phones that are connected, or have answered the question."""
        with self._lock:
            since = self._clock() - _HERE
            seen = {token for token, when in self._seen.items() if when >= since}
            return len(seen | self._answers.keys())

    @property
    def unused(self) -> float:
        """The seconds since the teacher's screen showed it; 0 while phones are here."""
        with self._lock:
            return 0.0 if self.n_here else self._clock() - self._shown

    @property
    def counts(self) -> list[int]:
        """The answers so far by choice; empty without a question."""
        with self._lock:
            if self._question is None:
                return []
            given = list(self._answers.values())
            return [given.count(i) for i in range(len(self._question.choices))]

    def renew_key(self) -> None:
        """Have another key: whoever has the one before steers the room no more."""
        self.key = token_urlsafe(16)

    def keep_open(self) -> None:
        """Note that the teacher's screen shows the room."""
        with self._lock:
            self._shown = self._clock()

    def ask(self, question: Question | None) -> None:
        """Show a question, unless it is the one shown; None to have all wait."""
        with self._lock:
            self.keep_open()
            shown, new = ((q and q.id) for q in (self._question, question))
            if self._closed or (shown == new and not self._revealed):
                return
            self._question, self._revealed = question, False
            self._number += 1
            self._answers.clear()

    def is_asking(self, question_id: Hashable) -> bool:
        """Tell whether phones can answer a question."""
        with self._lock:
            return self._shows(question_id) and not self._revealed

    def reveal(self, question_id: Hashable) -> list[int]:
        """Show the right answer, take no more answers, and return their counts.

        Of another question than phones see, or in a room that is over, nothing is
        shown, and there are no counts.
        """
        with self._lock:
            if not self._shows(question_id):
                return []
            self._revealed = True
            return self.counts

    def close(self) -> None:
        """End the room and forget all that was in it."""
        with self._lock:
            self._closed, self._question, self._revealed = True, None, False
            self._seen.clear()
            self._answers.clear()

    def knows(self, token: str) -> bool:
        """Tell whether a phone has a seat."""
        return token in self._seen

    def seat(self, token: str) -> None:
        """Note that a phone is here, and give it a seat if it has none.

        Raises
        ------
        RoomFullError
        RoomOverError
        """
        with self._lock:
            self._refuse_if_over()
            now = self._clock()
            if not self.knows(token) and len(self._seen) >= MOST_PHONES:
                for other, when in list(self._seen.items()):
                    if when < now - _GONE and other not in self._answers:
                        del self._seen[other]
                if len(self._seen) >= MOST_PHONES:
                    raise RoomFullError(
                        f"The room is full: it holds {MOST_PHONES} phones."
                    )
            self._seen[token] = now

    def answer(self, token: str, number: int, choice: int) -> None:
        """Take a phone's answer: its first to the question that is shown.

        One to an earlier question, or after the right one was shown, comes too late.

        Parameters
        ----------
        token : str
            Of a phone that has a seat.
        number : int
            The question's, as from `view`.
        choice : int
            An index.

        Raises
        ------
        RoomError
            If there is no such choice.
        RoomOverError
        """
        with self._lock:
            self._refuse_if_over()
            if self._question is None or number != self._number or self._revealed:
                return
            if choice not in range(len(self._question.choices)):
                raise RoomError(f"There is no answer number {choice}.")
            self._answers.setdefault(token, choice)

    def view(self, token: str, shown: int) -> dict[str, Any]:
        """Return what a phone shows.

        Parameters
        ----------
        token : str
        shown : int
            The number of the question that it shows already, else 0.

        Returns
        -------
        dict
            ``number``, ``phase`` ("waiting", "asked" or "revealed") and the phone's
            ``answer``, an index or None; the question itself unless it is shown; when
            revealed the ``counts`` of all answers, ``right`` and ``truth``.

        Raises
        ------
        RoomOverError
        """
        with self._lock:
            self._refuse_if_over()
            question = self._question
            if question is None:
                return {"number": self._number, "phase": "waiting", "answer": None}
            view: dict[str, Any] = {
                "number": self._number,
                "phase": "revealed" if self._revealed else "asked",
                "answer": self._answers.get(token),
            }
            if shown != self._number:
                parts = ("text", "picture", "choices", "colors")
                view |= {part: getattr(question, part) for part in parts}
            if self._revealed:
                view |= {"counts": self.counts}
                view |= {"right": question.right, "truth": question.truth}
            return view

    def _shows(self, question_id: Hashable) -> bool:
        shown = None if self.is_over else self._question
        return shown is not None and shown.id == question_id

    def _refuse_if_over(self) -> None:
        if self.is_over:
            raise RoomOverError("The room is over.")
