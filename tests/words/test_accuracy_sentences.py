import re

import numpy as np
import pytest

from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.accuracy_sentences import (
    elbow_sentences,
    gap_headline,
    gap_reason,
    labels_sentences,
    one_fit_and_mean,
    sweep_headline,
)
from mnist_kmeans.words.numbers import percent


def accuracies(*values, n_seeds=1):
    ks = np.arange(2, 2 + len(values))
    means = np.array(values)
    return Curve(ks, means, means, means, np.full_like(ks, n_seeds))


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        ([], "How accuracy grows with the number of clusters"),
        ([0.5], "At k = 2 test accuracy is 50%"),
        (
            [0.21, 0.73],
            "From k = 2 to k = 3 test accuracy rises from 21% to 73%",
        ),
        (
            [0.73, 0.2],
            "From k = 2 to k = 3 test accuracy falls from 73% to 20%",
        ),
        ([0.206, 0.214], "From k = 2 to k = 3 test accuracy stays at 21%"),
    ],
)
def test_the_headline_of_a_sweep(test, sentence):
    assert sweep_headline(accuracies(*test)) == sentence


@pytest.mark.parametrize(
    ("train", "sentence"),
    [
        (0.75, "At k = 3 train accuracy is 2.0 points above test accuracy"),
        (0.73, "At k = 3 train accuracy is level with test accuracy"),
        (0.7296, "At k = 3 train accuracy is level with test accuracy"),
        (0.7304, "At k = 3 train accuracy is level with test accuracy"),
        (0.7294, "At k = 3 train accuracy is 0.1 points below test accuracy"),
        (0.72, "At k = 3 train accuracy is 1.0 point below test accuracy"),
    ],
)
def test_the_gap_of_train_and_test(train, sentence):
    assert gap_headline(accuracies(0.2, train), accuracies(0.21, 0.73)) == sentence


def test_train_below_test_is_explained():
    train, test = accuracies(0.2, 0.7), accuracies(0.21, 0.73)
    assert gap_reason(train, test, 60_000) == (
        "That is no mistake: 3 clusters of 60,000 images hardly learn any of them by "
        "heart, and the test images happen to be a little easier."
    )
    # With a cluster for each few images, much is learnt by heart.
    assert "by heart" not in gap_reason(train, test, 60)
    assert "mistake" not in gap_reason(test, train, 60_000)
    assert "easier" not in gap_reason(test, test, 60_000)


def test_what_is_said_of_curves_holds_in_their_numbers():
    rng = np.random.default_rng(0)
    for _ in range(300):
        n = rng.integers(1, 6)
        train, test = (accuracies(*rng.random(n).round(3)) for _ in range(2))
        start, end = test.mean[[0, -1]]
        sentence = sweep_headline(test)
        assert percent(end) in sentence
        if n > 1:
            rises, falls = end > start, end < start
            assert ("rises" in sentence) <= rises
            assert ("falls" in sentence) <= falls
            assert ("stays" in sentence) == (percent(start) == percent(end))
        gap = 100 * (train.mean[-1] - test.mean[-1])
        said = gap_headline(train, test)
        points = re.search(r"is ([\d.]+) points? (above|below)", said)
        if points is None:
            assert "level with" in said
            assert abs(gap) <= 0.05 + 1e-9
        else:
            sign = 1 if points[2] == "above" else -1
            assert sign * float(points[1]) == pytest.approx(gap, abs=0.051)
        reason = gap_reason(train, test, 60_000)
        assert ("easier" in reason) == ("below" in said)


def test_one_fit_and_the_mean_of_several_are_told_apart():
    assert one_fit_and_mean(10, 0, 0.551, [0.551, 0.577]) == (
        "Test accuracy at k = 10: this fit, seed 0: **55.1%**; mean of 2 seeds: "
        "**56.4%**, from 55.1% to 57.7%."
    )
    # A single seed has no mean, and a k that was not tried has none either.
    assert one_fit_and_mean(10, 7, 0.551, [0.5]) == (
        "Test accuracy at k = 10: this fit, seed 7: **55.1%**."
    )
    assert one_fit_and_mean(10, 7, None, []) == ""


@pytest.mark.parametrize(
    ("k", "shown", "one_label", "full"),
    # Without a fit at k the largest k is written about.
    [(2, 2, "10.0%", "20.0%"), (4, 3, "30.0%", "40.0%")],
)
def test_labels_that_cost_money(k, shown, one_label, full):
    curves = accuracies(0.1, 0.3), accuracies(0.2, 0.4)
    assert labels_sentences(*curves, k, 60_000) == (
        f"Suppose each label costs money. At k = {shown}, buy the label of **one image "
        f"a cluster**, the nearest to its centroid: **{shown} labels** give "
        f"**{one_label}** on the test images. The full vote of 60,000 labels gives "
        f"**{full}**."
    )


def test_means_of_several_seeds_are_said_to_be_means():
    curves = accuracies(0.1, n_seeds=3), accuracies(0.2, n_seeds=3)
    assert labels_sentences(*curves, 2, 60_000).endswith(" Both are means of 3 seeds.")


def test_random_images_are_written_about_at_their_k_only():
    curves = accuracies(0.1, 0.3), accuracies(0.2, 0.4)
    draws = np.array([0.1, 0.2])
    assert labels_sentences(*curves, 3, 60_000, draws).endswith(
        " 3 labels spent on random images, of which the nearest wins, give **15.0%**."
    )
    assert "random" not in labels_sentences(*curves, 4, 60_000, draws)


def test_elbows_in_words() -> None:
    n_tried = {"pixels": 9, "hog": 9, "pca": 9}
    sentence = elbow_sentences({"pixels": 8, "hog": None, "pca": None}, n_tried, 9)
    assert sentence.startswith(
        "**pixels: elbow at k = 8.** **No clear elbow in hog and pca.**"
    )
    assert "takes 5 values" in elbow_sentences({"pixels": None}, {"pixels": 4}, 4)


def test_nothing_is_claimed_of_a_curve_that_is_not_all_there() -> None:
    n_tried = {"pixels": 9, "autoencoder": 1}
    sentence = elbow_sentences({"pixels": None, "autoencoder": None}, n_tried, 9)
    assert "**No clear elbow in pixels.**" in sentence
    assert "autoencoder: 1 of 9 values of k are there so far." in sentence
    # It may still bend elsewhere.
    assert "elbow at" not in elbow_sentences({"pca": 8}, {"pca": 8}, 9)
