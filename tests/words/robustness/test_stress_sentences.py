"""Sentences about altered digits."""

import numpy as np
import pytest

from mnist_kmeans.studies import KINDS
from mnist_kmeans.words.robustness.stress_sentences import (
    TOLD,
    altered_sentence,
    answers_headline,
    losses_headline,
    measure,
    range_words,
    why_sentences,
)


def test_every_kind_has_words_and_an_amount_to_tell():
    assert set(TOLD) == set(KINDS)
    for name, kind in KINDS.items():
        assert 0 < TOLD[name] <= kind.high
        more = altered_sentence({name: kind.high})
        assert measure(kind.high, name) in more
        if kind.low < 0:
            assert altered_sentence({name: kind.low}) != more


def test_what_was_done_is_told_with_its_direction():
    assert altered_sentence({}) == altered_sentence({"turn": 0}) == "as it was"
    both = altered_sentence({"turn": -20, "pen": 1})
    assert both == (
        "turned by 20 degrees anticlockwise and drawn with a pen 1 pixel wider"
    )
    assert altered_sentence({"down": -0.5}) == "shifted by 0.5 pixels up"


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ((7, 7, 7), (7, 7, 7), "All 3 feature spaces still read 7"),
        ((7, 1, 7), (7, 1, 7), "All 3 feature spaces still read what they read"),
        ((7, 7, 7), (1, 7, 7), "pixels reads 1 now; the others hold"),
        (
            (7, 7, 7),
            (1, 9, 7),
            "pixels and pca read 1 or 9 now; the other answer holds",
        ),
        ((7, 7, 7), (1, 1, 9), "All 3 feature spaces read another digit now"),
        # What it reads is another, even where it is what others read.
        ((7, 1, 7), (1, 1, 7), "pixels reads 1 now; the others hold"),
    ],
)
def test_the_headline_names_who_reads_another_digit(before, now, sentence):
    spaces = ("pixels", "pca", "hog")
    first, second = (dict(zip(spaces, of, strict=True)) for of in (before, now))
    assert answers_headline(first, second) == sentence


def test_the_headline_of_a_single_space():
    assert answers_headline({"hog": 3}, {"hog": 3}) == "hog still reads 3"
    assert answers_headline({"hog": 3}, {"hog": 8}) == "hog now reads 8, no longer 3"


@pytest.mark.parametrize(
    ("kind", "low", "high", "words"),
    [
        ("turn", -60, 60, "all"),
        ("turn", -15, 22.5, "−15 to 22.5"),
        ("turn", 0, 0, "nowhere else"),
        ("blur", 0, 1.5, "up to 1.5"),
        ("blur", 0, 3, "all"),
    ],
)
def test_ranges(kind, low, high, words):
    assert range_words(kind, low, high) == words


def test_the_space_that_loses_most_and_the_one_that_loses_least_are_named():
    losses = {"pixels": 0.131, "hog": 0.021, "spectral": 0.004}
    assert losses_headline("turn", losses) == (
        "Turned by 15 degrees either way, pixels loses 13 points of accuracy, spectral "
        "less than 1"
    )
    assert losses_headline("blur", {"hog": 0.012}) == (
        "Blurred by 1 pixel, hog loses 1 point of accuracy"
    )
    level = losses_headline("size", {"pixels": 0.3, "pca": 0.296})
    assert level.startswith(
        "Made 20% larger or smaller, all 2 feature spaces lose about"
    )
    # A thinner and a wider pen may even help.
    gains = losses_headline("pen", {"pixels": 0.1, "hog": -0.02})
    assert gains.endswith("hog −2")


def test_what_a_step_is_worth_is_told_from_the_spaces_on_either_side():
    losses = {
        "pixels": 0.1,
        "pca": 0.1,
        "deskewed": 0.03,
        "hog": 0.032,
        "spectral": 0.2,
    }
    told = why_sentences("turn", losses)
    assert "Straightening helps: pca loses 10, deskewed 3." in told
    assert "changes little: deskewed loses 3, hog 3." in told
    assert "harms: hog loses 3, spectral 20." in told
    assert "autoencoder" not in told
    assert why_sentences("turn", {"pixels": 0.1, "hog": 0.1}) == ""


def test_points_are_rounded_to_what_they_say():
    losses = dict(zip(("pixels", "pca"), np.array([0.014, 0.0]), strict=True))
    assert losses_headline("noise", losses).endswith(
        "pixels loses 1 point of accuracy, pca none"
    )
