"""The part "Under stress" of the Predict page."""

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies import KINDS, alter, holding
from mnist_kmeans.ui.predict.stress import stress_pad, strips
from tests.ui.conftest import by_label, settled, shown

VIEW = "mnist_kmeans/ui/predict/page.py"
SPACES = ("pixels", "pca", "deskewed", "hog")
TOGGLE = "Turn, shift or redraw this digit, and see which answers hold"


@pytest.fixture(autouse=True)
def kept_fits(shared_cache, monkeypatch):
    """Fit the same models once for all tests."""
    monkeypatch.setenv(CACHE_VARIABLE, str(shared_cache))


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the altered digit."""
    sent = {}
    monkeypatch.setattr(stress_pad, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def predict(open_app, sent):
    """Open the page on a test digit of the small data set."""

    def open_page(**query):
        query = {"from": "Test digit", "test": "5", "k": "20"} | query
        return settled(open_app(**query).switch_page(VIEW).run())

    return open_page


@pytest.fixture
def models(small_npz):
    """The models of the feature spaces that no network learns, at k = 20."""
    data = load_mnist(small_npz)
    return {
        space: FitStore().model(FitSettings(300, 20, space), data) for space in SPACES
    }


def image_of(small_npz):
    return load_mnist(small_npz).x_test[5].astype(np.float32) / 255


def strips_on(app) -> str:
    texts = (element.proto.body for element in app.get("html"))
    return "".join(text for text in texts if 'class="strips"' in text)


def test_nothing_is_computed_before_it_is_wanted(predict, sent):
    app = predict()
    assert not app.exception
    assert not sent
    assert not strips_on(app)
    settled(by_label(app.toggle, TOGGLE).set_value(True).run())
    assert sent["data"]["amounts"] == {}
    assert strips_on(app)


def test_every_space_answers_as_its_model_does(predict, sent, models, small_npz):
    app = predict(stressed="true", stress="turn:40,pen:1.5")
    assert not app.exception
    image = image_of(small_npz)
    altered = alter(image[None], {"turn": 40, "pen": 1.5})
    answers = sent["data"]["answers"]
    assert [answer["space"] for answer in answers] == list(SPACES)
    for answer in answers:
        model = models[answer["space"]]
        assert answer["digit"] == model.predict(altered)[0]
        before = model.predict(image[None])[0]
        assert answer["was"] == (None if before == answer["digit"] else before)
    assert sent["data"]["done"] == (
        "The digit is turned by 40 degrees clockwise and drawn with a pen 1.5 pixels "
        "wider."
    )


def test_other_amounts_alter_the_digit(predict, sent):
    app = predict(stressed="true")
    picture = sent["data"]["picture"]
    app.session_state["stress"] = "turn:-30"  # as a slider does
    app.run()
    assert sent["data"]["amounts"] == {"turn": -30}
    assert sent["data"]["picture"] != picture


def test_what_the_browser_sends_is_kept_within_its_ranges(monkeypatch):
    checked = stress_pad._checked(
        {"turn": 400, "pen": "1", "blur": None, "noise": float("nan"), "down": -2.0}
    )
    assert checked == {"down": -2, "pen": 1}
    assert stress_pad._text_of(checked) == "down:-2,pen:1"


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("turn:20,pen:-0.5", {"turn": 20, "pen": -0.5}),
        ("pen:1,twist:3,turn:x,blur:0.25", {"pen": 1, "blur": 0.25}),
        ("turn:1e9,size:-999,slant:--5", {}),
        ("<b>turn:5</b>", {}),
        ("", {}),
    ],
)
def test_amounts_in_a_link(text, amounts):
    assert stress_pad._amounts_in(text) == amounts
    again = stress_pad._amounts_in(stress_pad._text_of(amounts))
    assert again == amounts


def test_the_strips_tell_from_where_to_where_each_answer_holds(
    predict, models, small_npz
):
    page = strips_on(predict(stressed="true"))
    image = image_of(small_npz)
    for kind in ("turn", "noise"):
        images = np.concatenate(
            [alter(image[None], {kind: a}) for a in KINDS[kind].amounts]
        )
        for space, model in models.items():
            digits = model.predict(images)
            low, high = holding(digits, kind)
            words = strips.range_words(kind, low, high)
            zero = digits[KINDS[kind].amounts.tolist().index(0)]
            assert f"{space} reads {zero}: {words} {KINDS[kind].unit}" in page
    assert page.count("<section") == len(KINDS)


def test_a_drawing_can_be_put_under_stress(predict, sent):
    app = predict(stressed="true", **{"from": "Draw"})
    assert not sent  # nothing is drawn yet
    app.session_state["drawing"] = [{"width": 18, "points": [140, 50, 140, 230]}]
    settled(app.run())
    assert len(sent["data"]["answers"]) == len(SPACES)
    assert "as it was" in sent["data"]["done"]
    assert "Under stress" in shown(app)
