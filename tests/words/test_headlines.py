from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.headlines import (
    cluster_sentence,
    comparison_headline,
    elbow_sentences,
    headline,
    sweep_headline,
    verdict_headline,
)
from mnist_kmeans.words.numbers import percent
from tests.fits.test_verdicts import small_fit


def counts(*rows):
    """Count votes by cluster and digit, given {digit: votes} for each cluster."""
    table = np.zeros((len(rows), 10), np.int64)
    for cluster, row in enumerate(rows):
        for digit, votes in row.items():
            table[cluster, digit] = votes
    return table


def headline_of(table):
    return headline(table.argmax(axis=1).astype(np.uint8), table)


@pytest.mark.parametrize(
    ("votes", "text"),
    [
        ({3: 900, 5: 100}, "90% of its 1,000 training images show a 3, 10% a 5."),
        ({3: 999, 5: 1}, ">99% of its 1,000 training images show a 3."),
        ({3: 7}, "100% of its 7 training images show a 3."),
    ],
)
def test_cluster_sentence(votes, text):
    sentence = cluster_sentence(12, 3, counts(votes)[0])
    assert sentence == f"**Cluster 12 stands for 3**: {text}"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.5, "50%"), (0.9949, "99%"), (0.9975, ">99%"), (1, "100%")],
)
def test_only_all_is_100_percent(share, text):
    assert percent(share) == text


def test_a_missing_digit_is_followed_to_where_it_went():
    rows = [{d: 9} for d in range(10)]
    rows[5] = {0: 9}
    rows[3] = {3: 9, 5: 4}
    rows[8] = {8: 9, 5: 2}
    assert headline_of(counts(*rows)) == (
        "At k = 10 two clusters stand for 0 and none for 5: the 5s went mostly to "
        "cluster 3, which stands for 3."
    )


def test_several_missing_digits():
    rows = [{d: 9} for d in range(8)]
    rows[1] = {1: 9, 8: 3}
    rows[4] = {4: 9, 9: 5}
    assert headline_of(counts(*rows)) == (
        "At k = 8 no cluster stands for 8 and 9: the 8s went mostly to "
        "cluster 1, which stands for 1; the 9s went mostly to cluster 4, which stands "
        "for 4."
    )


def test_many_missing_digits_are_summed_up():
    rows = [{1: 9, 2: 3, 3: 3, 4: 3, 5: 3}, {0: 9, 6: 3, 7: 3, 8: 3, 9: 3}]
    assert headline_of(counts(*rows)) == (
        "At k = 2 the clusters stand for 0 and 1 only: all other digits are read wrong."
    )


def test_several_digits_may_have_most_clusters():
    rows = [{d: 9} for d in (0, 1, 1, 2, 3, 4, 6, 6, 7, 9)]
    rows[4] = {3: 9, 5: 6}
    rows[1] = {1: 9, 8: 6}
    assert headline_of(counts(*rows)) == (
        "At k = 10 the digits 1 and 6 have two clusters each, and 5 and 8 none: the 5s "
        "went mostly to cluster 4, which stands for 3; the 8s went mostly to cluster "
        "1, which stands for 1."
    )


def test_every_digit_has_clusters():
    rows = [{d: 9} for d in range(10)] * 2
    assert headline_of(counts(*rows)) == "At k = 20 each digit has two clusters."
    assert (
        headline_of(counts(*rows[:10]))
        == "At k = 10 each digit has exactly one cluster."
    )
    rows += [{7: 9}] * 20
    assert headline_of(counts(*rows[1:])) == (
        "At k = 39 every digit has clusters of its own, from one for the 0s to 22 for "
        "the 7s."
    )


def test_digits_without_any_image_are_not_missed():
    assert headline_of(counts({0: 9}, {1: 9}, {0: 4})) == (
        "At k = 3 every digit has clusters of its own, from one for the 1s to two for "
        "the 0s."
    )


def accuracies(*values):
    ks = np.arange(2, 2 + len(values))
    means = np.array(values)
    return Curve(ks, means, means, means, np.ones_like(ks))


@pytest.mark.parametrize(
    ("train", "test", "sentence"),
    [
        ([], [], "How accuracy grows with the number of clusters"),
        (
            [0.5],
            [0.5],
            "At k = 2 test accuracy is 50%; train accuracy is 0.0 points ahead of it.",
        ),
        (
            [0.2, 0.71],
            [0.21, 0.73],
            "From k = 2 to k = 3 test accuracy goes from 21% to 73%; at k = 3 train "
            "accuracy is 2.0 points behind it.",
        ),
    ],
)
def test_the_headline_of_a_sweep(train, test, sentence):
    assert sweep_headline(accuracies(*train), accuracies(*test)) == sentence


def test_verdicts_in_words() -> None:
    fit = small_fit()
    near, far = judge(np.array([[0, 0.5], [-2, 0]], np.float32), fit)
    assert verdict_headline([], fit) == "Give the model a digit of your own"
    assert verdict_headline([near], fit).startswith("Read as 4: 75% of the nearest")
    assert verdict_headline([far], fit).startswith("Perhaps a 4, but unlike")
    assert verdict_headline([near, near], fit) == "2 digits found"
    assert verdict_headline([near, far], fit).endswith(
        "found, one unlike any the model has seen"
    )
    fit.cluster_counts[0, 9] = 4
    (weak,) = judge(np.array([[0, 0.5]], np.float32), fit)
    assert verdict_headline([weak], fit).startswith("Read as 4, weakly: only 43%")


def test_a_close_call_is_called_one() -> None:
    fit = replace(
        small_fit(),
        cluster_centers=np.array([[0, 0], [9, 9], [2, 0]], np.float32),
        train_distances=np.full(9, 5, np.float32),
    )
    close, clear = judge(np.array([[0.98, 0], [0.9, 0]], np.float32), fit)
    # Squared distances .9604 and 1.0404, then .81 and 1.21.
    assert close.close
    assert not clear.close
    assert verdict_headline([close], fit) == "A close call: 4, but 9 is almost as near"


def test_the_best_and_the_worst_space_are_named() -> None:
    sentence = comparison_headline({"pixels": 0.564, "hog": 0.923, "pca": 0.579}, 10)
    assert sentence == (
        "At k = 10 the same k-means reads 92.3% of the test digits right in the "
        "feature space hog, and 56.4% in pixels."
    )


def test_a_small_difference_is_called_small() -> None:
    sentence = comparison_headline({"pixels": 0.209, "hog": 0.2131}, 2)
    assert "make little difference: 20.9% to 21.3% of the test" in sentence


def test_elbows_in_words() -> None:
    sentence = elbow_sentences({"pixels": 8, "hog": None, "pca": None}, 9)
    assert sentence.startswith(
        "**pixels: elbow at k = 8.** **No clear elbow in hog, pca.**"
    )
    assert "takes 5 values" in elbow_sentences({"pixels": None}, 4)
