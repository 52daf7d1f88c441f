import numpy as np
import pytest

from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.accuracy_sentences import (
    comparison_headline,
    elbow_sentences,
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
