"""Which room a session steers; a room is steered by one session at a time."""

import streamlit as st

from mnist_kmeans.ui.rooms.room import Room

_STEERED = "room"


def steered() -> tuple[Room | None, str | None]:
    """Return the session's room, and its key when the session opened it or took it up.

    The key is empty once the session has given up its room, and None if it never had
    one.
    """
    held: tuple[Room | None, str | None]
    held = st.session_state.get(_STEERED, (None, None))
    return held


def steer(room: Room | None) -> None:
    """Have the session steer a room from now on, or none."""
    st.session_state[_STEERED] = (room, "" if room is None else room.key)


def is_steering(room: Room) -> bool:
    """Tell whether the session still steers a room: no other has taken it up."""
    return steered() == (room, room.key)
