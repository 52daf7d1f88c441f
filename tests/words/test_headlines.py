from dataclasses import MISSING, fields, replace

import numpy as np
import pytest

from mnist_kmeans.fits.comparison import compare_fits
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import cluster_members
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.verdicts import judge, nearest_images, pixel_ledger
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


def counts(*rows):
    """A row a cluster, given as {digit: votes}."""
    table = np.zeros((len(rows), 10), np.int64)
    for cluster, row in enumerate(rows):
        for digit, votes in row.items():
            table[cluster, digit] = votes
    return table


def said(table):
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
    assert said(counts(*rows)) == (
        "At k = 10 two clusters stand for 0 and none for 5: the 5s went mostly to "
        "cluster 3, which stands for 3."
    )


def test_several_missing_digits():
    rows = [{d: 9} for d in range(8)]
    rows[1] = {1: 9, 8: 3}
    rows[4] = {4: 9, 9: 5}
    assert said(counts(*rows)) == (
        "At k = 8 no cluster stands for 8 and 9: the 8s went mostly to "
        "cluster 1, which stands for 1; the 9s went mostly to cluster 4, which stands "
        "for 4."
    )


def test_many_missing_digits_are_summed_up():
    rows = [{1: 9, 2: 3, 3: 3, 4: 3, 5: 3}, {0: 9, 6: 3, 7: 3, 8: 3, 9: 3}]
    assert said(counts(*rows)) == (
        "At k = 2 the clusters stand for 0 and 1 only: all other digits are read wrong."
    )


def test_several_digits_may_have_most_clusters():
    rows = [{d: 9} for d in (0, 1, 1, 2, 3, 4, 6, 6, 7, 9)]
    rows[4] = {3: 9, 5: 6}
    rows[1] = {1: 9, 8: 6}
    assert said(counts(*rows)) == (
        "At k = 10 the digits 1 and 6 have two clusters each, and 5 and 8 none: the 5s "
        "went mostly to cluster 4, which stands for 3; the 8s went mostly to cluster "
        "1, which stands for 1."
    )


def test_every_digit_has_clusters():
    rows = [{d: 9} for d in range(10)] * 2
    assert said(counts(*rows)) == "At k = 20 each digit has two clusters."
    assert said(counts(*rows[:10])) == "At k = 10 each digit has exactly one cluster."
    rows += [{7: 9}] * 20
    assert said(counts(*rows[1:])) == (
        "At k = 39 every digit has clusters of its own, from one for the 0s to 22 for "
        "the 7s."
    )


def test_digits_without_any_image_are_not_missed():
    assert said(counts({0: 9}, {1: 9}, {0: 4})) == (
        "At k = 3 every digit has clusters of its own, from one for the 1s to two for "
        "the 0s."
    )


def test_members_are_picked_by_distance_and_label():
    clusters = np.array([0, 1, 0, 0, 0, 1])
    distances = np.array([3, 0, 1, 4, 2, 0], np.float32)
    labels = np.array([8, 8, 3, 3, 8, 8], np.uint8)
    members = cluster_members(0, 8, clusters, distances, labels, 2)
    assert members.typical.tolist() == [2, 4]
    assert members.farthest.tolist() == [3, 0]
    assert members.wrong.tolist() == [2, 3]
    assert members.n_wrong == 2


def test_an_empty_cluster_has_no_members():
    members = cluster_members(
        1, 8, np.zeros(3), np.zeros(3, np.float32), np.zeros(3, np.uint8), 5
    )
    assert len(members.typical) == len(members.farthest) == members.n_wrong == 0


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


def small_fit() -> Fit:
    """Three centroids by hand, in a plane: two stand for 4, one for 9."""
    counts = np.zeros((3, 10), np.int64)
    counts[0, [4, 9]] = 3, 1
    counts[1, 4] = 2
    counts[2, 9] = 5
    empty = {
        field.name: None
        for field in fields(Fit)
        if field.default is MISSING and field.name != "settings"
    }
    return Fit(
        settings=FitSettings(n_train=11, n_clusters=3),
        **empty
        | {
            "cluster_centers": np.array([[0, 0], [1, 0], [0, 4]], np.float32),
            "cluster_labels": np.array([4, 4, 9], np.uint8),
            "cluster_counts": counts,
            "train_distances": np.arange(101, dtype=np.float32) / 100,
        },
    )


def test_a_verdict_by_hand() -> None:
    (verdict,) = judge(np.array([[0, 1]], np.float32), small_fit())
    assert verdict.digit == 4
    assert verdict.shares[4] == 0.75
    assert verdict.shares[9] == 0.25
    assert verdict.clusters.tolist() == [0, 1, 2]
    assert np.allclose(verdict.distances, [1, 2**0.5, 3])
    assert np.allclose(verdict.margins, [0, 1, 8])
    assert verdict.rival == 2
    assert verdict.usual == pytest.approx(0.99)
    assert verdict.unlike  # at distance 1, just beyond


def test_a_digit_within_the_usual_distance_is_like_others() -> None:
    (verdict,) = judge(np.array([[0.5, 0]], np.float32), small_fit())
    assert not verdict.unlike


def test_an_empty_cluster_gives_its_borrowed_digit() -> None:
    fit = small_fit()
    fit.cluster_counts[0] = 0
    (verdict,) = judge(np.array([[0, 0]], np.float32), fit)
    assert verdict.shares.tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_clusters_of_one_digit_have_no_rival() -> None:
    fit = replace(small_fit(), cluster_labels=np.array([4, 4, 4], np.uint8))
    assert judge(np.array([[0, 0]], np.float32), fit)[0].rival is None


def test_the_pixel_ledger_by_hand_and_its_sum() -> None:
    digit, winner, rival = np.zeros((3, 28, 28), np.float32)
    digit[0, 0], winner[0, 0], rival[0, 0] = 1, 0.8, 0.1
    digit[5, 5], winner[5, 5], rival[5, 5] = 0, 0.5, 0
    ledger = pixel_ledger(digit, winner, rival)
    assert ledger[0, 0] == pytest.approx(0.81 - 0.04)
    assert ledger[5, 5] == pytest.approx(-0.25)
    assert np.count_nonzero(ledger) == 2


def test_the_pixel_ledger_sums_to_the_margin() -> None:
    rng = np.random.default_rng(0)
    digit, winner, rival = rng.random((3, 28, 28)).astype(np.float32)
    margin = ((digit - rival) ** 2).sum() - ((digit - winner) ** 2).sum()
    assert pixel_ledger(digit, winner, rival).sum() == pytest.approx(margin, rel=1e-4)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_nearest_images_are_those_of_brute_force(dtype) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (2500, 20)).astype(np.uint8)
    points = images / np.float32(255)
    query = rng.random(20).astype(np.float32)
    indices, distances = nearest_images(
        query, images if dtype == np.uint8 else points, 5
    )
    expected = np.linalg.norm(points - query, axis=1)
    assert indices.tolist() == np.argsort(expected)[:5].tolist()
    assert np.allclose(distances, np.sort(expected)[:5], atol=1e-5)


def test_fewer_images_than_asked_for() -> None:
    indices, _ = nearest_images(np.zeros(2, np.float32), np.eye(2, dtype=np.float32), 9)
    assert sorted(indices.tolist()) == [0, 1]


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


def test_a_close_call_is_said_to_be_one() -> None:
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


def test_two_fits_compared_by_hand() -> None:
    fit = small_fit()
    # Clusters 0 and 1 stand for 4, cluster 2 for 9.
    labels = np.array([4, 4, 9, 9, 7], np.uint8)
    first = replace(fit, test_clusters=np.array([0, 2, 2, 1, 0], np.uint16))
    second = replace(fit, test_clusters=np.array([1, 0, 2, 0, 2], np.uint16))
    found = compare_fits(first, second, labels)
    assert found.both.tolist() == [0, 2]
    assert found.first.tolist() == []
    assert found.second.tolist() == [1]
    assert found.neither.tolist() == [3, 4]


def test_the_best_and_the_worst_space_are_named() -> None:
    said = comparison_headline({"pixels": 0.564, "hog": 0.923, "pca": 0.579}, 10)
    assert said == (
        "At k = 10 the same k-means reads 92.3% of the test digits right in the "
        "feature space hog, and 56.4% in pixels."
    )


def test_a_small_difference_is_told_as_one() -> None:
    said = comparison_headline({"pixels": 0.209, "hog": 0.2131}, 2)
    assert "make little difference: 20.9% to 21.3% of the test" in said


def test_elbows_in_words() -> None:
    said = elbow_sentences({"pixels": 8, "hog": None, "pca": None}, 9)
    assert said.startswith(
        "**pixels: elbow at k = 8.** **No clear elbow in hog, pca.**"
    )
    assert "takes 5 values" in elbow_sentences({"pixels": None}, 4)
