import re

import numpy as np
import pytest

from mnist_kmeans.studies.maps import Neighbours
from mnist_kmeans.words.map_sentences import (
    island_sentence,
    map_headline,
    nearest_on_map_sentence,
    reading_hint,
    selection_headline,
    whole_map_headline,
    whole_map_hint,
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
    ("n_train", "n_test", "right", "sentence"),
    [
        (0, 1, 1, "One test image selected, read right"),
        (1, 0, 0, "One training image selected, read wrong"),
        (0, 1200, 0.999, "1,200 test images selected, >99% of them read right"),
        (2, 0, 0.5, "2 training images selected, 50% of them read right"),
        (
            1100,
            2,
            0.5,
            "1,102 images selected, 1,100 training and 2 test; 50% of them read right",
        ),
    ],
)
def test_the_headline_of_a_selection(n_train, n_test, right, sentence):
    assert selection_headline(n_train, n_test, right) == sentence


@pytest.mark.parametrize(
    ("foreign", "sentence"),
    [
        ({}, "Each of all 100 digits lies on an island of its own kind"),
        (
            {(9, 4): 1},
            "4s and 9s meet most: one of all 101 digits lies on a foreign island",
        ),
        (
            {(9, 4): 1, (0, 1): 1, (4, 9): 1},
            "4s and 9s meet most: 3 of all 103 digits lie on a foreign island, one of "
            "them a 0 among the 1s",
        ),
        (
            {(3, 5): 1000, (5, 3): 900, (7, 1): 1500},
            "3s and 5s meet most: 3,400 of all 3,500 digits lie on a foreign island, "
            "1,500 of them 7s among the 1s",
        ),
    ],
)
def test_the_headline_of_the_map_of_all(foreign, sentence):
    counts = np.diag(np.full(10, 10))
    for cell, n in foreign.items():
        counts[cell] = n
    assert whole_map_headline(counts) == sentence


def test_what_is_said_of_the_map_of_all_holds_in_its_numbers():
    rng = np.random.default_rng(0)
    for _ in range(300):
        counts = np.diag(rng.integers(1, 80, 10))
        counts += rng.integers(0, 9, (10, 10)) * (rng.random((10, 10)) < 0.3)
        foreign = counts - np.diag(np.diag(counts))
        headline = whole_map_headline(counts)
        said = re.fullmatch(
            r"(\d)s and (\d)s meet most: (\d+) of all ([\d,]+) digits lie on a foreign "
            r"island, (?:(\d+) of them|one of them an?) (\d)s? among the (\d)s",
            headline,
        )
        assert said
        low, high, n_foreign, _, n_most, shown, island = said.groups(default="1")
        both = foreign + foreign.T
        assert both[int(low), int(high)] == both.max()
        assert foreign[int(shown), int(island)] == foreign.max() == int(n_most)
        assert int(n_foreign) == foreign.sum()
        assert said[4] == f"{counts.sum():,}"
        sentence = island_sentence(counts)
        assert f"for {np.trace(counts) / counts.sum():.1%} of the images" in sentence
        shares = np.diag(counts) / counts.sum(axis=1)
        extremes = re.search(r"of the (\d)s, the most.* of the (\d)s, the f", sentence)
        assert extremes
        assert shares[int(extremes[1])] == shares.max()
        assert shares[int(extremes[2])] == shares.min()


def test_equal_shares_have_no_extremes():
    sentence = island_sentence(np.diag(np.arange(1, 11)))
    assert sentence.endswith("for 100.0% of the images.")


def test_each_layout_is_explained():
    hint = reading_hint("PCA", 0.176, "hog")
    assert "differ most in hog" in hint
    assert "hold 18% of the variance" in hint
    assert "mean little" in reading_hint("t-SNE", 0.176, "hog")
    assert "near each other in hog" in whole_map_hint("hog", 0)
    assert "not seen" not in whole_map_hint("hog", 0)
    assert "but for 1,000 training images" in whole_map_hint("hog", 1000)
