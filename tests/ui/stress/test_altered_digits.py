"""Accuracy on altered digits, in the tab Compare of the Accuracy page."""

import csv

import pytest
import streamlit as st

from mnist_kmeans import load_mnist
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies import KINDS, loss_at, stress_curve
from mnist_kmeans.ui.accuracy.stress import altered_digits
from mnist_kmeans.words.robustness.stress_sentences import TOLD, losses_headline
from tests.ui.conftest import by_label, settled, shown

SPACES = ("pixels", "pca", "deskewed", "hog")
CHOICE = "How test digits are altered"


@pytest.fixture(autouse=True)
def kept_fits(shared_cache, monkeypatch):
    """Fit the same models once for all tests."""
    monkeypatch.setenv(CACHE_VARIABLE, str(shared_cache))


@pytest.fixture
def compare(open_accuracy):
    return lambda **query: settled(open_accuracy(show="Compare", k="20", **query))


def headlines(app):
    return [str(header.value) for header in app.header]


def test_nothing_is_computed_before_a_kind_is_chosen(compare, monkeypatch):
    monkeypatch.setattr(altered_digits, "CurveRequest", None)
    app = compare()
    assert not app.exception
    assert "How much can a digit be altered?" in headlines(app)
    assert by_label(app.button_group, CHOICE).options == list(KINDS)


def test_a_kind_in_the_link_gives_the_curves_of_every_space(compare, small_npz):
    app = compare(altered="turn")
    assert not app.exception
    data = load_mnist(small_npz)
    curves = {
        space: stress_curve(
            FitStore().model(FitSettings(300, 20, space), data).predict, data, "turn"
        )
        for space in SPACES
    }
    losses = {space: loss_at(c, "turn", TOLD["turn"]) for space, c in curves.items()}
    assert losses_headline("turn", losses) in headlines(app)
    assert "60 test images" in shown(app)
    assert "Download as CSV" in [b.proto.label for b in app.get("download_button")]


def test_the_download_has_a_row_for_each_space_and_amount(compare, monkeypatch):
    texts = []
    real = altered_digits.csv_text
    monkeypatch.setattr(
        altered_digits, "csv_text", lambda rows: texts.append(real(rows)) or texts[-1]
    )
    compare(altered="blur")
    rows = list(csv.DictReader(texts[-1].splitlines()))
    amounts = KINDS["blur"].amounts.tolist()
    assert [(row["feature_space"], float(row["amount"])) for row in rows] == [
        (space, amount) for space in SPACES for amount in amounts
    ]
    assert {row["n_images"] for row in rows} == {"60"}


def test_curves_that_are_kept_are_not_computed_again(compare, monkeypatch):
    compare(altered="down")

    def refuse(*what):
        raise AssertionError("it was kept")

    monkeypatch.setattr(
        "mnist_kmeans.ui.requests.stress.curve_request.stress_curve", refuse
    )
    st.cache_resource.clear()
    app = compare(altered="down")
    assert headlines(app)
    assert not app.exception
    assert "Download as CSV" in [b.proto.label for b in app.get("download_button")]
