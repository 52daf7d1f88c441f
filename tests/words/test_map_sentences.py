import pytest

from mnist_kmeans.studies.maps import Neighbours
from mnist_kmeans.words.map_sentences import (
    map_headline,
    reading_hint,
    selection_headline,
)


@pytest.mark.parametrize(
    ("near", "n", "sentence"),
    [
        (
            Neighbours(same=3 / 7, mixed=(4, 9)),
            7,
            "On this map by PCA the nearest neighbour of 43% of the 7 test images "
            "shows the same digit; 4s and 9s are mixed most.",
        ),
        (
            Neighbours(same=1, mixed=None),
            6,
            "On this map by PCA the nearest neighbour of 100% of the 6 test images "
            "shows the same digit.",
        ),
        (None, 1000, "A map of 1,000 test images by PCA, as it forms"),
        (Neighbours(same=0, mixed=None), 1, "One test image by PCA: a map needs more."),
    ],
)
def test_the_headline_of_a_map(near, n, sentence):
    assert map_headline(near, "PCA", n) == sentence


@pytest.mark.parametrize(
    ("n", "right", "sentence"),
    [
        (1, 1, "One test image selected, read right"),
        (1, 0, "One test image selected, read wrong"),
        (1200, 0.999, "1,200 test images selected, >99% of them read right"),
    ],
)
def test_the_headline_of_a_selection(n, right, sentence):
    assert selection_headline(n, right) == sentence


def test_each_layout_is_explained():
    hint = reading_hint("PCA", 0.176, "hog")
    assert "differ most in hog" in hint
    assert "hold 18% of the variance" in hint
    assert "mean little" in reading_hint("t-SNE", 0.176, "hog")
