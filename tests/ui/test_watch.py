"""The tab "Watch it learn"."""

import json

import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.learning import compute_learning
from mnist_kmeans.ui.explore.animation import content
from mnist_kmeans.ui.requests import learning_request
from mnist_kmeans.words.learning_captions import captions
from tests.ui.conftest import (
    by_label,
    k_slider,
    settled,
    shown,
    under_way,
    until,
)
from tests.ui.test_explore import expected

VIEW = "Watch it learn"


def animated(app) -> bool:
    return any("animation" in str(component) for component in app.get("bidi_component"))


def test_tab_describes_the_fit(open_app, small_npz) -> None:
    app = open_app(view=VIEW)
    assert not app.exception
    text = shown(app)
    accuracy = expected(small_npz).test_metrics["accuracy"]
    assert f"the end is {accuracy:.1%}" in text
    assert "k-means begins with 10 training images" in text
    assert animated(app)


def test_another_tab_computes_nothing(open_app, monkeypatch) -> None:
    monkeypatch.setattr(
        learning_request,
        "compute_learning",
        lambda *a: pytest.fail("nobody asked for it"),
    )
    assert not open_app().exception


@pytest.mark.parametrize("features", ["hog", "pca"])
def test_other_feature_spaces(open_app, features) -> None:
    app = open_app(view=VIEW, features=features, k="25")
    assert not app.exception
    assert f"It works in {features}" in shown(app)


def test_full_algorithm_has_no_mini_batches(open_app) -> None:
    app = open_app(view=VIEW, algorithm="full")
    assert not app.exception
    assert "mini-batch" not in shown(app)
    assert "full steps" in shown(app)


@pytest.mark.parametrize(
    ("frame", "kept"),
    [("3", True), ("0", False), ("9999", False), ("x", False), ("inf", False)],
)
def test_invalid_frame_in_the_link_is_dropped(open_app, frame, kept) -> None:
    app = open_app(view=VIEW, frame=frame)
    assert not app.exception
    assert ("frame" in app.query_params) == kept


def test_other_fit_starts_at_its_first_frame(open_app) -> None:
    app = open_app(view=VIEW, frame="3")
    k_slider(app).set_value(12).run()
    settled(app)
    assert not app.exception
    assert "frame" not in app.query_params
    assert "begins with 12 training images" in shown(app)


def test_page_is_shown_while_the_steps_are_computed(open_app, monkeypatch) -> None:
    go: list[bool] = []

    def slow(fit, data, features, on_step):
        while not go:
            on_step(0.5, "half-way")
        return compute_learning(fit, data, features, on_step)

    monkeypatch.setattr(learning_request, "compute_learning", slow)
    with monkeypatch.context() as patch:
        patch.setattr("tests.ui.conftest.settled", lambda app: app)
        app = open_app(view=VIEW)
    until(app, lambda: "half-way" in under_way(app))
    assert not animated(app)
    go.append(True)
    settled(app)
    assert animated(app)


def test_failure_shows_the_error_and_can_be_retried(open_app, monkeypatch) -> None:
    failing = [True]

    def fail(*args):
        if failing:
            raise MemoryError
        return compute_learning(*args)

    monkeypatch.setattr(learning_request, "compute_learning", fail)
    app = open_app(view=VIEW)
    app.run()
    assert not app.exception
    assert "could not be taken again" in app.error[0].value
    failing.clear()
    by_label(app.button, "Try again").click().run()
    settled(app)
    assert not app.error
    assert "the end is" in shown(app)


def test_steps_survive_a_restart(open_app, monkeypatch) -> None:
    assert "the end is" in shown(open_app(view=VIEW))
    st.cache_resource.clear()
    monkeypatch.setattr(
        learning_request,
        "compute_learning",
        lambda *a: pytest.fail("it was computed again"),
    )
    assert "the end is" in shown(open_app(view=VIEW))


@pytest.mark.parametrize(("k", "megabytes"), [(25, 1.5), (256, 3)])
def test_animation_data_is_small(mnist: DigitData, k: int, megabytes: float) -> None:
    # Fewer images make the fit quick without changing the number of frames.
    settings = FitSettings(5_000, k, init="k-means++", batch_size=128)
    fit = compute_fit(settings, mnist)
    learning = compute_learning(fit, mnist)
    assert len(learning.labels) == (60 if k == 25 else 39)
    texts = [captions(learning, i) for i in range(len(learning.labels))]
    sent = json.dumps(content("digits", fit, learning, texts, large=False))
    assert 10_000 < len(sent) < megabytes * 1e6


def test_tiles_are_ordered_as_in_the_gallery(small_npz, open_app) -> None:
    fit = expected(small_npz, n_clusters=25)
    learning = compute_learning(fit, load_mnist(small_npz))
    texts = [captions(learning, i) for i in range(len(learning.labels))]
    order = content("digits", fit, learning, texts, large=False)["order"]
    digits = fit.cluster_labels[order].tolist()
    assert sorted(order) == list(range(25))
    assert digits == sorted(digits)
