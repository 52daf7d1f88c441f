"""Labels in doubt: planted errors are found, by what is known without them."""

import logging
from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans import find_suspects
from mnist_kmeans.studies.suspects.suspect_labels import (
    PARTS,
    compute_suspects,
    spaces_for,
)


def changed_labels(data, part, n, seed):
    """Return the data with n labels of a part changed, and which."""
    rng = np.random.default_rng(seed)
    labels = getattr(data, f"y_{part}").copy()
    at = rng.choice(len(labels), n, replace=False)
    labels[at] = (labels[at] + rng.integers(1, 10, n)) % 10
    return replace(data, **{f"y_{part}": labels}), at


@pytest.mark.parametrize("part", PARTS)
def test_planted_errors_come_first(digits, part):
    before = find_suspects(digits, part)
    n = len(before)
    changed, at = changed_labels(digits, part, 15, seed=0)
    numbers, doubt = find_suspects(changed, part, return_doubt=True)
    assert sorted(numbers.tolist()) == list(range(n))
    assert (np.diff(doubt) <= 0).all()
    clean = np.setdiff1d(before[: n // 20], at)
    first = [i for i in numbers.tolist() if i not in clean][: n // 20]
    assert np.isin(at, first).sum() >= 14
    assert (doubt[np.isin(numbers, at)] > 0).sum() >= 14


def test_test_labels_name_nothing(digits):
    rng = np.random.default_rng(0)
    labels = digits.y_test.copy()
    labels[1:] = rng.integers(0, 10, len(labels) - 1)
    scrambled = replace(digits, y_test=labels)
    before, after = (compute_suspects(data, "test") for data in (digits, scrambled))
    assert np.array_equal(before.said, after.said)
    doubts = [float(one.doubt[one.numbers == 0][0]) for one in (before, after)]
    assert doubts[0] == doubts[1]


def test_no_training_image_votes_for_its_own_label(digits):
    labels = digits.y_train.copy()
    labels[4] = (labels[4] + 3) % 10
    changed = replace(digits, y_train=labels)
    before, after = (compute_suspects(data, "train") for data in (digits, changed))
    assert np.array_equal(before.said[:, 4], after.said[:, 4])
    assert 4 not in after.nearest[:, after.numbers[: after.nearest.shape[1]] == 4]
    assert after.numbers.tolist().index(4) < before.numbers.tolist().index(4)


def test_what_is_kept_of_the_ranking_belongs_together(digits):
    suspects = compute_suspects(digits, "test")
    assert suspects.spaces == spaces_for(digits) == ("hog",)
    assert suspects.said.shape == (3, len(digits.x_test))
    assert np.array_equal(suspects.neighbour_labels, digits.y_train[suspects.nearest])
    against = suspects.neighbours_against(digits.y_test)
    first = suspects.numbers[0]
    labels = suspects.neighbour_labels[0, 0]
    assert against[0] == (labels != digits.y_test[first]).mean()
    fits = suspects.fits_against(digits.y_test)
    assert fits[first] == (suspects.said[:, first] != digits.y_test[first]).sum()


def test_elsewhere_the_log_says_which_space_was_used(digits, caplog):
    with caplog.at_level(logging.WARNING):
        find_suspects(digits)
    assert "doubted in hog" in caplog.text


def test_bad_input_is_refused(digits):
    with pytest.raises(ValueError, match="part='all' should be 'test' or 'train'"):
        find_suspects(digits, "all")
    with pytest.raises(TypeError, match="should be a DigitData"):
        find_suspects((digits.x_train, digits.y_train))


@pytest.mark.mnist
@pytest.mark.parametrize("part", PARTS)
def test_planted_errors_in_mnist_are_in_the_first_2_percent(mnist, part):
    n = len(getattr(mnist, f"y_{part}"))
    before = find_suspects(mnist, part)[: n // 50]
    changed, at = changed_labels(mnist, part, 150, seed=1)
    assert spaces_for(changed) == ("spectral", "autoencoder")
    numbers = find_suspects(changed, part)
    found = np.setdiff1d(numbers[: n // 50], before)
    assert np.isin(at, found).sum() >= 135
