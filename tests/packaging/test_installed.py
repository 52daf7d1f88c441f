"""The package as those have it who install it: away from the sources.

Run by ``make package``; it builds wheels and makes environments, which takes minutes.
"""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from mnist_kmeans import __version__, load_mnist
from mnist_kmeans.features.names import TRAINED_SPACES
from tests.browser.chromium import WAIT, launch

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.package


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("mnist_kmeans-*.whl"))


def new_environment(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def pip(python: str | Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", *arguments, "--quiet"]
    subprocess.run([*command, "--disable-pip-version-check"], check=True)


@pytest.fixture(scope="session")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory):
    """Run a program of an environment with the package alone, no extra."""
    folder = tmp_path_factory.mktemp("base")
    programs = new_environment(folder / "env")
    pip(programs / "python", "install", str(wheel))
    return runner(programs, folder)


def runner(programs: Path, folder: Path):
    """Return a way to run programs in a folder that has none of the sources."""
    # An environment of its own: nothing named, nothing of the tests' own packages.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MNIST_KMEANS", "PYTHON", "KERAS"))
    } | {"MNIST_KMEANS_CACHE": str(folder / "cache"), "HOME": str(folder)}

    def run(*command: str, **options) -> subprocess.CompletedProcess[str]:
        path = str(programs / command[0])
        return subprocess.run(
            [path, *command[1:]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            **options,
        )

    run.programs, run.folder, run.environment = programs, folder, environment
    return run


def test_the_package_alone_is_small(run):
    listed = run("python", "-m", "pip", "list", "--format=json", check=True).stdout
    names = {package["name"].lower() for package in json.loads(listed)}
    assert {"mnist-kmeans", "numpy", "scipy", "scikit-learn", "pillow"} <= names
    assert not names & {"streamlit", "pandas", "plotly", "keras", "jax", "distributed"}


def test_it_works_on_mnist_from_another_folder(run):
    code = (
        "from mnist_kmeans import build_model, calculate_metrics, load_mnist\n"
        "data = load_mnist()\n"
        "model = build_model(10, 'pca').fit(data.x_train[:5000], data.y_train[:5000])\n"
        "figures = calculate_metrics(model, data.x_test, data.y_test)\n"
        "print(data.is_mnist, data.source, figures['accuracy'])"
    )
    out = run("python", "-c", code, check=True).stdout
    is_mnist, *source, accuracy = out.split()
    assert is_mnist == "True"
    assert " ".join(source) == "MNIST from this package"
    assert float(accuracy) > 0.5


def test_the_licences_come_along(run):
    code = (
        "from importlib.metadata import distribution as d\n"
        "print(d('mnist-kmeans').metadata['License-Expression'])\n"
        "files = [str(f) for f in d('mnist-kmeans').files]\n"
        "print(sum(f.endswith('LICENSE') for f in files))"
    )
    out = run("python", "-c", code, check=True).stdout
    assert out.splitlines() == ["MIT AND CC-BY-SA-3.0", "3"]


def test_the_command_says_its_version(run):
    assert run("mnist-kmeans", "--version", check=True).stdout.split()[-1] == (
        __version__
    )


def test_the_command_reads_a_picture(run):
    digits = load_mnist().x_test[:3]  # 7, 2, 1
    row = np.hstack([np.pad(digit, 20) for digit in digits])
    Image.fromarray(255 - row).save(run.folder / "row.png")
    read = run("mnist-kmeans", "predict", "row.png")
    assert re.sub(r"\D", "", read.stdout.splitlines()[-1])[-3:] == "721", read.stderr


TRAIN_ANEW = (
    "from mnist_kmeans import build_model, load_mnist\n"
    "data = load_mnist()\n"
    "build_model(10, 'spectral').fit(data.x_train[:300], data.y_train[:300])"
)


@pytest.mark.parametrize("space", TRAINED_SPACES)
def test_the_encoders_that_come_along_need_no_extra(space, run):
    done = run("mnist-kmeans", "fit", "--k", "10", "--features", space, check=True)
    assert "accuracy" in done.stdout


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (("mnist-kmeans", "app"), "app"),
        (("python", "-c", "import mnist_kmeans.charts.one_fit"), "app"),
        (("python", "-c", TRAIN_ANEW), "autoencoder"),
    ],
)
def test_what_lacks_its_extra_says_which_to_install(command, extra, run):
    done = run(*command)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f'pip install "mnist-kmeans[{extra}]"' in last
    assert command[0] == "python" or "Traceback" not in done.stderr


@pytest.mark.parametrize("source", ["the folder", "git"])
def test_it_installs_from(source, tmp_path):
    programs = new_environment(tmp_path / "env")
    what = str(ROOT) if source == "the folder" else f"git+{ROOT.as_uri()}"
    pip(programs / "python", "install", "--no-deps", what)
    for file in ("mnist.npz", "LICENSE"):
        where = f"site-packages/mnist_kmeans/digits/{file}"
        assert len(list((tmp_path / "env").rglob(where))) == 1


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def test_the_dashboard_starts_from_an_installation(
    wheel: Path, browser: Browser, tmp_path: Path
):
    programs = new_environment(tmp_path / "env")
    pip(programs / "python", "install", f"{wheel}[app]")
    run = runner(programs, tmp_path)
    log = tmp_path / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with log.open("w") as file:
        server = subprocess.Popen(
            [str(programs / "mnist-kmeans"), "app", "--no-browser", "--port", port],
            cwd=tmp_path,
            env=run.environment,
            stdout=file,
            stderr=file,
        )
    try:
        page = browser.new_page()
        url = url_in(log, server)
        page.goto(url)
        said = page.get_by_text("Data: MNIST, 60,000 training and 10,000 test images")
        expect(said).to_be_visible(timeout=WAIT)
        # The project's own theme.
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar).to_have_css(
            "background-color", "rgb(244, 246, 248)", timeout=WAIT
        )
        # Its own limit for uploads too: Streamlit's is 200 MB.
        page.goto(f"{url}/predict?from=Upload")
        expect(page.get_by_text("10MB per file")).to_be_visible(timeout=WAIT)
    finally:
        server.terminate()
        server.wait(60)
    assert "Traceback" not in log.read_text()


def url_in(log: Path, server: subprocess.Popen) -> str:
    """Wait for the address that the server says it has."""
    while server.poll() is None:
        found = re.search(r"http://localhost:\d+", log.read_text())
        if found:
            return found[0]
        sleep(0.1)
    raise AssertionError(log.read_text())
