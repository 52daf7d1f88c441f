import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from joblib import cpu_count

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import DATA_VARIABLE, load_bundled_digits, load_mnist
from mnist_kmeans.disk.folder import CACHE_VARIABLE

if TYPE_CHECKING:
    from playwright.sync_api import Playwright


@pytest.fixture(scope="session")
def playwright() -> Iterator["Playwright"]:
    """What drives browsers; a process can have but one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


def pytest_configure(config: pytest.Config) -> None:
    # Several workers of pytest-xdist have all cores; they and the servers they start
    # take this over.
    if getattr(config.option, "numprocesses", None):
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    # What a shell runs in the background ignores Ctrl-C, and with it all the programs
    # that tests start and interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    # They take minutes: `make package` names their folder.
    if collection_path.name != "packaging":
        return None
    return None if any("packaging" in argument for argument in config.args) else True


@pytest.hookimpl(optionalhook=True)  # it is pytest-xdist's
def pytest_xdist_auto_num_workers() -> int:
    # One more than cores: tests in a browser wait now and then.
    return min(cpu_count() + 1, 5)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from tests.xdist_sharing import ByWhatTheyShare

    return ByWhatTheyShare(config, log) if config.option.dist == "load" else None


@pytest.fixture(scope="session", autouse=True)
def a_user_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, shared_cache: Path
) -> Iterator[None]:
    """Keep tests out of the user's folders, and the user's data out of the tests."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        # Half the time of a small network's training is its compilation.
        patch.setenv("JAX_COMPILATION_CACHE_DIR", str(shared_cache / "jax"))
        patch.setenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
        patch.delenv(DATA_VARIABLE, raising=False)
        patch.setenv(CACHE_VARIABLE, str(folder / "cache"))
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        # Tests count what is fitted. By name: its module imports Streamlit.
        patch.setenv("MNIST_KMEANS_AHEAD", "0")
        yield


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of results for all who need not see them computed.

    One for all workers of pytest-xdist, whose folders lie side by side.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return folder / "shared-cache"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test's results apart from each other and from the user's."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="session")
def digits() -> DigitData:
    return load_bundled_digits()


@pytest.fixture(scope="session")
def mnist() -> DigitData:
    return load_mnist()


@pytest.fixture
def small_npz(tmp_path: Path, digits: DigitData) -> Path:
    """A file in MNIST's form: 300 + 60 of the bundled digits."""
    path = tmp_path / "small.npz"
    np.savez(
        path,
        x_train=digits.x_train[:300],
        y_train=digits.y_train[:300],
        x_test=digits.x_test[:60],
        y_test=digits.y_test[:60],
    )
    return path
