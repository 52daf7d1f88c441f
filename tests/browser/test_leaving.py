"""Jobs end when nobody waits for them, and do not delay the server's exit."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import psutil
import pytest
from playwright.sync_api import Page, expect

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.studies.dask_cluster import SCHEDULER_VARIABLE
from tests.browser.conftest import server_log, start
from tests.studies.test_dask_cluster import started

pytestmark = pytest.mark.browser

# Seconds that either may take on a machine that is busy with other tests. They take 1
# and 5; a job that is not cancelled takes minutes.
LIMIT = 120


@contextmanager
def served(
    tmp_path: Path, digits: DigitData, **environment: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a separate server, with enough images for minutes of work."""
    rng = np.random.default_rng(0)
    images = np.tile(digits.x_train, (3, 1, 1))[:4000]
    images = np.maximum(images, rng.integers(0, 120, images.shape, np.uint8))
    labels = np.tile(digits.y_train, 3)[:4000]
    file = tmp_path / "many.npz"
    np.savez(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    settings = {CACHE_VARIABLE: str(tmp_path / "kept"), DATA_VARIABLE: str(file)}
    process, url = start(tmp_path, os.environ | settings | environment)
    try:
        yield process, url
        log = server_log(tmp_path)
        assert "Traceback" not in log
        assert "Fatal" not in log
        assert "ignored" not in log
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def server(
    tmp_path: Path, digits: DigitData
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with served(tmp_path, digits) as server:
        yield server


def until(true: Callable[[], bool]) -> float:
    """Wait until a condition holds, and return the seconds that it took."""
    start = monotonic()
    while not true():
        assert monotonic() - start < LIMIT
        sleep(0.05)
    return monotonic() - start


T_SNE = "map?layout=t-SNE", "t-SNE: step"
TRAINING = "?features=autoencoder", "autoencoder"
# At least one fit is done: others are under way.
SWEEP = (
    "accuracy?ks=own&own_ks=20 300 400 500 600 700 800&seeds=20",
    re.compile(r"[1-9]\d* of 140"),
)


def begin(
    open_page: Callable[..., Page], url: str, *works: tuple[str, str | re.Pattern[str]]
) -> list[Page]:
    """Start jobs, each in a tab: by an address and the text of its progress."""
    pages = []
    for address, what in works:
        page = open_page()
        pages.append(page)
        page.goto(url + address)
        under_way = page.get_by_test_id("stProgress").filter(has_text=what)
        expect(under_way.first).to_be_visible()
    return pages


def seconds_used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def ends(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Check that a signal ends a server and its subprocesses."""
    children = psutil.Process(process.pid).children()
    process.send_signal(how)
    seconds = until(lambda: process.poll() is not None)
    print(f"ended after {seconds:.1f} s, code {process.returncode}")
    assert process.returncode == 0
    until(lambda: not any(child.is_running() for child in children))


def test_jobs_end_when_visitors_leave_and_when_the_server_stops(server, open_page):
    process, url = psutil.Process(server[0].pid), server[1]
    pages = begin(open_page, url, T_SNE, TRAINING, SWEEP)
    assert process.children()
    for page in pages:
        page.close()

    def at_rest() -> bool:
        before = seconds_used(process)
        sleep(1)
        return not process.children() and seconds_used(process) - before < 0.3

    print(f"at rest after {until(at_rest):.1f} s")
    # Without the training, whose process is slow to start.
    begin(open_page, url, T_SNE, SWEEP)
    ends(server[0], signal.SIGINT)


def test_sigterm_stops_the_server(server, open_page):
    begin(open_page, server[1], SWEEP)
    ends(server[0], signal.SIGTERM)


@pytest.mark.filterwarnings("ignore")  # Dask's own code warns
def test_ctrl_c_stops_the_server_during_a_sweep_on_dask(tmp_path, digits, open_page):
    with (
        started(1) as (address, _),
        served(tmp_path, digits, **{SCHEDULER_VARIABLE: address}) as (process, url),
    ):
        begin(open_page, url, SWEEP)
        ends(process, signal.SIGINT)
