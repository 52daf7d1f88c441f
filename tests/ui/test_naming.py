"""Name them on the Explore page: questions without labels, names, what they read."""

import re
from html import unescape
from urllib.parse import parse_qsl

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.fits.by_hand.naming import by_gain, by_size
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.model.counts import purities
from mnist_kmeans.ui.explore import gallery
from mnist_kmeans.words.numbers import percent
from tests.ui.conftest import by_label, headline, move_k, settled, shown

ONE = {"width": 18, "points": [140, 50, 141, 120, 140, 230]}

UNNAMED = "k-means found the groups: which digits are they?"


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the gallery."""
    sent = {}
    monkeypatch.setattr(gallery, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def open_names(open_app, sent):
    def opened(**query):
        app = open_app(view="Name them", **query)
        assert not app.exception
        return app

    return opened


def fit_of(small_npz, k=10, space="pixels"):
    return FitStore().find(FitSettings(300, k, space), load_mnist(small_npz))


def order_of(fit):
    return by_size(np.bincount(fit.train_clusters, minlength=fit.settings.n_clusters))


def press(app, label):
    return by_label(app.button, label).click().run()


def asked(app):
    """Return the cluster that is asked about, if any."""
    found = re.search(r"Which digit does #(\d+) show\?", shown(app))
    return found and int(found[1])


def name_all(app, fit):
    """Name every cluster as the vote does."""
    for cluster in order_of(fit):
        assert asked(app) == cluster
        press(app, str(fit.cluster_labels[cluster]))
    return app


def tile(sent, cluster):
    return next(t for t in sent["data"]["tiles"] if t["cluster"] == cluster)


def test_nothing_shown_before_a_name_comes_from_a_label(open_names, sent, small_npz):
    app = open_names()
    fit = fit_of(small_npz)
    assert headline(app) == UNNAMED
    assert asked(app) == order_of(fit)[0]
    # Not in the gallery: no badge, and no order by digit.
    tiles = sent["data"]["tiles"]
    assert [t["cluster"] for t in tiles] == order_of(fit)
    assert all(t.keys() == {"cluster", "texts", "title", "empty"} for t in tiles)
    assert all(t["title"].endswith("has no name yet") for t in tiles)
    # Not in what is drawn: no digit's colour, no caption with a label, no purity.
    html = "".join(element.proto.body for element in app.get("html"))
    pictures = re.findall(r"<figure.*?</figure>", html, re.S)
    assert len(pictures) == 17
    assert all(re.sub(r"<[^>]*>", "", picture) == "" for picture in pictures)
    assert all('aria-label="digit "' in picture for picture in pictures)
    assert not any(color in "".join(pictures) for color in DIGIT_COLORS)
    texts = shown(app)
    assert "stands for" not in texts
    for cluster in range(10):
        purity = purities(fit.cluster_counts)[cluster]
        assert f"{percent(purity)} of its" not in texts
    buttons = [button for button in app.button if button.label.isdigit()]
    assert {button.proto.type for button in buttons} == {"secondary"}


def test_the_question_is_the_same_whatever_the_labels_are(
    open_app, sent, monkeypatch, small_npz
):
    # The strictest test of a leak: other labels must not change a single byte of it.
    def question():
        app = open_app(view="Name them", ask_by="gain")
        html = [element.proto.body for element in app.get("html")]
        pictures = [body for body in html if "<figure" in body]
        return asked(app), pictures, sent["data"]["tiles"]

    first = question()
    with np.load(small_npz) as arrays:
        other = {name: arrays[name] for name in arrays}
    other["y_train"] = (9 - other["y_train"]).astype(np.uint8)
    other["y_test"] = (9 - other["y_test"]).astype(np.uint8)
    relabelled = small_npz.with_name("relabelled.npz")
    np.savez(relabelled, **other)
    monkeypatch.setenv(DATA_VARIABLE, str(relabelled))
    assert question() == first


def test_each_name_counts_and_asks_the_next(open_names, sent, small_npz):
    app = open_names()
    fit, data = fit_of(small_npz), load_mnist(small_npz)
    first, second, *_ = order_of(fit)
    digit = int(fit.cluster_labels[first])
    press(app, str(digit))
    right = int((data.y_test[fit.test_clusters == first] == digit).sum())
    by_vote = int((data.y_test == fit.cluster_labels[fit.test_clusters]).sum())
    n = len(data.y_test)
    assert headline(app) == (
        f"1 name reads {right} of {n} test images right; the vote of 300 labels reads "
        f"{by_vote}"
    )
    assert asked(app) == second
    assert tile(sent, first)["digit"] == digit
    assert "digit" not in tile(sent, second)
    press(app, "Cannot tell")
    assert tile(sent, second)["digit"] == "?"
    assert headline(app).startswith(f"1 name reads {right} of")
    press(app, "Take back")
    assert asked(app) == second
    assert "digit" not in tile(sent, second)


def test_as_the_vote_names_they_read_what_the_vote_reads(open_names, small_npz):
    app = open_names()
    fit = fit_of(small_npz)
    name_all(app, fit)
    accuracy = fit.test_metrics["accuracy"]
    by_vote = round(accuracy * len(fit.test_clusters))
    assert headline(app).startswith(f"10 names read {by_vote} of ")
    assert headline(app).endswith(f"the vote of 300 labels reads {by_vote}")
    assert "All 10 clusters have been asked about" in shown(app)
    assert "Nowhere: you and the vote say the same." in shown(app)
    assert "The room: 10 of 10 right" in shown(app)


def test_a_name_is_changed_through_the_gallery(open_names, sent, small_npz):
    app = open_names(k="3")
    fit = fit_of(small_npz, 3)
    name_all(app, fit)
    cluster = order_of(fit)[1]
    vote = int(fit.cluster_labels[cluster])
    other = (vote + 1) % 10
    app.session_state["naming"] = (fit.settings, cluster)  # as a click does
    app.run()
    assert asked(app) == cluster
    assert sent["data"]["selected"] == cluster
    assert by_label(app.button, str(vote)).proto.type == "primary"
    press(app, str(other))
    assert tile(sent, cluster)["digit"] == other
    assert f"**#{cluster}: you say {other}, the vote {vote}.**" in shown(app)
    # The first name counts, as the first guess does.
    assert "The room: 3 of 3 right" in shown(app)


def test_differences_are_shown_on_demand_before_the_end(open_names, small_npz):
    app = open_names(k="4")
    fit = fit_of(small_npz, 4)
    cluster = order_of(fit)[0]
    vote = int(fit.cluster_labels[cluster])
    press(app, str((vote + 1) % 10))
    assert ": you say " not in shown(app)
    by_label(app.toggle, "Show it for the clusters answered so far").set_value(
        True
    ).run()
    assert f"the vote {vote}.**" in shown(app)
    assert shown(app).count(": you say ") == 1


def test_a_name_counts_as_a_guess(open_names, open_app, small_npz):
    app = open_names(k="3")
    fit = fit_of(small_npz, 3)
    first = order_of(fit)[0]
    press(app, str((int(fit.cluster_labels[first]) + 1) % 10))
    assert "The room: 0 of 1 right" in shown(app)
    app.query_params["view"] = "Guess first"
    app.session_state["view"] = "Guess first"
    app.run()
    assert "The room: 0 of 1 right" in shown(app)
    for _ in range(2):
        press(app, "0")
        press(app, "Next cluster")
    assert "All 3 clusters have been asked about" in shown(app)


def test_the_order_by_gain(open_names, small_npz):
    app = open_names(ask_by="gain")
    fit = fit_of(small_npz)
    order = by_gain(fit.train_clusters, fit.train_distances, fit.cluster_centers)
    assert asked(app) == order[0]
    assert "how far a cluster stands apart" in shown(app)


def test_the_link_restores_the_names(open_names, sent, small_npz):
    app = open_names(k="3")
    fit = fit_of(small_npz, 3)
    first, second, third = order_of(fit)
    press(app, "4")
    press(app, "Cannot tell")
    link = app.query_params["names"]
    assert re.fullmatch(r"[0-9a-f]{6}\.[0-9x-]{3}", link)
    again = open_names(k="3", names=link)
    assert asked(again) == third
    assert tile(sent, first)["digit"] == 4
    assert tile(sent, second)["digit"] == "?"
    assert not again.toast
    # Nothing of this session to take back.
    assert by_label(again.button, "Take back").disabled


@pytest.mark.parametrize("names", ["zzz", "012345.41-", "41-", "." * 600])
def test_names_of_another_fit_are_refused_in_a_sentence(open_names, names):
    app = open_names(k="3", names=names)
    assert headline(app) == UNNAMED
    (toast,) = app.toast
    assert "is not possible here: names is empty." in toast.value
    assert "names" not in app.query_params


def test_names_stay_with_their_fit(open_names, small_npz):
    app = open_names(k="3")
    press(app, "4")
    link = app.query_params["names"]
    move_k(app, 4)
    assert headline(app) == UNNAMED
    assert "names" not in app.query_params
    press(app, "7")
    assert headline(app).startswith("1 name reads")
    move_k(app, 3)
    assert app.query_params["names"] == link
    assert headline(app).startswith("1 name reads")
    press(app, "Take all names away")
    assert headline(app) == UNNAMED
    assert "names" not in app.query_params
    press(app, "Take back")
    assert app.query_params["names"] == link


@pytest.mark.parametrize("k", ["2", "256"])
def test_the_ends_of_the_slider(open_names, k):
    app = open_names(k=k, present="true")
    press(app, "7")
    assert not app.exception
    assert headline(app).startswith("1 name reads")
    assert len(app.query_params["names"]) == 7 + int(k)


def test_an_empty_cluster_is_not_asked_about(open_names, sent, emptied):
    app = open_names()
    assert not app.exception
    assert asked(app) is not None


@pytest.fixture
def predict(open_app):
    """Open Predict by a link with names."""

    def opened(app, strokes=(), **query):
        names = {"k": app.query_params["k"], "names": app.query_params["names"]}
        page = open_app(**names, **query)
        page.session_state["drawing"] = list(strokes)
        settled(page.switch_page("mnist_kmeans/ui/predict/page.py").run())
        assert not page.exception
        return page

    return opened


def test_predict_answers_by_the_visitor_s_names(open_names, predict, small_npz):
    app = open_names(k="3")
    fit, data = fit_of(small_npz, 3), load_mnist(small_npz)
    cluster = order_of(fit)[0]
    vote = int(fit.cluster_labels[cluster])
    name = next(d for d in range(10) if d not in fit.cluster_labels)
    press(app, str(name))
    inside, outside = (
        int(np.flatnonzero(where)[0])
        for where in (fit.test_clusters == cluster, fit.test_clusters != cluster)
    )
    page = predict(app, **{"from": "Test digit", "test": str(inside)})
    trust = "of the sure answers were right"
    assert "By your name" not in sentence(page)
    assert trust in shown(page)
    by_label(page.toggle, "Use my names").set_value(True).run()
    told = f"By your name: you say that #{cluster} is {name}, the vote says {vote}."
    assert told in sentence(page)
    right = "Right" if data.y_test[inside] == name else "Wrong"
    assert sentence(page).startswith(f"{right}: its label is {data.y_test[inside]}.")
    assert f">{name}</span>" in bar(page)
    assert trust not in shown(page)
    assert "You named 1 of 3 clusters on Explore" in shown(page)
    by_label(page.number_input, f"Test image, 0 to {len(data.x_test) - 1}").set_value(
        outside
    ).run()
    other = fit.test_clusters[outside]
    assert f"By the vote: you gave #{other} no name." in sentence(page)
    # The fit itself is as it was: its files are those of the vote.
    assert fit_of(small_npz, 3).cluster_labels[cluster] == vote
    # Another fit has no names.
    move_k(page, 4)
    assert "Use my names" not in [toggle.label for toggle in page.toggle]
    assert "By your name" not in sentence(page)


def test_the_table_of_digits_says_whose_names_they_are(open_names, predict, small_npz):
    app = open_names(k="3")
    fit = fit_of(small_npz, 3)
    for _ in order_of(fit):
        press(app, "7")
    page = predict(app, [ONE], use_names="true")
    (rows,) = (table.value.to_dict("records") for table in page.dataframe)
    assert rows[0]["digit"] == 7
    assert rows[0]["digit_by"] == "your name"
    assert rows[0]["vote_digit"] == fit.cluster_labels[rows[0]["cluster"]]


def bar(app):
    """Return the HTML of the bar with the answer on Predict."""
    texts = (element.proto.body for element in app.get("html"))
    return next(text for text in texts if 'class="answer-bar"' in text)


def sentence(app):
    (text,) = re.findall("<p>(.*)</p>", bar(app))
    return unescape(text)


def test_names_go_from_page_to_page(open_names):
    app = open_names(k="3")
    press(app, "4")
    names = app.query_params["names"]
    for page in ("accuracy", "predict", "explore"):
        settled(app.switch_page(f"mnist_kmeans/ui/{page}/page.py").run())
        assert not app.exception
        assert app.query_params["names"] == names, page
        toggles = [toggle.label for toggle in app.toggle]
        assert ("Use my names" in toggles) == (page == "predict")


def test_the_tab_leads_to_predict_with_the_names(open_names):
    app = open_names(k="3")
    press(app, "4")
    (address,) = re.findall(r"\[Predict\]\((.*?)\)", shown(app))
    query = dict(parse_qsl(address.removeprefix("predict?")))
    names = app.query_params["names"]
    assert query == {"k": "3", "names": names, "use_names": "true"}
