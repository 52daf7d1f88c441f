import re

import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.published import NOTEBOOK
from tests.ui.conftest import settled_sweep


@pytest.mark.parametrize("page", ["explore", "accuracy", "predict", "map", "notebook"])
def test_every_page_offers_downloads(open_app, page):
    app = open_app(k="7")
    app = settled_sweep(app.switch_page(f"mnist_kmeans/ui/{page}/page.py").run())
    app.session_state["take"] = True  # the expander is open
    app.run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    wanted = {".html", ".ipynb", ".png", ".csv", ".json", ".py", ".skops"}
    assert wanted <= {label[label.find("(") + 1 : -1] for label in labels}


@pytest.fixture
def files(monkeypatch):
    """What the page offers, by name: functions that make the files."""
    offered = {}

    def offer(label, content, name, *rest, **how):
        offered[name] = content

    monkeypatch.setattr(st, "download_button", offer)
    return offered


def test_the_report_has_the_sweep_that_is_kept_and_starts_none(
    open_app, files, small_npz
):
    app = open_app(k="7")
    app.session_state["take"] = True
    app.run()
    report = files["kmeans-pixels-7-seed0.html"]
    assert "No fits with other k and these settings were kept" in report()
    assert FitStore().find(FitSettings(300, 5), load_mnist(small_npz)) is None
    settled_sweep(app.switch_page("mnist_kmeans/ui/accuracy/page.py").run())
    app.session_state["take"] = True
    app.run()
    rows = re.findall(
        r'<tr><td class="number">(\d+)</td>.*<td class="number">(\d)</td></tr>',
        files["kmeans-pixels-7-seed0.html"](),
    )
    # The nine of the notebook with three seeds, and the one on screen.
    assert dict(rows) == {**{str(k): "3" for k in NOTEBOOK}, "7": "1"}


def test_the_notebook_has_the_settings_on_screen(open_app, files):
    app = open_app(k="7", features="pca", seed="4", data="bundled")
    app.session_state["take"] = True
    app.run()
    text = files["kmeans-pca-7-seed4.ipynb"]()
    assert "data = load_bundled_digits()" in text
    assert "model = build_model(7, random_state=4)" in text
    assert '\\"pca\\"' in text
