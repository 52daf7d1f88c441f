"""The Notebook page."""

from time import sleep

import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.darkness import darken
from mnist_kmeans.words.notebook_steps import steps
from tests.ui.conftest import PATIENCE, by_label, metric, settled_sweep, shown

VIEW = "mnist_kmeans/ui/notebook/page.py"


@pytest.fixture
def open_notebook(open_app):
    def opened(**query):
        app = open_app(**query)
        return settled_sweep(app.switch_page(VIEW).run())

    return opened


def test_every_step_has_its_code_and_its_result(open_notebook, small_npz):
    app = open_notebook()
    assert not app.exception
    data = load_mnist(small_npz)
    fit = FitStore().find(FitSettings(300), data)
    ks = (2, 5, 8, 10, 12, 16, 20, 22, 25)
    wanted = [step.code for step in steps(10, 0, ks, data)]
    assert [code.value for code in app.code if code.value in wanted] == wanted
    assert metric(app, "Accuracy, test") == f"{fit.test_metrics['accuracy']:.4f}"
    table = app.dataframe[0].value
    assert list(table["k"]) == list(ks)
    # The notebook's figures are MNIST's, and these are other digits.
    assert "The notebook" not in table
    assert " of these 20 are right" in shown(app)


def test_bundled_digits_are_not_called_mnist(open_notebook):
    app = open_notebook(data="bundled")
    assert not app.exception
    text = shown(app)
    assert "These are 1,797 scanned digits" in text
    assert "MNIST is" not in text
    assert "0.1135?" not in text
    assert "a few points more or less are luck" not in text
    assert "data = load_bundled_digits()" in app.code[0].value


def test_notebook_is_always_in_pixels(open_notebook, small_npz):
    app = open_notebook(features="pca")
    fit = FitStore().find(FitSettings(300), load_mnist(small_npz))
    assert metric(app, "Accuracy, test") == f"{fit.test_metrics['accuracy']:.4f}"


def test_last_result_of_another_space_is_not_shown(open_app, monkeypatch):
    app = open_app(features="pca")
    get, go = FitStore.get, []

    def waiting(self, settings, data, on_step=None, *rest, **features):
        for _ in range(100 * PATIENCE):
            if go or settings.feature_space != "pixels":
                break
            on_step(0.5, "half-way")
            sleep(0.01)
        return get(self, settings, data, on_step, *rest, **features)

    monkeypatch.setattr(FitStore, "get", waiting)
    app.switch_page(VIEW).run()
    assert not app.exception
    assert app.get("progress")
    assert not app.code
    go.append(True)
    settled_sweep(app)
    assert app.code


def test_accuracy_of_darkened_images(open_notebook, small_npz):
    app = open_notebook()
    data = load_mnist(small_npz)
    fit = FitStore().find(FitSettings(300), data)
    for i, times in enumerate(("not at all", "once", "twice")):
        by_label(app.button_group, "Divide the test images by 255").set_value(
            times
        ).run()
        darkened = darken(data.x_test, data.y_test, fit, i)
        assert f"**{darkened.accuracy:.4f}**" in shown(app)
    assert "All 60 test images go to cluster #" in shown(app)
