"""Sentences about names given by hand."""

import numpy as np
import pytest

from mnist_kmeans.fits.by_hand.naming import CANNOT_TELL
from mnist_kmeans.fits.by_hand.reading_by_name import NamingCurve
from mnist_kmeans.words.by_hand.naming_sentences import (
    cost_of_name_sentence,
    covered_sentence,
    difference_sentence,
    naming_headline,
)


def curve(right, covered):
    steps = len(right)
    return NamingCurve(
        clusters=list(range(steps - 1)),
        yours=np.array(right),
        vote=np.array(right),
        one_label=np.array(right, float),
        covered=np.array(covered),
        labels_of_vote=0,
    )


def test_headline_counts_names_and_images():
    none = naming_headline(curve([0], [0]), 10_000, 5_870, 60_000)
    assert none == "k-means found the groups: which digits are they?"
    one = naming_headline(curve([0, 900], [0, 1000]), 10_000, 5_870, 60_000)
    assert one == (
        "1 name reads 900 of 10,000 test images right; the vote of 60,000 labels reads "
        "5,870"
    )
    two = naming_headline(curve([0, 900, 1512], [0, 1000, 2000]), 10_000, 5_870, 60_000)
    assert two.startswith("2 names read 1,512 of 10,000")


def test_images_in_clusters_without_a_name_are_said_to_count_as_wrong():
    part = covered_sentence(curve([0, 500], [0, 1000]), 10_000)
    assert part.startswith("1,000 test images lie in clusters that you named; 50% of ")
    assert "count as wrong" in part
    full = covered_sentence(curve([0, 9000], [0, 10_000]), 10_000)
    assert "90% are read right" in full
    assert "wrong" not in full
    assert covered_sentence(curve([0, 0], [0, 0]), 100).startswith("No test image")


@pytest.mark.parametrize(
    ("name", "shares", "sentence"),
    [
        (9, {4: 52, 9: 41}, "56% of its 93 training images show a 4, 44% a 9."),
        (9, {4: 50, 9: 47}, "a 4, 48% a 9. A close vote."),
        (7, {4: 90, 9: 10}, "90% of its 100 training images show a 4, none a 7."),
    ],
)
def test_a_difference_gives_the_shares_of_both_digits(name, shares, sentence):
    votes = np.zeros(10, np.int64)
    votes[list(shares)] = list(shares.values())
    text = difference_sentence(3, name, 4, votes)
    assert text.startswith(f"**#3: you say {name}, the vote 4.**")
    assert text.endswith(sentence)


def test_what_cannot_be_told_may_have_no_good_name():
    votes = np.array([40, 30, 30, 0, 0, 0, 0, 0, 0, 0])
    text = difference_sentence(1, CANNOT_TELL, 0, votes)
    assert text == (
        "**#1: you cannot tell, the vote says 0.** 40% of its 100 training images show "
        "a 0, 30% a 1. No digit has half of it."
    )
    pure = difference_sentence(1, CANNOT_TELL, 0, np.eye(10, dtype=int)[0] * 50)
    assert pure.endswith("100% of its 50 training images show a 0.")


def test_cost_is_in_test_images():
    assert cost_of_name_sentence(3, 1000, 1200) == (
        "Of its 1,200 test images your name reads 3 right, the vote 1,000."
    )
    assert cost_of_name_sentence(0, 0, 0) == "No test image lies in it."
