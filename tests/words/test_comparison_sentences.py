import re

import numpy as np
import pytest

from mnist_kmeans.words.comparison_sentences import (
    comparison_headline,
    lottery_sentences,
    luck_headline,
    others_headline,
    starts_sentence,
    two_accuracies_sentences,
)


def test_the_headline_of_luck() -> None:
    test = np.array([0.521, 0.613, 0.6])
    assert luck_headline(10, test) == (
        "At k = 10 the seed alone moves test accuracy from 52.1% to 61.3%"
    )
    assert luck_headline(2, np.full(20, 0.209)) == (
        "At k = 2 all of 20 seeds give 20.9%: luck plays no part"
    )
    assert luck_headline(2, test[:1]) == "At k = 2, how much depends on the seed?"


def test_the_luckiest_seed_on_train_is_placed_on_test():
    test = np.array([0.5, 0.6, 0.55])
    assert lottery_sentences(np.array([0, 1, 4]), test[[1, 0, 2]], test) == (
        "The mean of 3 seeds is **55.0%** on test. Seed **0** is the luckiest on "
        "train, with 60.0%; on test it scores **50.0%**, and 2 seeds score higher."
    )
    assert lottery_sentences(np.array([0, 1, 4]), test, test).endswith(
        "on test it scores **60.0%**, and no seed scores higher."
    )


def test_seeds_that_are_level_on_train_are_named_together():
    train = np.array([0.5, 0.6, 0.6])
    assert lottery_sentences(np.array([3, 4, 5]), train, train).endswith(
        "On train the seeds 4 and 5 share the highest accuracy."
    )


def test_the_best_and_the_worst_space_are_named() -> None:
    sentence = comparison_headline({"pixels": 0.564, "hog": 0.923, "pca": 0.579}, 10)
    assert sentence == (
        "At k = 10 k-means does best in hog: 92.3% of the test digits right, against "
        "56.4% in pixels"
    )


def test_spaces_that_are_level_with_the_best_are_named_with_it() -> None:
    sentence = comparison_headline({"pca": 0.579, "hog": 0.923, "deskewed": 0.92}, 10)
    assert (
        "in hog and deskewed: 92.3% and 92.0% of the test digits right, level"
        in sentence
    )


def test_a_small_difference_is_called_small() -> None:
    sentence = comparison_headline({"pixels": 0.209, "hog": 0.2131}, 2)
    assert "make little difference: 20.9% to 21.3% of the test" in sentence


def test_what_is_said_of_spaces_holds_in_their_numbers() -> None:
    rng = np.random.default_rng(0)
    names = np.array(["pixels", "pca", "deskewed", "hog", "autoencoder"])
    for _ in range(300):
        n = int(rng.integers(2, 6))
        spread = rng.choice([0.01, 0.1, 0.5])
        values = (0.4 + spread * rng.random(n)).tolist()
        accuracies = dict(zip(rng.permutation(names)[:n].tolist(), values, strict=True))
        best, worst = max(values), min(values)
        sentence = comparison_headline(accuracies, 10)
        if best - worst < 0.01:
            assert "little difference" in sentence
            continue
        top = re.search(r"best in (.*?):", sentence)[1].replace(" and ", ", ")
        level = {space for space in accuracies if best - accuracies[space] < 0.01}
        assert set(top.split(", ")) == level
        last = sentence.rsplit(" in ", 1)[1]
        assert accuracies[last] == worst
        assert f"against {worst:.1%}" in sentence


@pytest.mark.parametrize(
    ("starts", "k", "sentence"),
    [
        (
            {"pixels": 1, "hog": 20, "autoencoder": 20},
            10,
            "Not on equal terms: at k = 10 hog and autoencoder have the best of 20 "
            "fits, by inertia; pixels has a single fit, for each seed.",
        ),
        (
            {"pixels": 1, "hog": 1},
            128,
            "On equal terms: at k = 128 each space has a single fit, for each seed.",
        ),
        (
            {"autoencoder": 3, "hog": 3},
            64,
            "On equal terms: at k = 64 each space has the best of 3 fits, by inertia, "
            "for each seed.",
        ),
    ],
)
def test_unequal_terms_are_said(starts, k, sentence) -> None:
    assert starts_sentence(starts, k) == sentence


def test_other_ways_are_named_as_far_as_they_are_known() -> None:
    results = {"k-means": 0.58, "prototypes": 0.43, "neighbour": 0.97, "logistic": 0.9}
    assert others_headline(10, results) == (
        "10 centroids read 58% of the test digits right, 10 random training images "
        "43%, all training images 97%"
    )
    assert others_headline(10, {"k-means": 0.58}) == (
        "10 centroids read 58% of the test digits right"
    )
    assert others_headline(10, {"neighbour": 0.97}).startswith("Is 10 clusters a lot?")


def test_the_two_accuracies_in_words() -> None:
    voted = np.array([0, 0, 1, 2, 3, 4, 6, 6, 7, 8], np.uint8)
    matched = np.array([0, 5, 1, 2, 3, 4, 6, 9, 7, 8])
    vote, matching = two_accuracies_sentences(voted, matched, 0.592, 0.523)
    assert "**Majority vote: 59.2%.**" in vote
    assert "0 and 6 have more than one, and 5 and 9 have none" in vote
    assert "**Matched: 52.3%.**" in matching
    assert "2 of the 10 clusters get another digit" in matching
    vote, matching = two_accuracies_sentences(
        np.arange(10, dtype=np.uint8), np.arange(10), 0.9, 0.9
    )
    assert "each digit has one" in vote
    assert "both agree" in matching


def test_what_is_said_of_a_vote_holds_in_its_numbers() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        voted = rng.integers(0, 10, 10).astype(np.uint8)
        matched = rng.permutation(10)
        vote, matching = two_accuracies_sentences(voted, matched, 0.5, 0.4)
        counts = np.bincount(voted, minlength=10)
        named = re.search(
            r"Here (.*?) (?:has|have) more than one, and (.*?) (?:has|h)", vote
        )
        if named is None:
            assert counts.tolist() == [1] * 10
            continue
        several, none = (
            [int(d) for d in re.findall(r"\d", part)] for part in named.groups()
        )
        assert several == np.flatnonzero(counts > 1).tolist()
        assert none == np.flatnonzero(counts == 0).tolist()
        differ = int((voted != matched).sum())
        assert f"Here {differ} of the 10" in matching
