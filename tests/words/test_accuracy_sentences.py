import numpy as np
import pytest

from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.accuracy_sentences import (
    comparison_headline,
    elbow_sentences,
    gap_sentence,
    labels_sentences,
    lottery_sentences,
    sweep_headline,
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
            "At k = 2 test accuracy is 50%; train accuracy is level with it.",
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


@pytest.mark.parametrize(
    ("train", "sentence"),
    [
        (0.75, "At k = 3 train is **2.0 points** ahead of test."),
        (0.73, "At k = 3 train is **level** with test."),
        (0.7296, "At k = 3 train is **level** with test."),
        (0.7304, "At k = 3 train is **level** with test."),
        (0.7294, "At k = 3 train is **0.1 points** behind test."),
        (0.7, "At k = 3 train is **3.0 points** behind test."),
    ],
)
def test_the_gap_of_train_and_test(train, sentence):
    assert gap_sentence(accuracies(0.2, train), accuracies(0.21, 0.73)) == sentence


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


def test_random_images_are_written_about_at_their_k_only():
    curves = accuracies(0.1, 0.3), accuracies(0.2, 0.4)
    draws = np.array([0.1, 0.2])
    assert labels_sentences(*curves, 3, 60_000, draws).endswith(
        " 3 labels spent on random images, of which the nearest wins, give **15.0%**."
    )
    assert "random" not in labels_sentences(*curves, 4, 60_000, draws)


def test_the_luckiest_seed_on_train_is_ranked_on_test():
    test = np.array([0.5, 0.6, 0.55])
    assert lottery_sentences(np.array([0, 1, 4]), test[[1, 0, 2]], test) == (
        "Test accuracy runs from **50.0%** to **60.0%**, mean 55.0%. Seed **0** was "
        "luckiest on train with 60.0%; on test it scores **50.0%**, number 3 of 3."
    )


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
