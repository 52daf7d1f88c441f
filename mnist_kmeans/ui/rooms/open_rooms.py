"""The rooms that are open in this process, in its memory only."""

from collections import deque
from collections.abc import Callable
from hmac import compare_digest
from math import ceil
from threading import Lock
from time import monotonic

from mnist_kmeans.ui.rooms.codes import Tries, new_code, normal, room_name
from mnist_kmeans.ui.rooms.room import Room, RoomError, RoomOverError

#: Rooms that are open at a time.
MOST_ROOMS = 10

# Wrong codes at once, and seconds until one more may be tried: of one room, of no room.
# A class that types them makes mistakes, and shares one address.
_OF_ROOM, _OF_NONE = (60, 5.0), (200, 1.0)

# Seconds until a room that nobody uses can make way for another.
_UNUSED = 60.0

# Codes of rooms that are over, for their phones to be told so.
_KEPT = 50


class NoRoomError(RoomError):
    """Raised when no room has a code."""


class TooManyTriesError(RoomError):
    """Raised when too many wrong codes were tried.

    Attributes
    ----------
    wait : int
        Seconds until a code may be tried.
    """

    def __init__(self, wait: float) -> None:
        self.wait = ceil(wait)
        super().__init__(
            "Too many wrong codes were tried. Yours will be tried in "
            f"{self.wait} second{'s' * (self.wait != 1)}."
        )


class OpenRooms:
    """The open rooms, by their codes.

    Each room takes 60 wrong codes at once and then one every 5 s: 2,940 in its four
    hours. Its code is one of 27**5 = 14,348,907. Whoever tries for four hours finds one
    room in 4,900 attempts; at ten rooms at once, one of the ten in 490. Right codes are
    refused too while their room's limit is hit.

    Codes that name no open room have a limit together: 200 at once, then one a second.
    They tell nothing about the rooms that are open, and keep nobody out of those.

    Parameters
    ----------
    clock : callable, optional
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._rooms: dict[str, tuple[Room, Tries]] = {}
        self._over: deque[str] = deque(maxlen=_KEPT)
        self._of_none = Tries(*_OF_NONE, clock)

    def open(self, replica: str = "") -> Room:
        """Open a room; `replica` as in `codes.new_code`.

        Where there are too many, the one that was not used for longest makes way, if
        that is more than a minute.

        Raises
        ------
        RoomError
            If there are too many, all in use.
        """
        with self._lock:
            self._forget_over()
            if len(self._rooms) >= MOST_ROOMS:
                rooms = (room for room, _ in self._rooms.values())
                least = max(rooms, key=lambda room: room.unused)
                if least.unused > _UNUSED:
                    least.close()
                    self._forget_over()
            if len(self._rooms) >= MOST_ROOMS:
                raise RoomError(
                    f"{MOST_ROOMS} rooms are open, and that is all there can be. Try "
                    "again when one of them is closed."
                )
            room = Room(new_code(self._rooms, replica), self._clock)
            self._rooms[room_name(room.code)] = room, Tries(*_OF_ROOM, self._clock)
            return room

    def enter(self, code: str, token: str) -> Room:
        """Return the room with a code, in which the phone has a seat then.

        Parameters
        ----------
        code : str
        token : str
            The phone's. One that has a seat is let in however many codes were tried.

        Raises
        ------
        NoRoomError, RoomFullError, RoomOverError, TooManyTriesError
        """
        code = normal(code)
        with self._lock:
            self._forget_over()
            if code in self._over:
                raise RoomOverError("The room is over.")
            room, tries = self._rooms.get(room_name(code), (None, self._of_none))
            right = room is not None and compare_digest(
                room.code.encode(), code.encode()
            )
            if room is None or not right or not room.knows(token):
                # Also with the right code, which would be found by trying otherwise.
                if wait := tries.wait():
                    raise TooManyTriesError(wait)
                if room is None or not right:
                    tries.note()
                    raise NoRoomError("No room with this code is open.")
        room.seat(token)
        return room

    def take_up(self, key: str) -> Room | None:
        """Return the open room with a key, if there is one; it has another then."""
        with self._lock:
            self._forget_over()
            for room, _ in self._rooms.values():
                if compare_digest(room.key.encode(), key.encode()):
                    room.renew_key()
                    return room
        return None

    def _forget_over(self) -> None:
        for name, (room, _) in list(self._rooms.items()):
            if room.is_over:
                del self._rooms[name]
                self._over.append(room.code)


#: Those of this process, for all its visitors.
ROOMS = OpenRooms()
