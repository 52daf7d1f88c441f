from dataclasses import MISSING, fields, replace

import numpy as np
import pytest

from mnist_kmeans.fits.comparison import compare_fits
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.verdicts import judge, nearest_images, pixel_ledger


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


def test_a_close_call_is_one_past_nearly_half_the_way() -> None:
    # Of 4 at (0, 0) and (1, 0), of 9 at (0, 4), second by distance: 45% is at 1.8.
    close, clear, same_digit = judge(
        np.array([[-3, 1.81], [-3, 1.79], [0.49, 0]], np.float32), small_fit()
    )
    assert close.close_rivals == (1,)
    assert close.close
    assert not clear.close
    assert not same_digit.close


def test_sure_is_what_nothing_speaks_against() -> None:
    near, far, close = np.array([[0.5, 0], [-9, 0], [0, 1.9]], np.float32)
    fit = replace(small_fit(), train_distances=np.full(9, 5, np.float32))
    verdicts = judge(np.array([near, far, close, near]), fit, [False] * 3 + [True])
    assert [verdict.sure for verdict in verdicts] == [True, False, False, False]
    assert [verdict.stray for verdict in verdicts] == [False, False, False, True]


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
def test_nearest_images_agree_with_brute_force(dtype) -> None:
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


def test_two_fits_compared_by_hand() -> None:
    fit = small_fit()
    # Clusters 0 and 1 stand for 4, cluster 2 for 9.
    labels = np.array([4, 4, 9, 9, 7], np.uint8)
    first = replace(fit, test_clusters=np.array([0, 2, 2, 1, 0], np.uint16))
    second = replace(fit, test_clusters=np.array([1, 0, 2, 0, 2], np.uint16))
    comparison = compare_fits(first, second, labels)
    assert comparison.both.tolist() == [0, 2]
    assert comparison.first.tolist() == []
    assert comparison.second.tolist() == [1]
    assert comparison.neither.tolist() == [3, 4]
