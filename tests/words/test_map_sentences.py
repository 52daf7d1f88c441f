import re

import numpy as np
import pytest

from mnist_kmeans.studies.maps import Neighbours
from mnist_kmeans.words.map_sentences import (
    map_headline,
    nearest_on_map_sentence,
    reading_hint,
    selection_headline,
)


def near(counts: dict[tuple[int, int], int]) -> Neighbours:
    """Return neighbours by the digit of the image and that of its nearest."""
    table = np.zeros((10, 10), np.int64)
    for cell, n in counts.items():
        table[cell] = n
    return Neighbours(table)


@pytest.mark.parametrize(
    ("neighbours", "n", "sentence"),
    [
        (
            near({(1, 1): 9, (1, 4): 1, (4, 4): 4, (4, 9): 6, (9, 4): 3}),
            23,
            "By PCA the 1s keep to themselves; 4s and 9s are mixed most",
        ),
        # Half is not more than half.
        (
            near({(4, 4): 5, (4, 9): 5, (9, 4): 1}),
            11,
            "By PCA no digit keeps to itself; 4s and 9s are mixed most",
        ),
        (near({(1, 1): 3, (2, 2): 3}), 6, "By PCA every digit keeps to itself"),
        (
            near({(d, d): 2 for d in range(9)} | {(9, 4): 1}),
            19,
            "By PCA all digits but the 9s keep to themselves; 4s and 9s are mixed most",
        ),
        (None, 1000, "A map of 1,000 test images by PCA, as it forms"),
        (near({}), 1, "One test image by PCA: a map needs more"),
    ],
)
def test_the_headline_of_a_map(neighbours, n, sentence):
    assert map_headline(neighbours, "PCA", n) == sentence


def test_shares_of_neighbours_in_words():
    counts = {(1, 1): 9, (1, 4): 1, (4, 4): 4, (4, 9): 6, (9, 4): 3}
    assert nearest_on_map_sentence(near(counts)) == (
        "The nearest neighbour on the map shows the same digit for 57% of the 23 test "
        "images: for 90% of the 1s, the most, and 0% of the 9s, the fewest."
    )
    assert nearest_on_map_sentence(near({(1, 1): 3, (2, 2): 3})) == (
        "The nearest neighbour on the map shows the same digit for 100% of the 6 test "
        "images."
    )


def test_what_is_said_of_a_map_holds_in_its_numbers():
    rng = np.random.default_rng(0)
    for _ in range(300):
        counts = rng.integers(0, 9, (10, 10))
        counts += np.diag(rng.integers(0, 80, 10))
        counts[rng.random(10) < 0.2] = 0
        counts[0, 0] += 1
        neighbours = Neighbours(counts)
        sizes = counts.sum(axis=1)
        present = set(np.flatnonzero(sizes).tolist())
        apart = {d for d in present if 2 * counts[d, d] > sizes[d]}
        headline = map_headline(neighbours, "PCA", int(counts.sum()))
        first, mixed = headline.split("; ")
        named = {int(d) for d in re.findall(r"(\d)s", first)}
        if "no digit" in first:
            assert not apart
        elif "every digit" in first:
            assert apart == present
        elif "all digits but" in first:
            assert named == present - apart
        else:
            assert named == apart
        low, high = map(int, re.findall(r"(\d)s", mixed))
        both = counts + counts.T
        np.fill_diagonal(both, 0)
        assert both[low, high] == both.max()
        sentence = nearest_on_map_sentence(neighbours)
        assert f"for {np.trace(counts) / counts.sum():.0%} of the" in sentence
        shares = {d: counts[d, d] / sizes[d] for d in present}
        extremes = re.search(r"of the (\d)s, the most.* of the (\d)s, the f", sentence)
        if extremes:
            assert shares[int(extremes[1])] == max(shares.values())
            assert shares[int(extremes[2])] == min(shares.values())


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
