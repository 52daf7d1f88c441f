"""The teacher's side of a room, within a page."""

from html import escape
from pathlib import Path

import streamlit as st

from mnist_kmeans.ui.rooms.addresses import NoAddressError, phone_address
from mnist_kmeans.ui.rooms.asking import record_answers
from mnist_kmeans.ui.rooms.kept_key import keep_key
from mnist_kmeans.ui.rooms.open_rooms import MOST_ROOMS, ROOMS
from mnist_kmeans.ui.rooms.phone_routes import REPLICA_HEADER
from mnist_kmeans.ui.rooms.room import MOST_PHONES, Room
from mnist_kmeans.ui.rooms.steering import is_steering, steer, steered

# In the session: why it has no room.
_REFUSED = "room_refused"

_ABOUT = (
    f"The class answers on up to {MOST_PHONES} phones, without names. Their "
    f"answers are forgotten when the room closes; your score stays. "
    f"{MOST_ROOMS} rooms can be open at a time."
)

_OVER = (
    "The room is over: rooms end after 4 hours, or 30 minutes unused, or one minute "
    f"where {MOST_ROOMS} others are open."
)


def session_room() -> Room | None:
    """Draw what opens or closes the session's room, and return it while it is open."""
    room, key = steered()
    refused = st.session_state.pop(_REFUSED, None)
    if room is not None and (room.is_over or not is_steering(room)):
        refused = _OVER if room.is_over else "Another tab shows the room now."
        steer(None)
        room, key = steered()
    keep_key(key, _take_up)
    if room is not None:
        st.button("Close the room", on_click=_close, args=(room,))
        return room
    st.button("Open a room", on_click=_open, help=_ABOUT)
    if refused:
        st.warning(refused)
    return None


def how_to_join(code: str, page: str = "") -> None:
    """Draw a room's code, and its address as a QR code.

    Parameters
    ----------
    code : str
    page : str, optional
        The page's name in its address; the first page has none.
    """
    st.html(Path(__file__).with_name("teacher_panel.css"))
    big = f'<div class="room-code">{escape(code)}</div>'
    try:
        home = (st.context.url or "http://localhost").rstrip("/")
        listens = st.get_option("server.address")
        address = phone_address(home.removesuffix(page), listens) + "/room/"
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


def _open() -> None:
    try:
        replica = st.context.headers.get(REPLICA_HEADER) or ""
        steer(ROOMS.open(replica))
    except ValueError as error:  # no more rooms, or a replica of another name
        st.session_state[_REFUSED] = str(error)


def _take_up(key: str) -> None:
    """Go on with the room that the tab had before the page was loaded anew."""
    room = ROOMS.take_up(key)
    if room is not None:
        steer(room)
        if room.revealed is not None:
            record_answers(room.revealed, room.counts)


def _close(room: Room) -> None:
    if is_steering(room):
        room.close()
        steer(None)


def _qr_code(text: str) -> str:
    """Return a QR code as a data URI."""
    import segno

    code = segno.make_qr(text, error="m")
    # White around it in the dark too: cameras look for that.
    return str(code.svg_data_uri(dark="#000", light="#fff", border=3))
