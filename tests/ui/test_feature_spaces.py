"""Feature spaces that are trained first, and the comparison of spaces."""

from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.features import learnt
from mnist_kmeans.features.names import FEATURE_SPACES, SPACE_TITLES, TrainingError
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.ui.background.queues import queue
from mnist_kmeans.ui.controls import two_sevens
from mnist_kmeans.ui.controls.space_choice import comes_along
from tests.ui.conftest import (
    PATIENCE,
    by_label,
    headline,
    k_slider,
    metric,
    settled,
    settled_sweep,
    shown,
    under_way,
    until,
)

LEARNING = "Training the autoencoder: epoch 3 of 15, loss 0.021"


class Training:
    """A training that goes on until it is stopped."""

    def __init__(self) -> None:
        self.started = self.ended = 0
        self.over = Event()

    def run(self, program, folder, on_step):
        self.started += 1
        try:
            while not self.over.wait(0.02):
                on_step(0.4, LEARNING)
        finally:
            self.ended += 1
        raise TrainingError("The test is over.")


@pytest.fixture
def endless(monkeypatch):
    training = Training()
    monkeypatch.setattr(learnt, "run_program", training.run)
    yield training
    training.over.set()


def open_learning(app):
    """Choose the autoencoder and wait until its training is on screen."""
    by_label(app.button_group, "Feature space").set_value("autoencoder").run()
    return until(app, lambda: learning(app))


def learning(app):
    """Tell whether a training is on screen."""
    return LEARNING.lower() in under_way(app).lower()


def test_autoencoder_is_trained_once_and_kept(open_app, small_npz, monkeypatch):
    runs, run = [], learnt.run_program
    monkeypatch.setattr(learnt, "run_program", lambda *a: runs.append(a) or run(*a))
    app = open_app(features="autoencoder")
    data = load_mnist(small_npz)
    settings = FitSettings(len(data.x_train), 10, "autoencoder")
    fit = FitStore().find(settings, data)
    assert fit is not None
    assert not app.exception
    assert metric(app, "Accuracy, test") == f"{fit.test_metrics['accuracy']:.1%}"
    # Predict needs the trained transformer, not only the fit.
    app.switch_page("mnist_kmeans/ui/predict/page.py").run()
    by_label(app.button_group, "Feature space").set_value("autoencoder").run()
    settled(app)
    by_label(app.button_group, "Where the digit comes from").set_value("Test digit")
    app.run()
    assert "A test image: the model has not learnt from it." in shown(app)
    assert "The nearest training images" in shown(app)
    assert len(runs) == 1


def test_a_kept_fit_needs_no_feature_space(open_app, monkeypatch):
    open_app(features="hog")
    st.cache_resource.clear()
    monkeypatch.setattr(
        FitStore, "find_features", lambda *a: pytest.fail("a fit is shown without it")
    )
    app = open_app(features="hog")
    assert not app.exception
    assert metric(app, "Empty clusters") == "0 of 10"


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_fits_share_the_images_in_their_feature_space(open_app, monkeypatch, space):
    computed, compute = [], FitStore.features

    def counted(self, *of):
        computed.append(of[0])
        return compute(self, *of)

    monkeypatch.setattr(FitStore, "features", counted)
    app = settled(open_app(features=space))
    k_slider(app).set_value(11).run()
    settled(app)
    assert metric(app, "Empty clusters") == "0 of 11"
    assert computed == [space]


def test_last_result_stays_during_the_training(open_app, endless):
    app = open_learning(open_app())
    assert "This is still the last result, k = 10 in pixels" in shown(app)
    assert metric(app, "Empty clusters") == "0 of 10"
    # Another k waits for the same training.
    k_slider(app).set_value(11).run()
    until(app, lambda: learning(app))
    assert (endless.started, endless.ended) == (1, 0)
    # It goes on when another space is chosen, which need not wait for it.
    by_label(app.button_group, "Feature space").set_value("hog").run()
    settled(app)
    assert (endless.started, endless.ended) == (1, 0)


def test_training_can_be_cancelled_and_restarted(open_app, endless):
    app = open_learning(open_app())
    by_label(app.button, "Cancel").click().run()
    until(app, lambda: endless.ended == 1)
    assert (
        "The training of the network of autoencoder was stopped."
        in app.warning[0].value
    )
    assert "it is all there is" in shown(app)
    assert not under_way(app)
    by_label(app.button, "Start again").click().run()
    until(app, lambda: learning(app))
    by_label(app.button, "Cancel").click().run()
    # Other spaces are not affected.
    by_label(app.button_group, "Feature space").set_value("pca").run()
    settled(app)
    assert not app.warning
    until(app, lambda: endless.ended == 2)


def test_failed_training_shows_one_error_and_can_be_retried(open_app, monkeypatch):
    def fails(program, folder, on_step):
        raise TrainingError("The training's process ended early: no module jax.")

    with monkeypatch.context() as broken:
        broken.setattr(learnt, "run_program", fails)
        app = open_app(features="autoencoder")
        until(app, lambda: app.error)
        assert app.error[0].value.endswith("ended early: no module jax.")
    by_label(app.button, "Try again").click().run()
    settled(app)
    assert not app.error
    assert headline(app).startswith("At k = 10")


def test_predict_waits_for_the_feature_space(open_app, endless, small_npz):
    data = load_mnist(small_npz)
    settings = FitSettings(len(data.x_train), 10, "autoencoder")
    store = FitStore()
    hog = store.get(FitSettings(len(data.x_train), 10, "hog"), data)
    # The fit is on disk, the feature space is not.
    store.keep(replace(hog, settings=settings), data)
    app = open_app(features="autoencoder")
    assert not under_way(app)
    app.switch_page("mnist_kmeans/ui/predict/page.py").run()
    until(app, lambda: learning(app))
    assert not app.exception
    by_label(app.button, "Cancel").click().run()
    until(app, lambda: endless.ended == 1)


def choose(app):
    """Compare two spaces that need no training."""
    for label, value in (("Feature space", "hog"), ("against", "pixels")):
        boxes = [box for box in app.selectbox if box.label == label]
        if boxes and boxes[0].value != value:
            boxes[0].set_value(value).run()


def test_single_space_offers_to_compare_all(open_accuracy, endless):
    app = open_accuracy(show="Compare", features="pca")
    assert "sees no label" in shown(app)
    by_label(app.button, "Compare all 6").click().run()
    spaces = by_label(app.button_group, "Feature spaces to compare with pca").value
    assert spaces == list(FEATURE_SPACES)
    # The rows of other spaces are shown while the autoencoder is trained.
    until(app, lambda: "only hog **" in shown(app) or choose(app))
    until(app, lambda: learning(app))
    assert endless.started == 1
    while "Cancel" in [button.label for button in app.button]:
        by_label(app.button, "Cancel").click().run()
    until(app, lambda: endless.ended == 1)
    # Stopped for good, and what is done is kept: no training is running or queued.
    app.run()
    assert queue("trained spaces").join(PATIENCE)
    assert endless.started == 1
    assert len([box for box in app.warning if "Stopped: " in box.value]) == 1
    assert "only hog **" in shown(app)


def test_spaces_side_by_side(open_accuracy, small_npz):
    app = open_accuracy(show="Compare", features="pca", compare="hog", k="10")
    assert not app.exception
    data = load_mnist(small_npz)
    fits = {
        (space, seed): FitStore().find(FitSettings(300, 10, space, seed), data)
        for space in ("pca", "hog")
        for seed in (0, 1, 2)
    }
    table = next(frame.value for frame in app.dataframe if "Features" in frame.value)
    assert list(table["Feature space"]) == [
        SPACE_TITLES[space] for space in ("pca", "hog")
    ]
    for i, space in enumerate(("pca", "hog")):
        for name, figure in (("Test", "accuracy"), ("NMI", "nmi")):
            mean = sum(fits[space, s].test_metrics[figure] for s in range(3)) / 3
            assert table[name][i] == pytest.approx(100 * mean)
    hog, pca = (
        fits[space, 0].cluster_labels[fits[space, 0].test_clusters] == data.y_test
        for space in ("hog", "pca")
    )
    assert (
        f"both read **{(hog & pca).sum()}** right, only hog **{(hog & ~pca).sum()}"
        f"**, only pca **{(~hog & pca).sum()}**, and neither "
        f"**{(~hog & ~pca).sum()}**"
    ) in shown(app)


def test_link_restores_the_compared_pair(open_accuracy):
    query = {"show": "Compare", "features": "pca"}
    app = open_accuracy(**query, compare="deskewed", first="pca", second="deskewed")
    assert "only pca **" in shown(app)
    assert "Right in pca, wrong in deskewed" in shown(app)


def test_pair_in_the_link_waits_for_the_training(open_app, endless):
    app = open_app(
        show="Compare",
        features="pca",
        compare="autoencoder",
        first="autoencoder",
        second="pca",
    )
    app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
    until(app, lambda: "Not there yet: autoencoder." in shown(app))
    until(app, lambda: learning(app))
    assert by_label(app.selectbox, "Feature space").value == "autoencoder"
    assert by_label(app.selectbox, "against").value == "pca"


def test_other_list_of_k_does_not_restart_the_training(open_app, endless):
    app = open_app(ks="own", own_ks="2 5", seeds="1", features="pca")
    app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
    by_label(app.button_group, "Feature space").set_value("autoencoder").run()
    until(app, lambda: learning(app))
    by_label(app.text_input, "Own values of k").set_value("2 7").run()
    until(app, lambda: learning(app))
    assert (endless.started, endless.ended) == (1, 0)


def test_other_k_has_no_matched_accuracy(open_accuracy):
    app = open_accuracy(show="Compare", features="pca", compare="deskewed", k="7")
    settled_sweep(app)
    table = next(frame.value for frame in app.dataframe if "Features" in frame.value)
    assert "Matched" not in table
    assert "Matched gives" not in shown(app)


@pytest.mark.parametrize("space", two_sevens.NEARER)
def test_the_two_sevens_are_as_far_apart_as_is_said(space, mnist):
    from mnist_kmeans.features.building import make_transformer

    transformer = make_transformer(space).fit(mnist.x_train)
    points = transformer.transform(mnist.x_test).astype(np.float64)
    first, second = two_sevens.SEVENS
    assert mnist.y_test[[first, second]].tolist() == [7, 7]
    distances = np.linalg.norm(points - points[first], axis=1)
    others = mnist.y_test != 7
    share = (distances[others] < distances[second]).mean()
    assert share == pytest.approx(two_sevens.NEARER[space], rel=0.06, abs=1e-4)


def test_learning_anew_is_offered_where_a_network_came_along():
    images = SimpleNamespace(is_mnist=True, x_train=range(60_000))
    settings = FitSettings(60_000, 10, "spectral")
    assert comes_along(settings, images)
    assert not comes_along(replace(settings, n_train=1000), images)
    assert not comes_along(replace(settings, feature_space="hog"), images)
    others = SimpleNamespace(is_mnist=False, x_train=range(60_000))
    assert not comes_along(settings, others)


def test_a_link_asks_for_a_network_learnt_here(open_app, small_npz):
    app = open_app(features="autoencoder", anew="true")
    data = load_mnist(small_npz)
    settings = FitSettings(len(data.x_train), 10, "autoencoder")
    assert FitStore().find(replace(settings, pretrained=False), data) is not None
    assert not app.exception
