"""Sentences on the smallest change to a digit."""

import numpy as np

from mnist_kmeans.studies.changes.smallest_change import Change
from mnist_kmeans.words.robustness.change_sentences import (
    change_sentence,
    none_sentence,
    robust_headline,
)


def a_change(added, removed, *, is_exact=True):
    image = np.zeros((28, 28), np.float32)
    image[0, :10] = 1  # ink of 10
    changed = image.copy()
    changed[1, 0] = 10 * added
    changed[0, 0] -= 10 * removed
    return Change(image, changed, 4, 9, 0, is_exact)


def test_it_says_what_is_added_and_what_taken_away():
    assert change_sentence(a_change(0.03, 0.04), 10.0) == (
        "3.0% of its ink more and 4.0% of its ink less, and it is a 9 for this model: "
        "the smallest change there is, a distance of 0.50 in pixels. Two images of a 4 "
        "are usually 10.0 apart, 20 times as far."
    )
    assert change_sentence(a_change(0.03, 0), 10.0).startswith(
        "3.0% of its ink more, and it is"
    )


def test_what_was_searched_is_not_called_the_smallest_there_is():
    text = change_sentence(a_change(0.1, 0, is_exact=False), 2.0)
    assert "the smallest change found, a distance of 1.00" in text
    assert text.endswith("2.0 times as far.")


def test_it_says_when_there_is_none():
    assert none_sentence(4, None) == "No change was found that gives another answer."
    assert none_sentence(4, 7) == "No change was found that gives the answer 7."
    assert none_sentence(4, 4) == "It is read as a 4 as it is."


def test_the_headline_names_near_ties_together():
    assert robust_headline({"pixels": 1.2, "hog": 0.6}, 64) == (
        "At k = 64 pixels needs the largest change, 2.0 times as large as hog"
    )
    assert robust_headline({"pixels": 1.2, "pca": 1.19, "hog": 0.4}, 64) == (
        "At k = 64 pixels and pca need the largest changes, 3.0 times as large as hog"
    )
    assert robust_headline({"pixels": 1.0, "pca": 1.0}, 2).endswith("largest changes")
