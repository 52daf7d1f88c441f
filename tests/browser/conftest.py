"""A server and a browser for all tests of this folder."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mnist_kmeans.data import DATA_VARIABLE
from mnist_kmeans.folders import CACHE_VARIABLE
from tests.browser.chromium import launch

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on the real MNIST where it is there, else on the bundled digits."""
    folder = tmp_path_factory.mktemp("server")
    environment = os.environ | {CACHE_VARIABLE: str(folder / "cache")}
    if not os.environ.get(DATA_VARIABLE):
        # No download: a proxy that is not there.
        environment |= {"KERAS_HOME": str(folder), "https_proxy": "http://localhost:9"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--server.port={port}", "--server.headless=true"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        for _ in range(300):
            try:
                urlopen(f"http://localhost:{port}/_stcore/health").close()
                break
            except OSError:
                sleep(0.1)
        yield f"http://localhost:{port}/"
        assert "Traceback" not in (folder / "log").read_text()
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
