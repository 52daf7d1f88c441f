"""The server and the browser of all tests in this folder."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
)

from mnist_kmeans.disk.folder import CACHE_VARIABLE
from tests.browser.chromium import WAIT, launch, listen

ROOT = Path(__file__).parent.parent.parent

# An error of Streamlit's if a visitor leaves just as something is sent: it waits for a
# message on the closed connection, and then closes it again.
_LEFT = re.compile(
    r"Exception in ASGI application\n"
    r"(?:(?: .*|Traceback .*|During handling .*|\S+WebSocketDisconnected: .*|)\n)+?"
    r'\S+WebSocketDisconnected: Cannot call "send" once a close message has been sent\.'
)


def start(
    folder: Path, environment: dict[str, str], script: Path = ROOT / "app.py"
) -> tuple[subprocess.Popen, str]:
    """Start an app and return its process and its address, once it answers there."""
    end = monotonic() + WAIT / 1000
    log = folder / "log"
    while monotonic() < end:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += [f"--server.port={port}", "--server.headless=true"]
        with log.open("w") as file:
            server = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=file, stderr=file
            )
        # The server's log tells that it is up: another program may have taken the port
        # meanwhile. Then it exits, and the next port is tried.
        while server.poll() is None and monotonic() < end:
            if f"localhost:{port}" in log.read_text():
                return server, f"http://localhost:{port}/"
            sleep(0.1)
        server.kill()
        server.wait()
    raise AssertionError(f"The server did not start: {log.read_text()}")


def server_log(folder: Path) -> str:
    """Return a server's log, without errors about visitors who have left."""
    return _LEFT.sub("", (folder / "log").read_text())


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[str]:
    """The address of the app, on the real MNIST."""
    folder = tmp_path_factory.mktemp("server")
    server, address = start(folder, os.environ | {CACHE_VARIABLE: str(shared_cache)})
    try:
        yield address
        assert "Traceback" not in server_log(folder)
    finally:
        # Nobody waits for what it still computes.
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=WAIT)
    # One process for all tabs of a context, which caches compiled scripts.
    browser = launch(playwright, "--process-per-site")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser, url: str) -> dict[bool, BrowserContext]:
    """Two for all tests, with touch and without, so that pages load twice as fast."""
    made = {touch: browser.new_context(has_touch=touch) for touch in (False, True)}
    for context in made.values():
        # A tab that stays open keeps the process.
        context.new_page().goto(f"{url}_stcore/health")
    return made


@pytest.fixture
def open_page(contexts: dict[bool, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open pages that are closed when the test ends."""
    opened = []

    def open_one(
        width: int = 1440, height: int = 900, *, dark: bool = False, touch: bool = False
    ) -> Page:
        page = contexts[touch].new_page()
        opened.append(page)
        page.set_default_timeout(WAIT)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        listen(page)
        return page

    yield open_one
    for page in opened:
        page.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page as on a phone, dark and with touch."""
    return open_page(390, 844, dark=True, touch=True)
