"""The notebook, run from top to bottom in Jupyter's own kernel."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mnist_kmeans import load_mnist
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.documents.jupyter_notebook import notebook
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.darkness import darken
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.studies.sweep import accuracy_sweep

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what runs a notebook, without network, and returns what it printed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    def run_notebook(text):
        document = nbformat.reads(text, as_version=4)
        nbformat.validate(document)
        NotebookClient(document, timeout=300, kernel_name="python3").execute()
        cells = (cell for cell in document.cells if cell.cell_type == "code")
        return {cell["id"]: cell.outputs for cell in cells}

    return run_notebook


def printed(outputs):
    return "".join(output.text for output in outputs if output.output_type == "stream")


def picture(outputs):
    (data,) = [output.data for output in outputs if "data" in output]
    return data["image/png"]


def assert_figures_of_the_page(outputs, fit, data, ks):
    """Compare with the numbers that ui/notebook/results.py shows."""
    assert f"{data.x_train.shape} {data.y_train.shape}" in printed(outputs["load-code"])
    last = printed(outputs["predict-code"]).splitlines()[-1]
    assert float(last) == fit.train_metrics["accuracy"]
    assert str(fit.cluster_counts[0]) in printed(outputs["vote-code"])
    sweep = accuracy_sweep(data, ks, seeds=[fit.settings.seed])
    rows = {row["n_clusters"]: row for row in sweep}
    assert printed(outputs["sweep-code"]).splitlines() == [
        f"{k} {rows[k]['train_accuracy']} {rows[k]['test_accuracy']}" for k in ks
    ]
    assert float(printed(outputs["test-code"])) == fit.test_metrics["accuracy"]
    darkened = darken(data.x_test, data.y_test, fit, 2)
    went, accuracy = printed(outputs["dark-code"]).splitlines()
    assert went == str(set(darkened.clusters.tolist()))
    assert float(accuracy) == darkened.accuracy
    for step in ("look", "fit", "clusters", "dark"):
        assert picture(outputs[f"{step}-drawn"])


def test_it_runs_and_gives_the_figures_of_the_page(run, digits):
    settings, ks = FitSettings(len(digits.x_train), 7, "pixels", 3), (2, 5, 8)
    outputs = run(notebook(settings, digits, ks))
    fit = FitStore().get(settings, digits)
    assert_figures_of_the_page(outputs, fit, digits, ks)
    # Each of 100 images its own cluster: the first puzzle's end.
    train, test = printed(outputs["sweep-why-code"]).splitlines()
    assert float(train) == 1
    assert float(test) < 1
    assert "screen-code" not in outputs
    assert "sweep-printed" not in outputs


def test_the_fit_on_screen_is_in_it(run, small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    data = load_mnist()
    settings = FitSettings(200, 6, "pca", 4, polish_iter=0)
    outputs = run(notebook(settings, data, (2, 5)))
    shown = FitStore().get(settings, data)
    train, test = printed(outputs["screen-code"]).splitlines()
    assert float(train.split()[1]) == pytest.approx(shown.train_metrics["accuracy"])
    assert float(test.split()[1]) == pytest.approx(shown.test_metrics["accuracy"])
    # The steps are those of the page: in pixels, with all images.
    fit = FitStore().get(FitSettings(300, 6, "pixels", 4), data)
    assert_figures_of_the_page(outputs, fit, data, (2, 5))


@pytest.mark.mnist
def test_with_mnist_the_notebook_s_figures_stand_beside(run, mnist):
    settings = FitSettings(60_000, 10)
    outputs = run(notebook(settings, mnist))
    fit = FitStore().get(settings, mnist)
    assert_figures_of_the_page(outputs, fit, mnist, tuple(NOTEBOOK))
    lines = printed(outputs["sweep-printed"]).splitlines()
    assert lines[0].startswith("k = 2: 0.2052 in the notebook, 0.2")
    assert len(lines) == 9


def test_both_puzzles_are_told_and_explained(mnist):
    cells = json.loads(notebook(FitSettings(60_000, 64, "hog", 5), mnist))["cells"]
    texts = {c["id"]: "".join(c["source"]) for c in cells}
    assert "k = 64, seed 5, MNIST from this package" in texts["top"]
    assert "train accuracy is 1, whatever was learnt" in texts["sweep-why"]
    assert texts["dark"].startswith("## 10. Why did its test accuracy come out as 0.11")
    assert texts["dark-why"].endswith("1,135 show a 1: 0.1135.")
    assert "fit in hog on 60,000 training images" in texts["screen"]


def test_other_digits_are_not_called_mnist(digits):
    text = notebook(FitSettings(len(digits.x_train), 7), digits)
    assert "0.1135?" not in text
    assert "1,135 show" not in text
    assert "load_bundled_digits()" in text
