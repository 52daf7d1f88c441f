"""The smallest change to a digit, on the Predict page."""

import re

import pytest

from mnist_kmeans.ui.predict.change import change_requests
from tests.ui.conftest import by_label, settled

VIEW = "mnist_kmeans/ui/predict/page.py"


@pytest.fixture
def changed(open_app):
    """Open the page on a test digit, with its smallest change."""

    def open_page(**query):
        query = {"k": "10", "from": "Test digit", "test": "3", "change": "true"} | query
        return settled(settled(open_app(**query).switch_page(VIEW).run()))

    return open_page


def answers(app) -> list[str]:
    """Return the answers under the pictures: before, and with a part of the change."""
    texts = (element.proto.body for element in app.get("html"))
    pictures = next(text for text in texts if "as it is" in text)
    return re.findall(r">(\d)</span>", pictures)


def test_the_answer_changes_at_the_whole_of_the_change(changed):
    app = changed()
    before, after = answers(app)
    assert before != after
    sentence = next(m.value for m in app.markdown if "of its ink" in m.value)
    assert f"it is a{'n' * (after == '8')} {after} for this model" in sentence
    assert "the smallest change there is" in sentence
    slider = by_label(app.slider, "How much of the change: at 100% the answer changes")
    assert answers(settled(slider.set_value(95).run()))[1] == before
    assert answers(settled(slider.set_value(105).run()))[1] == after


def test_an_answer_can_be_wanted_and_the_same_one_is_there_already(changed):
    before, after = answers(changed())
    wanted = next(d for d in "0123456789" if d not in (before, after))
    app = changed(to=wanted)
    found = [m.value for m in app.markdown]
    assert (
        answers(app)[1] == wanted
        if any("of its ink" in text for text in found)
        else f"No change was found that gives the answer {wanted}." in found
    )
    texts = [m.value for m in changed(to=before).markdown]
    assert any(text.endswith("as it is.") for text in texts)


def test_it_is_searched_in_a_space_that_is_not_affine(changed):
    app = changed(features="hog", share="100")
    before, after = answers(app)
    assert before != after
    assert any("the smallest change found" in m.value for m in app.markdown)


def test_feature_spaces_are_compared_as_they_start_at_random(changed, monkeypatch):
    monkeypatch.setattr(change_requests, "N_COMPARED", 3)
    # Moves by hand are on the clusters of one space, and no fit carries them here.
    app = changed(changes="true", k="4", moves="s3.m0-1")
    assert any("needs the largest change" in m.value for m in app.markdown) or any(
        "need the largest changes" in m.value for m in app.markdown
    )
    (table,) = (d.value for d in app.dataframe if "smallest change" in d.value)
    assert list(table["feature space"]) == ["pixels", "pca", "deskewed", "hog"]
    assert (table["smallest change"] > 0).all()
