"""The teacher's side of a room, within a page."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from mnist_kmeans.ui.rooms.addresses import NoAddressError, phone_address
from mnist_kmeans.ui.rooms.kept_key import keep_key
from mnist_kmeans.ui.rooms.open_rooms import MOST_ROOMS, ROOMS
from mnist_kmeans.ui.rooms.phone_routes import REPLICA_HEADER
from mnist_kmeans.ui.rooms.room import MOST_PHONES, Question, Room, RoomError

# In the session: the room, which nobody else can steer, and why there is none.
_ROOM, _REFUSED = "room", "room_refused"

_ABOUT = (
    f"The class answers on up to {MOST_PHONES} phones, without names. Nothing is kept "
    f"when the room closes. {MOST_ROOMS} rooms can be open at a time."
)

_NOBODY = "Nobody has joined yet"


def session_room() -> Room | None:
    """Draw what opens or closes the session's room, and return it while it is open."""
    room: Room | None = st.session_state.get(_ROOM)
    refused = st.session_state.pop(_REFUSED, None)
    if room is not None and room.is_over:
        st.session_state[_ROOM] = room = None
        refused = "The room is over: rooms end after 4 hours, or 30 minutes unused."
    keep_key(None if room is None else room.key, _take_up)
    if room is not None:
        st.button("Close the room", on_click=_close, args=(room,))
        return room
    st.button("Open a room", on_click=_open, help=_ABOUT)
    if refused:
        st.warning(refused)
    return None


def how_to_join(code: str) -> None:
    """Draw a room's code, and its address as a QR code."""
    st.html(Path(__file__).with_name("teacher_panel.css"))
    big = f'<div class="room-code">{escape(code)}</div>'
    try:
        home = st.context.url or "http://localhost"
        address = phone_address(home, st.get_option("server.address")) + "/room/"
    except NoAddressError as error:
        st.html(big)
        st.warning(str(error))
        return
    # What a browser adds by itself need not be typed.
    typed = escape(address.removeprefix("http://").rstrip("/"))
    st.html(
        f'<div class="room-join"><img src="{_qr_code(address + code)}" '
        f'alt="QR code of {escape(address + code)}">{big}'
        '<div class="room-address">Point the camera here, or type the code at '
        f"<b>{typed}</b></div></div>"
    )


def collect(room: Room, question: Question, reveal: Callable[[], None]) -> None:
    """Ask a question, and show how many have answered it, until it is revealed.

    Parameters
    ----------
    room : Room
    question : Question
    reveal : callable
        Called when the teacher presses "Reveal"; it reveals the answers.
    """
    room.ask(question)

    def draw() -> None:
        room.keep_open()
        if room.is_over or room.is_revealed:
            st.rerun()
        n_answered, n_here = sum(room.counts), room.n_here
        answered = f"<b>{n_answered}</b> of {n_here} answered" if n_here else _NOBODY
        st.html(f'<div class="room-answered" role="status">{answered}</div>')
        st.button(
            "Reveal",
            type="primary",
            on_click=reveal,
            disabled=not n_answered,
            shortcut="V",
        )

    st.fragment(draw, run_every=1.0)()


def _open() -> None:
    try:
        replica = st.context.headers.get(REPLICA_HEADER) or ""
        st.session_state[_ROOM] = ROOMS.open(replica)
    except RoomError as error:
        st.session_state[_REFUSED] = str(error)


def _take_up(key: str) -> None:
    """Go on with the room that the tab had before the page was loaded anew."""
    st.session_state[_ROOM] = ROOMS.steered_by(key)


def _close(room: Room) -> None:
    room.close()
    st.session_state[_ROOM] = None


def _qr_code(text: str) -> str:
    """Return a QR code as a data URI."""
    import segno

    code = segno.make_qr(text, error="m")
    # White around it in the dark too: cameras look for that.
    return str(code.svg_data_uri(dark="#000", light="#fff", border=3))
