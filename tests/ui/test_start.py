"""The tab "Start it yourself" of Explore, and first centroids on other pages."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import numpy as np
import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.sweep import digits_with_a_cluster, sweep_settings
from mnist_kmeans.ui.controls import first_centroids
from mnist_kmeans.ui.controls.first_centroids import text_for
from mnist_kmeans.ui.controls.first_tokens import First, FirstError, drawn
from mnist_kmeans.ui.explore.start import board
from mnist_kmeans.ui.explore.start.first_file import file_of, firsts_in
from mnist_kmeans.words.by_hand.start_sentences import (
    random_starts_sentence,
    start_headline,
)
from tests.ui.conftest import by_label, headline, move_k, settled, shown, until

VIEW = "Start it yourself"
RUN = "Run k-means from these"


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the board, and what it sends."""
    sent = {}
    monkeypatch.setattr(board, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def data(small_npz):
    return load_mnist(small_npz)


@pytest.fixture
def open_start(open_app, sent):
    def opened(**query):
        app = open_app(view=VIEW, **query)
        assert not app.exception
        return finished(app)

    return opened


def finished(app):
    """Run the app until the fit, its film and the random starts are there."""
    return settled(until(app, lambda: not app.get("progress")))


def run(app):
    by_label(app.button, RUN).click().run()
    app = finished(app)
    assert not app.exception
    return app


def test_ten_class_means_run_and_are_compared_with_random_starts(open_start, data):
    app = open_start()
    assert headline(app) == "Where k-means ends depends on where it starts: so start it"
    by_label(app.button, "Ten class means").click().run()
    app = run(app)
    means = [data.x_train[data.y_train == digit].mean(axis=0) for digit in range(10)]
    first = FirstImages(np.rint(means).astype(np.uint8))
    fit = compute_fit(FitSettings(300, first=first), data)
    ended, n_digits = fit.cluster_labels.tolist(), digits_with_a_cluster(fit)
    assert headline(app) == start_headline(list(range(10)), ended, n_digits)
    seeds = sweep_settings(300, [10], ["pixels"], seeds=10, n_starts=1)
    of_random = [digits_with_a_cluster(compute_fit(seed, data)) for seed in seeds]
    text = shown(app)
    assert random_starts_sentence(10, n_digits, of_random) in text
    assert "means of all training images of a digit" in text
    assert app.query_params["begin"] == "m0..m1..m2..m3..m4..m5..m6..m7..m8..m9"
    html = " ".join(str(element.proto.body) for element in app.get("html"))
    assert f"<b>{fit.test_metrics['accuracy']:.1%}</b>" in html
    assert f"<b>{fit.train_metrics['inertia']:,.0f}</b>" in html
    offsets = fit.cluster_centers - fit.first_centers
    for i, moved in enumerate(np.linalg.norm(offsets, axis=1)):
        assert f"#{i} " in html
        assert f"moved {moved:.2f}" in html


def tokens(app):
    return [first.token for first in app.session_state["start_draft"]]


def test_the_board_fills_places_and_empties_them(open_start, sent, data, monkeypatch):
    app = open_start(k="3")
    doing = {}
    monkeypatch.setattr(board, "sent", lambda key, what: doing)
    monkeypatch.setattr(board, "_component", remember := Remember())

    def do(**what):
        doing.clear()
        doing.update({"shelf": remember.data["shelf"]["id"]} | what)
        remember.call = True
        app.run()
        assert not app.exception

    app.run()
    shelf = [tile["title"] for tile in remember.data["shelf"]["tiles"]]
    assert shelf[0] == "test image 0"
    assert remember.data["selected"] == 0
    do(what="put", item=0, place=0)
    assert tokens(app) == ["t0"]
    assert remember.data["selected"] == 1
    do(what="put", item=3, place=1)
    assert tokens(app) == ["t0", f"t{int(shelf[3].split()[-1])}"]
    do(what="select", place=0)
    assert remember.data["selected"] == 0
    do(what="put", item=2, place=0)
    assert tokens(app)[0] == f"t{int(shelf[2].split()[-1])}"
    do(what="remove", place=0)
    assert len(tokens(app)) == 1
    # A place that is not there, or another shelf, as from a page that is out of date.
    do(what="put", item=0, place=1, shelf=0)
    do(what="put", item=0, place=2)
    do(what="remove", place=2)
    assert len(tokens(app)) == 1
    assert remember.data["places"]["tiles"][0]["digit"] == int(
        data.y_test[int(tokens(app)[0][1:])]
    )


class Remember:
    """Stands for the board in the browser: it does at once what it is told to."""

    def __init__(self):
        self.data, self.call = {}, False

    def __call__(self, data, on_did_change, **others):
        if self.call:
            self.call = False
            on_did_change()
            st.rerun()
        self.data = data


def zeros(data, n=3):
    return "..".join(f"t{i}" for i in np.flatnonzero(data.y_test == 0)[:n])


def test_other_pages_use_the_fit_and_it_can_be_dropped(open_start, data):
    app = open_start(begin=zeros(data), k="5")
    assert "The fit starts from your own 3 first centroids**, and 2 that" in shown(app)
    assert "3 of 5 chosen, 2 come from k-means++" in shown(app)
    app.switch_page("mnist_kmeans/ui/predict/page.py").run()
    settled(app)
    assert app.session_state["shown"].first.images.shape == (3, 28, 28)
    assert app.query_params["begin"] == zeros(data)
    by_label(app.button, "Start at random again").click().run()
    settled(app)
    assert app.session_state["shown"] == FitSettings(300, 5)
    assert "begin" not in app.query_params
    assert not app.exception


def test_with_too_small_a_k_they_wait(open_start, data):
    app = open_start(begin=zeros(data), k="5")
    move_k(app, 2)
    note = "Your 3 first centroids are more than k = 2 clusters: they wait until"
    assert note in shown(app)
    assert by_label(app.button, RUN).disabled
    assert app.session_state["shown"] == FitSettings(300, 2)
    move_k(app, 4)
    assert len(app.session_state["shown"].first) == 3
    assert note not in shown(app)


@pytest.mark.parametrize(
    "first",
    [
        *(
            "nonsense",
            "t60",
            "t1..",
            "..",
            "t1.t2",
            "m10",
            "c5",
            "c5-5",
            "c500-3",
            "c257-3",
            "t-1",
            "n300",
        ),
        *("dq", "d5", "d5uYSJnUg4AJq", "t1-2", "t" + "1" * 5000, "c1-0", "t²"),
    ],
)
def test_a_damaged_link_is_said_to_be_and_starts_at_random(open_app, first):
    app = open_app(begin=first)
    assert not app.exception
    assert "The first centroids in the link are damaged" in shown(app)
    assert app.session_state["shown"] == FitSettings(300)


def test_centroids_of_a_fit_that_is_not_there_are_waited_for(open_start, data):
    app = open_start(begin="c4-1..c4-2", k="3")
    until(app, lambda: app.session_state["shown"].first is not None)
    source = compute_fit(FitSettings(300, 4), data)
    expected = np.rint(255 * np.clip(source.centroid_images[1:3], 0, 1))
    np.testing.assert_array_equal(app.session_state["shown"].first.images, expected)


LINE = [{"width": 18, "points": [140, 50, 140, 230]}]


def test_moves_in_a_link_wait_for_the_fit_that_centroids_come_from(open_start):
    # Meanwhile the page shows a fit that they are not on.
    app = open_start(begin="c4-1..c4-2", k="3", moves="s2")
    until(app, lambda: app.session_state["shown"].first is not None)
    assert app.query_params["moves"] == "s2"
    shown_settings = app.session_state["shown"]
    assert shown_settings.moves == "s2"
    assert len(shown_settings.first) == 2
    assert shown_settings.n_clusters == 4


def test_a_drawing_is_in_the_link_and_becomes_a_digit(open_start):
    first = drawn(LINE, 1)
    assert first.image.max() > 240
    app = open_start(begin=first.token, k="4", start_from="Draw")
    fit_first = app.session_state["shown"].first
    np.testing.assert_array_equal(fit_first.images[0], first.image)
    assert headline(app).startswith("Your 1 ")
    assert "drawing" not in app.query_params


def a_picture(level):
    return First("", np.full((28, 28), level, np.uint8), None, "your picture")


def test_what_no_link_can_carry_is_held_by_the_session_alone(open_app, monkeypatch):
    held = {}
    uploaded = a_picture(7)
    with monkeypatch.context() as patch:
        patch.setattr(first_centroids.st, "session_state", held)
        text = text_for([uploaded])
        assert held["first_held"][text] == [uploaded]
        for level in range(20, 40):
            text_for([a_picture(level)])
    assert text.startswith("own-")
    assert len(text) < 20
    assert len(held["first_held"]) == 8
    app = open_app(begin=text)
    assert "No link can carry these first centroids" in shown(app)
    assert app.session_state["shown"] == FitSettings(300)


def test_images_that_are_all_but_black_are_refused_in_a_sentence(monkeypatch, data):
    state = {}
    monkeypatch.setattr(first_centroids.st, "session_state", state)
    monkeypatch.setattr(first_centroids, "asked", lambda: text_for([a_picture(1)]))
    base = FitSettings(300)
    with pytest.raises(FirstError, match="all but black"):
        first_centroids.chosen(base, data)
    assert first_centroids.with_first(base, data) == base


def test_links_stay_short(monkeypatch):
    monkeypatch.setattr(first_centroids.st, "session_state", {})
    image = np.zeros((28, 28), np.uint8)
    few = [First(f"d{i}" + "A" * 120, image, i, "") for i in range(10)]
    assert text_for(few) == "..".join(first.token for first in few)
    for many in (few * 2, [First("t59999", image, 3, "")] * 256):
        assert len(text_for(many)) < 20


def test_a_file_brings_all_back(data):
    firsts = [
        First("t1", data.x_test[1], 4, "test image 1"),
        First("", data.x_test[2], None, "your picture"),
    ]
    again = firsts_in(file_of(firsts))
    assert [first.shows for first in again] == [4, None]
    for before, after in zip(firsts, again, strict=True):
        np.testing.assert_array_equal(before.image, after.image)
        assert after.token == ""


def npz(**arrays):
    file = BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def packed(how):
    """Return a small file that says little of how much it unpacks to."""
    file, array = BytesIO(), BytesIO()
    np.save(array, np.zeros((100_000, 28, 28), np.uint8))
    with ZipFile(file, "w", how) as parts:
        parts.writestr("images.npy", array.getvalue())
    # The size that it says is in the list at the end.
    content, at = bytearray(file.getvalue()), file.getvalue().rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


DIGITS = np.zeros(2, np.int8)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 damaged",
        npz(images=np.zeros((2, 28, 28))),
        npz(images=np.full((2, 28, 28), 3.0), digits=DIGITS),
        npz(images=np.ones((2, 28, 28), np.uint8), digits=DIGITS),
        npz(images=np.zeros((2, 8, 8), np.uint8), digits=DIGITS),
        npz(images=np.zeros((0, 28, 28), np.uint8), digits=DIGITS[:0]),
        npz(images=np.zeros((2, 28, 28), np.uint8), digits=DIGITS + 10),
        npz(images=np.zeros((2, 28, 28), np.uint8), digits=DIGITS[:1]),
        npz(images=np.array([{}] * 2, object), digits=DIGITS),
        packed(ZIP_BZIP2),
        packed(ZIP_LZMA),
        packed(ZIP_DEFLATED),
        b"0" * 600_000,
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(content):
    with pytest.raises(FirstError, match=r"^This (is no file of first|file is too)"):
        firsts_in(content)


def test_members_and_the_gallery_are_on_the_shelf(open_start, sent, data):
    open_start(k="4", start_from="Gallery")
    fit = compute_fit(FitSettings(300, 4), data)
    digits = [tile["digit"] for tile in sent["data"]["shelf"]["tiles"]]
    assert digits == fit.cluster_labels.tolist()
    open_start(k="4", start_from="Members")
    titles = [tile["title"] for tile in sent["data"]["shelf"]["tiles"]]
    numbers = [int(title.split()[-1]) for title in titles]
    assert set(fit.train_clusters[numbers].tolist()) == {0}
    assert fit.typical[0] == numbers[0]
