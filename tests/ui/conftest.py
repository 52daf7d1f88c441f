import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import SelectSlider

from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.fits import store
from mnist_kmeans.fits.fit import Fit

APP = Path(__file__).parent.parent.parent / "app.py"

#: Seconds to wait for a computation on a busy machine.
PATIENCE = 120


@pytest.fixture(autouse=True)
def new_server() -> Iterator[None]:
    """Start each test with nothing cached, as after a restart."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def open_app(
    small_npz: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Open the app on a small data set, with a query in its URL."""
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))

    def open_with(**query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
        for name, value in query.items():
            app.query_params[name] = value
        return settled(app.run())

    return open_with


@pytest.fixture
def emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the first cluster of every fit empty."""
    compute = store.compute_fit

    def computed(*args: Any, **features: Any) -> Fit:
        fit = compute(*args, **features)
        counts = fit.cluster_counts.copy()
        counts[0] = 0
        metrics = fit.train_metrics | {"n_empty": 1}
        return replace(fit, cluster_counts=counts, train_metrics=metrics)

    monkeypatch.setattr(store, "compute_fit", computed)


def until(app: AppTest, holds: Callable[[], object]) -> AppTest:
    """Run the app until a condition holds, as the browser's polling does."""
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end, f"timeout: {shown(app)}"
        sleep(0.05)
        app.run()
    return app


def settled(app: AppTest) -> AppTest:
    """Run the app until no fit is under way."""
    return until(app, lambda: not app.get("progress"))


def metric(app: AppTest, label: str) -> str:
    """Return the value that is shown under a label, or beside it in a table."""
    values = {str(m.label): str(m.value) for m in app.metric}
    for text in app.markdown:
        rows = re.findall(r"^\| (.+?) \| \*\*(.+?)\*\* \|", str(text.value), re.M)
        values.update(rows)
    return values[label]


def headline(app: AppTest) -> str:
    """Return the first heading below the title of the page."""
    return str((*app.header, *app.subheader)[0].value)


def k_slider(app: AppTest) -> SelectSlider[int]:
    """Return the slider over k."""
    return by_label(app.select_slider, "Number of clusters, k")


def move_k(app: AppTest, k: int) -> AppTest:
    """Move the slider to one of its stops, and wait until no fit is under way."""
    k_slider(app).set_value(k).run()
    return settled(app)


def by_label(elements, label):
    """Find a widget by its label."""
    return next(element for element in elements if element.label == label)


def shown(app: AppTest) -> str:
    """Return all text of the page."""
    kinds = (app.markdown, app.caption, app.header, app.subheader, app.error)
    kinds += (app.warning,)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def under_way(app: AppTest) -> str:
    """Return the texts of the progress bars."""
    return "\n".join(bar.proto.text for bar in app.get("progress"))


@pytest.fixture
def open_accuracy(open_app):
    def opened(**query):
        app = open_app(**query)
        app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
        return settled_sweep(app)

    return opened


def settled_sweep(app):
    """Run the app until neither fits nor baselines are under way."""
    return until(
        app,
        lambda: not app.get("progress") and "Being computed" not in shown(app),
    )


def open_advanced(app):
    """Open the expander, which an AppTest forgets with each run."""
    app.session_state["advanced"] = True
    return app
