"""Sentences about first centroids of one's own: true whatever the numbers are."""

import re

import numpy as np
import pytest

from mnist_kmeans.words.by_hand.start_sentences import (
    means_sentence,
    random_starts_sentence,
    start_headline,
)


@pytest.mark.parametrize(
    ("shown", "ended", "n_digits", "headline"),
    [
        (
            [4, 5, 9],
            [4, 0, 7],
            8,
            "Your 5 became a 0 and your 9 became a 7; eight digits have a cluster at "
            "the end",
        ),
        (
            [8],
            [8],
            10,
            "Your 8 is still an 8; all ten digits have a cluster at the end",
        ),
        (
            [1, 2],
            [1, 2],
            1,
            "Each of your two first centroids kept its digit; one digit has a cluster "
            "at the end",
        ),
        # Which is known is told, and nothing of what is not.
        (
            [None, 3],
            [7, 8],
            9,
            "Your 3 became an 8; nine digits have a cluster at the end",
        ),
        (
            [None, None],
            [7, 1],
            9,
            "Your two first centroids ended as 1 and 7; nine digits have a cluster at "
            "the end",
        ),
        ([None], [7], 9, "Yours ended as 7; nine digits have a cluster at the end"),
        # Not one by one where they are many, or cannot be told apart.
        (
            [0] * 10,
            [0, *range(1, 10)],
            10,
            "Nine of your ten first centroids became another digit; all ten digits "
            "have a cluster at the end",
        ),
        (
            [0, 0],
            [6, 6],
            5,
            "All your two first centroids became another digit; five digits have a "
            "cluster at the end",
        ),
    ],
)
def test_headline_by_hand(shown, ended, n_digits, headline):
    assert start_headline(shown, ended, n_digits) == headline


def test_the_headline_names_only_what_changed():
    rng = np.random.default_rng(0)
    for _ in range(300):
        n = int(rng.integers(1, 12))
        shown = [None if d == 10 else int(d) for d in rng.integers(0, 11, n)]
        ended = rng.integers(0, 10, n).tolist()
        if rng.random() < 0.5:  # few changes
            ended = [e if s is None or rng.random() < 0.2 else s
                     for s, e in zip(shown, ended, strict=True)]  # fmt: skip
        text = start_headline(shown, ended, len(set(ended)))
        named = re.findall(r"[Yy]our (\d) became an? (\d)", text)
        changed = {
            (str(s), str(e))
            for s, e in zip(shown, ended, strict=True)
            if s is not None and s != e
        }
        assert set(named) <= changed
        if named:
            assert set(named) == changed
        if "kept its digit" in text or "is still" in text:
            assert not changed


@pytest.mark.parametrize(
    ("k", "n_digits", "of_random", "sentence"),
    [
        (
            10,
            8,
            [8, 9, 7],
            "None of three random starts (0%) keeps all ten digits, each with a "
            "cluster at the end; yours keeps eight.",
        ),
        (
            25,
            10,
            [10, 10, 9, 10],
            "Three of four random starts (75%) keep all ten digits, each with a "
            "cluster at the end; yours keeps all ten.",
        ),
        (
            64,
            10,
            [10, 10],
            "All of two random starts (100%) keep all ten digits, each with a "
            "cluster at the end; yours keeps all ten.",
        ),
        (
            5,
            4,
            [4, 5, 5],
            "With k = 5 clusters no start keeps all ten digits: three random starts "
            "keep four to five, yours keeps four.",
        ),
        (
            2,
            2,
            [2],
            "With k = 2 clusters no start keeps all ten digits: one random start keeps "
            "two, yours keeps two.",
        ),
    ],
)
def test_the_share_of_random_starts_by_hand(k, n_digits, of_random, sentence):
    assert random_starts_sentence(k, n_digits, of_random) == sentence


def test_the_class_means_are_lost_or_kept():
    assert "In pixels 5 and 9 are lost all the same" in means_sentence("pixels", [5, 9])
    assert "In pca 5 is lost all the same" in means_sentence("pca", [5])
    assert means_sentence("hog", []).endswith("In hog k-means keeps all ten.")
