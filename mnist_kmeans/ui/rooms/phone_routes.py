"""The routes of a room's phones: a page of its own, light enough for old ones."""

import json
import re
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from mnist_kmeans.ui.rooms.codes import normal
from mnist_kmeans.ui.rooms.open_rooms import ROOMS, NoRoomError, TooManyTriesError
from mnist_kmeans.ui.rooms.room import RoomError, RoomFullError, RoomOverError

#: By which a proxy tells each replica its name (deploy/haproxy.cfg).
REPLICA_HEADER = "X-Replica"

_FILES = {"phone.css": "text/css", "phone.js": "text/javascript"}

# The page holds no more than its own files and the pictures of questions.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Bytes; an update has about 100.
_LARGEST = 512

_TOKEN = re.compile("[0-9a-f]{32}")

_STATUS: dict[type[RoomError], int] = {
    RoomError: 400,
    NoRoomError: 404,
    RoomOverError: 410,
    TooManyTriesError: 429,
    RoomFullError: 503,
}


def phone_routes() -> list[Route]:
    """Return the routes of phones, wherever ``server.baseUrlPath`` puts the pages.

    ``room/`` and ``room/CODE`` are the page; ``room/CODE/update`` takes what a phone
    says and answers what it shows.
    """
    return [
        route
        for under in ("", "/{under:path}")
        for route in (
            Route(under + "/room", to_folder),
            Route(under + "/room/", send_page),
            Route(under + "/room/{code}", send_page),
            Route(under + "/room/{code}/update", update, methods=["POST"]),
            Route(under + "/room-files/{name}", send_file),
        )
    ]


async def to_folder(request: Request) -> Response:
    """Send a phone to ``room/``, from which the page's files are found."""
    return RedirectResponse("room/")


async def send_page(request: Request) -> Response:
    """Send the page, the same for all rooms."""
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return _file("phone.html", "text/html", headers)


async def send_file(request: Request) -> Response:
    """Send a file of the page; status 404 if it has no such file."""
    name = request.path_params["name"]
    kind = _FILES.get(name)
    return Response(status_code=404) if kind is None else _file(name, kind, {})


async def update(request: Request) -> Response:
    """Note that a phone is here and take its answer, if any; send what it shows.

    Parameters
    ----------
    request : Request
        With path parameter `code` and a JSON object: ``token``, 32 hexadecimal digits
        that the phone drew; ``shown``, the number of the question that it shows; and
        ``answer``, an index, or null.

    Returns
    -------
    Response
        As from `Room.view`, or ``error``, a sentence.
    """
    code = request.path_params["code"]
    try:
        replica = request.headers.get(REPLICA_HEADER, "")
        if not normal(code).startswith(replica.upper()):
            # The proxy sends phones elsewhere only if their replica is gone.
            raise RoomOverError("The room is over: its server has stopped.")
        token, shown, answer = _said(await _body(request))
        room = ROOMS.enter(code, token)
        if answer is not None:
            room.answer(token, shown, answer)
        return _json(room.view(token, shown), 200)
    except TooManyTriesError as error:
        return _json({"error": str(error), "wait": error.wait}, 429)
    except RoomError as error:
        return _json({"error": str(error)}, _STATUS[type(error)])
    except ClientDisconnect:
        return Response(status_code=400)


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise RoomError(f"An update has {_LARGEST} bytes at most.")
    return body


def _said(body: bytes) -> tuple[str, int, int | None]:
    """Return the token, the question shown and the answer of an update."""
    try:
        said = json.loads(body)
    except ValueError as error:  # also of texts that are not UTF-8
        raise RoomError("An update should be JSON.") from error
    token, shown, answer = (
        (said.get(name) for name in ("token", "shown", "answer"))
        if isinstance(said, dict)
        else (None, None, None)
    )
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise RoomError("token should be 32 hexadecimal digits.")
    if type(shown) is not int or not (answer is None or type(answer) is int):
        raise RoomError("shown and answer should be whole numbers.")
    return token, shown, answer


def _file(name: str, kind: str, headers: dict[str, str]) -> Response:
    headers |= {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    content = Path(__file__).with_name(name).read_bytes()
    return Response(content, headers=headers, media_type=kind)


def _json(content: dict[str, Any], status: int) -> Response:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})
