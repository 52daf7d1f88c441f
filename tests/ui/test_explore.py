import re

import numpy as np
import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.ui.explore.gallery import likely_order
from tests.ui.conftest import (
    by_label,
    headline,
    k_slider,
    metric,
    move_k,
    open_advanced,
    settled,
    shown,
    until,
)


def expected(small_npz, **settings):
    data = load_mnist(small_npz)
    return FitStore().get(FitSettings(len(data.x_train), **settings), data)


def test_page_shows_the_fit(open_app, small_npz):
    app = open_app()
    fit = expected(small_npz)
    assert not app.exception
    assert metric(app, "Accuracy, test") == f"{fit.test_metrics['accuracy']:.1%}"
    assert metric(app, "Accuracy, train") == f"{fit.train_metrics['accuracy']:.1%}"
    matched = fit.test_metrics["matched_accuracy"]
    assert metric(app, "Matched accuracy, test") == f"{matched:.1%}"
    assert metric(app, "Empty clusters") == "0 of 10"
    assert headline(app).startswith("At k = 10 ")
    digit = fit.cluster_labels[0]
    assert f"Cluster #0 stands for {digit}" in shown(app)


def test_moving_k_changes_the_result(open_app, small_npz):
    app = open_app()
    move_k(app, 25)
    fit = expected(small_npz, n_clusters=25)
    assert metric(app, "Accuracy, test") == f"{fit.test_metrics['accuracy']:.1%}"
    assert metric(app, "Matched accuracy, test") == "–"
    assert headline(app).startswith("At k = 25 ")


def test_a_slider_that_moves_on_is_not_set_back(open_app):
    # What a browser sends that has not been told of the last move yet.
    app = open_app(k="12")
    k_slider(app).set_value(15)
    by_label(app.number_input, "k as a number").set_value(11)
    settled(app.run())
    assert k_slider(app).value == 15
    assert by_label(app.number_input, "k as a number").value == 15
    by_label(app.number_input, "k as a number").set_value(11)
    settled(app.run())
    assert k_slider(app).value == 11


def test_the_slider_stops_at_every_k_where_most_people_are(open_app):
    stops = [int(k) for k in k_slider(open_app()).options]
    assert stops[:31] == list(range(2, 33))
    assert set(NOTEBOOK) <= set(stops)
    assert {32, 64, 100, 128, 256} - set(stops) == {100}
    steps = np.diff(stops)
    assert (np.diff(steps) >= 0).all()
    assert stops[-1] == 256


def test_a_number_between_the_stops_can_be_typed_and_left(open_app):
    app = open_app()
    by_label(app.number_input, "k as a number").set_value(33).run()
    settled(app)
    assert k_slider(app).value == 33
    assert headline(app).startswith("At k = 33 ")
    assert app.query_params["k"] == "33"
    move_k(app, 4)
    assert by_label(app.number_input, "k as a number").value == 4
    move_k(app, 33)  # it is still a stop
    by_label(app.number_input, "k as a number").set_value(47).run()
    settled(app)
    assert "47" in k_slider(app).options
    assert "33" not in k_slider(app).options


def test_a_link_can_have_any_k(open_app):
    app = open_app(k="101", features="pca")
    assert k_slider(app).value == 101
    assert headline(app).startswith("At k = 101 ")


_SPACES = "Feature space: what k-means compares"


def test_the_feature_space_is_chosen_by_a_name_for_people(open_app):
    app = open_app()

    def caption(i):
        return by_label(app.radio, _SPACES).proto.captions[i]

    spaces = by_label(app.radio, _SPACES)
    assert spaces.options[1] == "Main directions (PCA)"
    accuracy = metric(app, "Accuracy, test")
    # In the run in which the fit arrives the sidebar may have been drawn before.
    until(app, lambda: caption(0) != "not fitted at k = 10 yet")
    assert caption(0) == f"{accuracy} right on test at k = 10"
    assert caption(1) == "not fitted at k = 10 yet"
    assert caption(3) == "takes about 3 s the first time"
    settled(spaces.set_value("pca").run())
    assert app.query_params["features"] == "pca"

    assert by_label(app.radio, _SPACES).value == "pca"
    until(app, lambda: caption(1) != "not fitted at k = 10 yet")
    accuracy = metric(app, "Accuracy, test")
    assert caption(1) == f"{accuracy} right on test at k = 10"


LINK = {
    "k": "12",
    "features": "pca",
    "seed": "3",
    "algorithm": "minibatch",
    "init": "pca",
    "batch_size": "256",
    "n_init": "2",
    "polish_iter": "0",
    "n_train": "300",
    "cluster": "7",
    "sort": "size",
}


def test_a_link_restores_the_screen(open_app, small_npz):
    app = open_app(**LINK)
    fit = expected(
        small_npz,
        n_clusters=12,
        feature_space="pca",
        seed=3,
        init="pca",
        batch_size=256,
        n_init=2,
        polish_iter=0,
    )
    assert metric(app, "Inertia, train") == f"{fit.train_metrics['inertia']:,.0f}"
    assert by_label(app.selectbox, "Selected cluster").value == 7
    assert by_label(app.button_group, "Sort by").value == "size"
    assert f"Cluster #7 stands for {fit.cluster_labels[7]}" in shown(app)


@pytest.mark.parametrize(
    "bad",
    [
        {"k": "1"},
        {"k": "257"},
        {"k": "many"},
        {"features": "hogs"},
        {"seed": "-1"},
        {"seed": str(2**31)},
        {"algorithm": "lloyd"},
        {"init": "random"},
        {"batch_size": "0"},
        {"n_init": "1.5"},
        {"polish_iter": "999"},
        {"n_train": "301"},
        {"n_train": "inf"},
        {"seed": "-1e400"},
        {"seed": "nan", "k": "Infinity"},
        {"cluster": "10"},
        {"sort": "colour"},
    ],
)
def test_invalid_value_in_the_link_falls_back(open_app, small_npz, bad):
    app = open_app(**bad)
    fit = expected(small_npz)
    assert not app.exception
    assert metric(app, "Inertia, train") == f"{fit.train_metrics['inertia']:,.0f}"


def test_smaller_k_resets_a_missing_selected_cluster(open_app):
    app = open_app(k="20", cluster="19")
    assert by_label(app.selectbox, "Selected cluster").value == 19
    move_k(app, 5)
    assert not app.exception
    assert by_label(app.selectbox, "Selected cluster").value == 0


@pytest.mark.parametrize("k", ["2", "256"])
def test_the_ends_of_the_slider(open_app, k):
    app = open_app(k=k, features="pca")
    assert not app.exception
    assert headline(app).startswith(f"At k = {k} ")


def test_full_algorithm_ignores_mini_batch_settings(open_app, small_npz):
    app = open_app(algorithm="full", batch_size="64", polish_iter="9")
    fit = expected(small_npz, algorithm="full", polish_iter=0)
    assert metric(app, "Inertia, train") == f"{fit.train_metrics['inertia']:,.0f}"
    assert by_label(app.number_input, "Batch size").disabled


def test_the_sidebar_says_how_fits_are_made(open_app):
    app = open_app()
    assert "in pixels, the mean of each cluster and 1 full step" in shown(app)
    open_advanced(app).run()
    assert by_label(app.selectbox, "Start").placeholder == "pca"
    by_label(app.number_input, "Full steps at the end").set_value(0)
    open_advanced(app).run()
    assert by_label(app.selectbox, "Start").placeholder == "k-means++"
    # A batch holds no more images than there are.
    assert re.search(r"Fits: mini-batches of [\d,]+ in pixels\.", shown(app))


def slow_store(monkeypatch, go):
    """Make fits wait until `go` is filled."""
    get = FitStore.get

    def waiting(self, settings, data, on_step=None, **features):
        if on_step is not None:
            while not go:
                on_step(0.5, "half-way")
        return get(self, settings, data, on_step, **features)

    monkeypatch.setattr(FitStore, "get", waiting)


def test_last_result_stays_until_the_new_one_is_ready(open_app, monkeypatch):
    app = open_app()
    before, go = metric(app, "Inertia, train"), []
    slow_store(monkeypatch, go)
    k_slider(app).set_value(30).run()
    assert app.get("progress")
    assert "This is still the last result, k = 10 in pixels" in shown(app)
    assert metric(app, "Inertia, train") == before
    go.append(True)
    settled(app)
    assert "the last result" not in shown(app)
    assert metric(app, "Inertia, train") != before


def test_centroids_are_shown_while_they_are_learnt(open_app, monkeypatch):
    app = open_app()
    images, go = np.zeros((30, 28, 28), np.float32), []
    get = FitStore.get

    def forming(self, settings, data, on_step=None, on_images=None, **features):
        if on_images is not None:
            on_images(images)
            while not go:
                on_step(0.5, "half-way")
        return get(self, settings, data, on_step, **features)

    monkeypatch.setattr(FitStore, "get", forming)
    k_slider(app).set_value(30).run()
    until(app, lambda: "Still learning: the 30 centroids" in shown(app))
    assert "All else is still k = 10." in shown(app)
    assert headline(app).startswith("At k = 10 ")
    go.append(True)
    settled(app)
    assert "Still learning" not in shown(app)
    assert headline(app).startswith("At k = 30 ")


def test_forming_centroids_are_ordered_by_the_digits_of_similar_ones(digits):
    fit = compute_fit(FitSettings(300, n_clusters=12), digits)
    order = likely_order(fit.centroid_images[::-1] * 0.9, fit)
    assert (np.diff(fit.cluster_labels[::-1][order].astype(int)) >= 0).all()
    assert likely_order(fit.centroid_images, None).tolist() == list(range(12))


def test_controls_are_shown_during_the_first_fit(open_app, monkeypatch):
    go = []
    slow_store(monkeypatch, go)
    monkeypatch.setattr("tests.ui.conftest.settled", lambda app: app)
    app = open_app()
    assert app.get("progress")
    assert "More figures" not in [e.label for e in app.expander]
    assert k_slider(app).value == 10
    go.append(True)
    settled(app)
    assert metric(app, "Empty clusters") == "0 of 10"


def test_failed_fit_shows_the_error_and_can_be_retried(open_app, monkeypatch):
    app = open_app()
    get, failing = FitStore.get, [True]

    def fail(self, settings, data, on_step=None, **features):
        if failing and on_step is not None:
            raise ValueError("n_clusters=30 asks too much.")
        return get(self, settings, data, on_step, **features)

    monkeypatch.setattr(FitStore, "get", fail)
    move_k(app, 30)
    app.run()
    assert [error.value for error in app.error] == [
        "k-means could not be fitted: n_clusters=30 asks too much."
    ]
    assert "is all there is" in shown(app)
    failing.clear()
    by_label(app.button, "Try again").click().run()
    settled(app)
    assert not app.error
    assert headline(app).startswith("At k = 30 ")


def test_results_survive_a_restart(open_app, monkeypatch):
    import streamlit as st

    first = metric(open_app(), "Inertia, train")
    st.cache_resource.clear()
    monkeypatch.setattr(
        "mnist_kmeans.model.pipeline.build_model",
        lambda *args, **kwargs: pytest.fail("it was fitted again"),
    )
    assert metric(open_app(), "Inertia, train") == first


def test_two_visitors_share_a_fit(open_app, monkeypatch):
    from mnist_kmeans import build_model

    fitted = []

    def counted(*args, **kwargs):
        fitted.append(args)
        return build_model(*args, **kwargs)

    monkeypatch.setattr("mnist_kmeans.model.pipeline.build_model", counted)
    assert metric(open_app(), "Inertia, train") == metric(open_app(), "Inertia, train")
    assert len(fitted) == 1


def test_empty_cluster_is_explained(open_app, emptied):
    app = open_app()
    assert not app.exception
    assert metric(app, "Empty clusters") == "1 of 10"
    assert "Cluster #0 is empty" in shown(app)


def test_a_tiny_data_set_works(open_app, small_npz, monkeypatch):
    tiny = small_npz.with_name("tiny.npz")
    rng = np.random.default_rng(0)
    np.savez(
        tiny,
        x_train=rng.integers(0, 256, (12, 28, 28)).astype(np.uint8),
        y_train=np.arange(12, dtype=np.uint8) % 10,
        x_test=rng.integers(0, 256, (3, 28, 28)).astype(np.uint8),
        y_test=np.array([1, 2, 3], np.uint8),
    )
    app = open_app()
    monkeypatch.setenv(DATA_VARIABLE, str(tiny))
    st.cache_resource.clear()
    settled(app.run())
    assert not app.exception
    assert k_slider(app).options[-1] == "12"


def test_presenting_keeps_hidden_values(open_app):
    app = open_app(seed="4", k="5")
    by_label(app.toggle, "Present").set_value(True).run()
    settled(app)
    assert not app.exception
    assert any("font-size" in html.proto.body for html in app.get("html"))
    assert by_label(app.number_input, "Seed").value == 4
    assert k_slider(app).value == 5
    by_label(app.toggle, "Present").set_value(False).run()
    assert by_label(app.number_input, "Seed").value == 4


def test_accuracy_stands_beside_chance(open_app):
    app = open_app()
    score = next(h.proto.body for h in app.get("html") if "read right" in h.proto.body)
    assert f"<strong>{metric(app, 'Accuracy, test')}</strong> of 60 test" in score
    assert "guessing 10%" in score
    assert "best here" not in score, "that was measured on MNIST"


def test_the_most_frequent_errors_are_listed_with_their_centroids(open_app, small_npz):
    app = open_app(k="5")
    fit, data = expected(small_npz, n_clusters=5), load_mnist(small_npz)
    read = fit.cluster_labels[fit.test_clusters]
    times = {
        (digit, other): int(((data.y_test == digit) & (read == other)).sum())
        for digit in range(10)
        for other in set(read.tolist()) - {digit}
    }
    listed = re.findall(r"\*\*(\d) read as (\d): (\d+) times\*\*", shown(app))
    assert len(listed) == 5
    counts = [int(n) for *_, n in listed]
    assert counts == sorted(times.values(), reverse=True)[:5]
    assert [times[int(digit), int(other)] for digit, other, _ in listed] == counts
    # Each with examples that lead to Predict.
    strips = [h.proto.body for h in app.get("html") if "predict?" in h.proto.body]
    assert len(strips) == 5
    for strip, (digit, *_) in zip(strips, listed, strict=True):
        images = re.findall(r"test=(\d+)", strip)
        assert images
        assert all(data.y_test[int(i)] == int(digit) for i in images)


def test_controls_under_advanced_are_drawn_when_opened_or_set(open_app):
    app = open_app()
    assert "Batch size" not in [control.label for control in app.number_input]
    open_advanced(app).run()
    assert by_label(app.number_input, "Batch size").value is None
    app = open_app(batch_size="64")
    assert by_label(app.number_input, "Batch size").value == 64
