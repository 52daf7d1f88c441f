"""Serving the dashboard, from an installation or a clone, alone or behind a proxy."""

import base64
import hashlib
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread

import streamlit as st
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web import cli

import mnist_kmeans
from mnist_kmeans.ui.rooms.phone_routes import phone_routes

# Of the map of all digits, as `ui.map.shipped_map` has it.
ROUTE = "whole-map"

_PACKAGE = Path(mnist_kmeans.__file__).parent


def routes() -> list[Route]:
    """Return the routes that the dashboard has besides Streamlit's.

    ``whole-map/DIGEST/points`` and ``whole-map/DIGEST/0``, ``1``, ... send the map of
    all digits: its points, and its images tile by tile. The digest is of all that they
    depend on, so browsers keep them. Those of phones in a room: `phone_routes`.
    """
    # Wherever ``server.baseUrlPath`` puts the pages.
    map_route = Route("/{under:path}" + ROUTE + "/{digest}/{part}", send_map)
    return [map_route, *phone_routes()]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load ahead; at the end have the server end as itself, not by a signal."""
    Thread(target=load_ahead, name="load ahead", daemon=True).start()
    yield
    # uvicorn sends itself that signal once more when it is done. It would kill the
    # process, with another exit code, while its jobs are ending.
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def load_ahead() -> None:
    """Load what the first page waits for, while its browser still loads the page."""
    from mnist_kmeans.digits.data_set import DatasetError
    from mnist_kmeans.ui import controls  # noqa: F401
    from mnist_kmeans.ui.background import shared_digits

    with suppress(DatasetError):  # the page tries again and shows why
        shared_digits.mnist()


# Not a coroutine: Starlette runs it in a thread.
def send_map(request: Request) -> Response:
    """Send a part of the map of all digits; status 404 if there is no such part.

    Parameters
    ----------
    request : Request
        With path parameters `digest` and `part`: ``points`` or a tile's number.

    Returns
    -------
    Response
    """
    from mnist_kmeans.digits.data_set import DatasetError
    from mnist_kmeans.studies.whole_map.layout import find_whole_map
    from mnist_kmeans.ui.background import shared_digits

    part = request.path_params["part"]
    try:
        data = shared_digits.mnist()
        whole = find_whole_map(data)
        if whole is None or whole.digest != request.path_params["digest"]:
            return PlainTextResponse("There is no such map.", 404)
        content = (
            whole.points(data) if part == "points" else whole.tile(int(part), data)
        )
    except (DatasetError, IndexError, ValueError) as error:
        return PlainTextResponse(str(error), 404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, media_type="application/octet-stream", headers=kept)


def serve(settings: dict[str, object]) -> None:
    """Serve the dashboard until it is stopped.

    Parameters
    ----------
    settings : dict
        Of Streamlit, by name, as ``{"server.port": 8501}``; they take precedence over
        the project's ``config.toml``.
    """
    flags = [f"--{name}={value}" for name, value in settings.items()]
    cli.main(["run", str(_script()), *flags], standalone_mode=False)


def serve_replica(address: str, port: int) -> None:
    """Serve the dashboard behind a proxy, one of several replicas, until it is stopped.

    ``/ready`` answers 200 when the replica can take visitors, else 503 with the reason.
    Every answer has `security_headers`.

    Parameters
    ----------
    address : str
    port : int
    """
    from mnist_kmeans.ui.requests.fits_ahead import AHEAD_VARIABLE

    # The fits that visitors of the other replicas wait for have the same cores.
    os.environ.setdefault(AHEAD_VARIABLE, "0")
    dashboard = st.App(
        _script(),
        routes=[Route("/ready", ready), *routes()],
        middleware=[Middleware(_WithHeaders, headers=security_headers())],
    )
    uvicorn.run(
        dashboard,
        host=address,
        port=port,
        log_level="warning",
        # As Streamlit has it: compression takes more time than the network.
        ws_per_message_deflate=False,
        # It takes no new connections then; visitors are at another replica.
        timeout_graceful_shutdown=5,
    )


# Not a coroutine: the first call takes seconds, during which the server goes on.
def ready(request: Request | None = None) -> PlainTextResponse:
    """Load what the first visitor would wait for, and say whether all is there.

    Parameters
    ----------
    request : Request, optional
        Not used.

    Returns
    -------
    PlainTextResponse
        With status 503 without MNIST or a folder for results.
    """
    import sklearn.cluster  # noqa: F401

    from mnist_kmeans.digits.data_set import DatasetError
    from mnist_kmeans.disk.folder import cache_folder
    from mnist_kmeans.ui.background import shared_digits

    try:
        shared_digits.mnist()
    except DatasetError as error:
        return PlainTextResponse(str(error), 503)
    if cache_folder() is None:
        return PlainTextResponse("The folder for results cannot be written to.", 503)
    return PlainTextResponse("ready")


def security_headers() -> dict[str, str]:
    """Return the headers that tell browsers what a page of the dashboard may do.

    Scripts come from the server itself, from blob: (browser components), or are an
    inline script of Streamlit's page, whose hash is that of the installed version.

    Returns
    -------
    dict
        Values by name.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    ]
    policy = {
        "script-src": ["'self'", "blob:", *hashes],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
    return {
        "Content-Security-Policy": "; ".join(
            f"{name} {' '.join(sources)}" for name, sources in policy.items()
        ),
        "X-Content-Type-Options": "nosniff",
    }


def _script() -> Path:
    # A wheel has copies of the script and of the settings beside it.
    folder = _PACKAGE / "dashboard"
    return (folder if folder.exists() else _PACKAGE.parent) / "app.py"


class _WithHeaders:
    """Add headers to each HTTP answer that does not have them."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    given.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
