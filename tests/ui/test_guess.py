"""Guess first on the Explore and Accuracy pages: questions, answers, the score."""

from threading import Event

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.sweep import accuracy_sweep
from mnist_kmeans.words.guess_questions import cluster_order
from tests.ui.conftest import (
    PATIENCE,
    by_label,
    headline,
    k_slider,
    settled,
    settled_sweep,
    shown,
    under_way,
    until,
)

K = "Number of clusters, k"
FIRST = "Which digit will this cluster stand for?"


@pytest.fixture
def open_clusters(open_app):
    return lambda **query: open_app(view="Guess first", **query)


@pytest.fixture
def open_curve(open_accuracy):
    def opened(**query):
        asked = {"ks": "own", "own_ks": "2 5 10", "seeds": "2", "features": "pca"}
        return open_accuracy(show="Guess first", **asked | query)

    return opened


def fit_of(small_npz, k=10):
    return FitStore().find(FitSettings(300, k), load_mnist(small_npz))


def everything(app):
    """Return all texts, HTML and charts of the page."""
    html = [element.proto.body for element in app.get("html")]
    charts = [chart.proto.spec for chart in app.get("plotly_chart")]
    boxes = [box.value for kind in (app.success, app.warning) for box in kind]
    return "\n".join([shown(app), *html, *charts, *boxes])


def press(app, label):
    return by_label(app.button, label).click().run()


def verdict(app):
    """Return the verdict on the last guess."""
    (box,) = [*app.success, *app.warning]
    return box.value


def test_digit_is_hidden_until_the_guess(open_clusters, small_npz):
    app = open_clusters()
    assert not app.exception
    assert FIRST in shown(app)
    before = everything(app)
    fit = fit_of(small_npz)
    cluster = cluster_order(fit.cluster_counts, 0)[0]
    digit = int(fit.cluster_labels[cluster])
    for word in ("stands for 0", "stand for 0", "plotly", "Cluster #", "vote"):
        assert word.replace("0", str(digit)) not in before
    assert headline(app) == "Which digit will this cluster stand for?"
    assert not app.get("plotly_chart")
    assert "The room: no guess yet" in before
    press(app, str(digit))
    assert verdict(app).startswith(f"**Right: it stands for {digit}.**")
    assert f"**Cluster #{cluster} stands for {digit}**" in shown(app)
    assert "Most typical" in shown(app)
    assert app.get("plotly_chart")
    assert "The room: 1 of 1 right" in shown(app)


def test_wrong_guess_scores_nothing_and_next_continues(open_clusters, small_npz):
    app = open_clusters()
    fit = fit_of(small_npz)
    order = cluster_order(fit.cluster_counts, 0)
    digits = fit.cluster_labels[order].tolist()
    press(app, str((digits[0] + 1) % 10))
    assert verdict(app).startswith(f"**Not quite: it stands for {digits[0]}.**")
    assert "The room: 0 of 1 right" in shown(app)
    assert "0" not in [button.label for button in app.button]
    press(app, "Next cluster")
    assert "Question 2 of 10." in shown(app)
    assert not app.success
    assert not app.warning
    press(app, str(digits[1]))
    assert f"**Cluster #{order[1]} stands for {digits[1]}**" in shown(app)
    assert "The room: 1 of 2 right" in shown(app)


def test_last_question_leads_to_score_and_restart(open_clusters, small_npz):
    app = open_clusters(k="3")
    fit = fit_of(small_npz, 3)
    for cluster in cluster_order(fit.cluster_counts, 0):
        press(app, str(fit.cluster_labels[cluster]))
        press(app, "Next cluster")
    assert "All 3 clusters have been asked about" in shown(app)
    assert "The room: 3 of 3 right" in shown(app)
    press(app, "Start again")
    assert "Question 1 of 3." in shown(app)
    assert "The room: no guess yet" in shown(app)


def test_other_k_has_new_questions_and_the_same_score(open_clusters, small_npz):
    app = open_clusters(k="3")
    digit = fit_of(small_npz, 3).cluster_labels[
        cluster_order(fit_of(small_npz, 3).cluster_counts, 0)[0]
    ]
    press(app, str(digit))
    settled(k_slider(app).set_value(4).run())
    assert "Question 1 of 4." in shown(app)
    assert "The room: 1 of 1 right" in shown(app)
    # Answered questions are not asked again.
    settled(k_slider(app).set_value(3).run())
    press(app, "Next cluster")
    assert "Question 2 of 3." in shown(app)
    press(app, "Start the score anew")
    assert "The room: no guess yet" in shown(app)
    assert "Question 1 of 3." in shown(app)
    assert by_label(app.button, "Start the score anew").disabled


def test_empty_cluster_is_skipped(open_clusters, emptied):
    app = open_clusters()
    assert not app.exception
    assert "Question 1 of 9." in shown(app)


@pytest.mark.parametrize("k", ["2", "256"])
def test_the_ends_of_the_slider(open_clusters, k):
    app = open_clusters(k=k, present="true")
    assert not app.exception
    press(app, "7")
    assert not app.exception
    assert " of 1 right" in shown(app)


def truths(small_npz, ks=(2, 5, 10)):
    rows = list(accuracy_sweep(load_mnist(small_npz), ks, feature_space="pca", seeds=2))
    return {
        k: round(
            100
            * float(
                np.mean([r["test_accuracy"] for r in rows if r["n_clusters"] == k])
            ),
            1,
        )
        for k in ks
    }


def guess(app, k, percent):
    by_label(app.slider, f"Your guess at k = {k}").set_value(percent).run()
    return press(app, "Reveal")


def test_curve_is_revealed_point_by_point(open_curve, small_npz):
    app = open_curve()
    truth = truths(small_npz)
    assert not app.exception
    before = everything(app)
    question = f"At k = 2 test accuracy is {truth[2]:.1f}%. What will it be at k = 5?"
    assert headline(app) == question
    for k in (5, 10):
        assert str(truth[k]) not in before
    assert by_label(app.slider, "Your guess at k = 5").value == round(truth[2])
    guess(app, 5, round(truth[5]))
    assert verdict(app).startswith(f"**Right.** You said {round(truth[5])}%, it is ")
    assert str(truth[5]) in everything(app)
    assert str(truth[10]) not in everything(app)
    assert "The room: 1 of 1 right" in shown(app)
    press(app, "Next")
    assert f"At k = 5 test accuracy is {truth[5]:.1f}%" in shown(app)
    far = round(truth[10]) - 9
    guess(app, 10, far)
    off = round(truth[10] - far, 1)
    assert verdict(app) == (
        f"**Not quite.** You said {far}%, it is {truth[10]:.1f}%: {off} points too low."
    )
    assert "The room: 1 of 2 right" in shown(app)
    press(app, "Next")
    assert "The whole curve has been asked about" in shown(app)
    press(app, "Start again")
    assert question in shown(app)
    assert "The room: no guess yet" in shown(app)


def test_pages_share_the_score(open_clusters, small_npz):
    app = open_clusters(k="3", features="pca")
    press(app, "0")
    app.query_params["show"] = "Guess first"
    app.query_params["seeds"] = "1"
    settled_sweep(app.switch_page("mnist_kmeans/ui/accuracy/page.py").run())
    assert " of 1 right" in shown(app)
    guess(app, 5, 1)
    assert " of 2 right" in shown(app)


def test_single_k_has_no_question(open_curve):
    app = open_curve(own_ks="7")
    assert not app.exception
    assert "choose more below" in app.info[0].value


def test_other_feature_space_has_its_own_questions(open_curve):
    app = open_curve(own_ks="2 5", seeds="1")
    guess(app, 5, 1)
    by_label(app.button_group, "Feature space").set_value("pixels").run()
    settled_sweep(app)
    assert "in pixels" in shown(app)
    assert by_label(app.slider, "Your guess at k = 5")
    assert "The room: 0 of 1 right" in shown(app)


def test_question_waits_for_its_fits(open_app, monkeypatch):
    gate, real = Event(), FitStore.get

    def slow(self, settings, *args, **features):
        if settings.n_clusters == 7:
            gate.wait(PATIENCE)
        return real(self, settings, *args, **features)

    monkeypatch.setattr(FitStore, "get", slow)
    query = {"ks": "own", "own_ks": "2 3 7", "seeds": "1", "features": "pca"}
    app = open_app(show="Guess first", **query)
    app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
    until(app, lambda: "2 of 3 fits" in under_way(app))
    guess(app, 3, 50)
    press(app, "Next")
    assert "The next question comes as soon as its fits" in app.info[0].value
    gate.set()
    settled_sweep(app.run())
    assert "What will it be at k = 7?" in shown(app)
