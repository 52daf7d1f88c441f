"""What several processes ask for is computed once, and a killed one holds nobody up."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest

from mnist_kmeans.disk.locks import alone
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.on_step import silent

SETTINGS = FitSettings(1000, n_clusters=5)

# A process that asks for this fit. When it is the one that computes, it says so and
# goes on once the file exists; when it has to wait for another, it makes the file.
_FIT = f"""
import sys
from pathlib import Path
from time import sleep
from mnist_kmeans.digits.loading import load_bundled_digits
from mnist_kmeans.fits import store
from mnist_kmeans.fits.settings import FitSettings

go_on, compute = Path(sys.argv[1]), store.compute_fit

def compute_later(*args):
    print("computing", flush=True)
    while not go_on.exists():
        sleep(0.01)
    return compute(*args)

def on_step(fraction, what):
    if what.startswith("Waiting"):
        go_on.touch()

store.compute_fit = compute_later
fit = store.FitStore().get({SETTINGS!r}, load_bundled_digits(), on_step)
print(fit.fit_seconds)
"""


def fitting(go_on: Path) -> subprocess.Popen[str]:
    """Start a process that asks for the fit."""
    return subprocess.Popen(
        [sys.executable, "-c", _FIT, str(go_on)], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_compute_a_fit_once(tmp_path, own_cache):
    processes = [fitting(tmp_path / "go on") for _ in range(2)]
    lines = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum("computing" in said for said in lines) == 1
    assert lines[0][-1] == lines[1][-1]  # the seconds that this fit took
    assert not list(own_cache.rglob("*.lock"))


def test_a_killed_process_holds_nobody_up(tmp_path, digits, own_cache):
    waits = []

    def kill(fraction, what):
        if what.startswith("Waiting"):
            waits.append(what)
            process.kill()

    with fitting(tmp_path / "never") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "computing\n"
        fit = FitStore().get(SETTINGS, digits, kill)
    assert waits
    assert process.returncode != 0
    assert fit.settings == SETTINGS
    assert not list(own_cache.rglob("*.lock"))


def test_threads_hold_a_lock_one_by_one(tmp_path):
    together, within = Barrier(8), []

    def once(_):
        together.wait()
        with alone(tmp_path / "results" / "result.joblib", silent):
            within.append(1)
            sleep(0.01)
            n_within = len(within)
            within.pop()
        return n_within

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(once, range(8))) == [1] * 8


def test_waiting_can_be_cancelled(tmp_path):
    class CancelledError(Exception):
        pass

    def cancel(fraction, what):
        raise CancelledError

    def wait():
        with alone(tmp_path / "result.joblib", cancel):
            raise AssertionError

    with ThreadPoolExecutor(1) as pool, alone(tmp_path / "result.joblib", silent):
        with pytest.raises(CancelledError):
            pool.submit(wait).result()
        # The lock stays with whoever has it.
        with pytest.raises(CancelledError):
            pool.submit(wait).result()


def test_where_no_lock_can_be_made_there_is_none(tmp_path, caplog):
    (tmp_path / "file").touch()
    with alone(tmp_path / "file" / "result.joblib", silent), alone(None, silent):
        assert "no lock" in caplog.text


def test_locks_of_killed_processes_are_removed(tmp_path, digits, own_cache):
    left = own_cache / "results" / "left.lock"
    left.parent.mkdir(parents=True)
    left.touch()
    os.utime(left, (0, 0))
    FitStore().get(SETTINGS, digits)
    assert not left.exists()
