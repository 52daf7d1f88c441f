import re
from itertools import product

import numpy as np
import pytest

from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.counts import confusion_counts
from mnist_kmeans.words.cluster_sentences import (
    cluster_sentence,
    errors_sentence,
    headline,
)


def confusion(*errors, images=100):
    """Count so many images of each digit, all read right but for (digit, read, n)."""
    table = images * np.eye(10, dtype=np.int64)
    for digit, read, n in errors:
        table[digit, read] += n
        table[digit, digit] -= n
    return table


def headline_of(labels, table):
    return headline(np.array(labels, np.uint8), table)


@pytest.mark.parametrize(
    ("votes", "text"),
    [
        ({3: 900, 5: 100}, "90% of its 1,000 training images show a 3, 10% a 5."),
        ({3: 999, 5: 1}, ">99% of its 1,000 training images show a 3."),
        ({3: 7}, "100% of its 7 training images show a 3."),
    ],
)
def test_cluster_sentence(votes, text):
    sentence = cluster_sentence(12, 3, np.array([votes.get(d, 0) for d in range(10)]))
    assert sentence == f"**Cluster #12 stands for 3**: {text}"


def test_a_missing_digit_is_followed_to_where_it_went():
    labels = [0, 1, 2, 3, 4, 0, 6, 7, 8, 9]
    start = "At k = 10 two clusters stand for 0 and none for 5: the 5s are "
    for errors, rest in (
        ([(5, 3, 60), (5, 8, 40)], "mostly read as 3 (60%)."),
        ([(5, 3, 40), (5, 8, 31), (5, 0, 29)], "most often read as 3 (40%)."),
        (
            [(5, 8, 39), (5, 3, 40), (5, 0, 21)],
            "most often read as 3 or 8 (40% and 39%).",
        ),
        ([(5, 3, 100)], "all read as 3 (100%)."),
    ):
        assert headline_of(labels, confusion(*errors)) == start + rest


def test_several_missing_digits():
    table = confusion((8, 1, 100), (9, 4, 70), (9, 7, 30))
    assert headline_of(range(8), table) == (
        "At k = 8 no cluster stands for 8 and 9: the 8s are all read as 1 (100%); the "
        "9s are mostly read as 4 (70%)."
    )


def test_many_missing_digits_are_summed_up():
    assert headline_of([1, 0], confusion()) == (
        "At k = 2 the clusters stand for 0 and 1 only: all other digits are read wrong."
    )


def test_several_digits_may_have_most_clusters():
    table = confusion((5, 3, 100), (8, 1, 100))
    assert headline_of([0, 1, 1, 2, 3, 4, 6, 6, 7, 9], table).startswith(
        "At k = 10 the digits 1 and 6 have two clusters each, and 5 and 8 none: the 5s "
    )


def test_every_digit_has_clusters():
    labels, table = [*range(10)] * 2, confusion()
    assert headline_of(labels, table) == "At k = 20 each digit has two clusters."
    assert (
        headline_of(range(10), table) == "At k = 10 each digit has exactly one cluster."
    )
    assert headline_of([*labels, *[7] * 20][1:], table) == (
        "At k = 39 every digit has clusters of its own, from one for the 0s to 22 for "
        "the 7s."
    )


def test_digits_without_any_image_are_not_missed():
    table = confusion()
    table[2:] = 0
    assert headline_of([0, 1, 0], table) == (
        "At k = 3 every digit has clusters of its own, from one for the 1s to two for "
        "the 0s."
    )


def test_errors_are_counted():
    table = confusion((5, 3, 100), (4, 9, 30), (9, 4, 20), (1, 7, 10))
    assert errors_sentence(np.array([0, 1, 2, 3, 4, 6, 7, 8, 9]), table) == (
        "160 of 1,000 test images are read wrong. 62% of them show the digit that no "
        "cluster stands for (5), which cannot be read right."
    )
    assert errors_sentence(np.arange(10), confusion()) == ""
    errors = [(d, (d + 1) % 10, d + 1) for d in range(6)]
    assert errors_sentence(np.arange(10), confusion(*errors)) == (
        "21 of 1,000 test images are read wrong. The five most frequent confusions, "
        "below, make up 95%."
    )


def test_what_is_said_of_fits_holds_in_their_numbers(digits):
    """Of many fits, each sentence is taken apart and held against the counts."""
    missed = 0
    for k, seed in product((2, *range(7, 15), 20, 30), range(5)):
        fit = compute_fit(FitSettings(300, k, seed=seed), digits)
        table = confusion_counts(digits.y_test, fit.cluster_labels[fit.test_clusters])
        text = headline(fit.cluster_labels, table)
        assert text.startswith(f"At k = {k} ")
        for digit, often, read, shares in re.findall(
            r"the (\d)s are (\w+ ?\w*) read as ([\d, or]+) \(([^)]+)\)", text
        ):
            row = table[int(digit)]
            named = [int(d) for d in re.findall(r"\d", read)]
            assert int(digit) not in fit.cluster_labels
            assert row[named[0]] == row.max()
            assert (often == "mostly") == (row.sum() / 2 < row.max() < row.sum())
            assert (often == "all") == (row.max() == row.sum())
            assert shares == " and ".join(f"{row[d] / row.sum():.0%}" for d in named)
            others = [row[d] for d in range(10) if d not in named]
            assert max(others) < 0.9 * row.max()
            missed += 1
        said = errors_sentence(fit.cluster_labels, table)
        n_wrong = int(table.sum() - np.trace(table))
        assert said.startswith(f"{n_wrong} of {len(digits.y_test)} test images")
    assert missed > 20
