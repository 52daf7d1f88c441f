import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.doubt import CLOSE_WAY, MEASURED_KS, SHARES_RIGHT
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict, judge
from mnist_kmeans.words.numbers import percent
from mnist_kmeans.words.verdict_sentences import (
    distance_sentence,
    hand_sentence,
    ledger_sentence,
    nearer_sentence,
    neighbours_sentence,
    trust_sentence,
    verdict_headline,
    verdict_sentence,
    votes_sentence,
)
from tests.fits.test_continental import FLAG, FOOT, ONE, SEVEN, drawn
from tests.fits.test_verdicts import small_fit

NUMBER = r"\d+\.\d+"


def digits_of(text: str) -> list[int]:
    """Return the digits that a headline names."""
    return [int(digit) for digit in re.findall(r"\b\d\b", text)]


@st.composite
def judged(draw: st.DrawFn) -> tuple[Verdict, Fit, NDArray[np.float32]]:
    """Draw a fit in a plane, a point there, and the verdict on it."""
    k = draw(st.integers(1, 6))
    places = st.tuples(st.integers(0, 12), st.integers(0, 12))
    centers = draw(st.lists(places, min_size=k, max_size=k, unique=True))
    votes = st.lists(st.integers(0, 6), min_size=10, max_size=10)
    counts = np.array(draw(st.lists(votes, min_size=k, max_size=k)))
    labels = counts.argmax(axis=1).astype(np.uint8)
    usual = draw(st.integers(0, 9))
    fit = replace(
        small_fit(),
        cluster_centers=np.array(centers, np.float32),
        cluster_labels=labels,
        cluster_counts=counts,
        train_distances=np.full(9, usual, np.float32),
    )
    point = np.array(draw(places), np.float32) + np.float32(0.3)
    (verdict,) = judge(point[None], fit)
    return verdict, fit, point


@given(judged())
def test_a_headline_names_every_digit_that_is_nearly_as_near(case) -> None:
    verdict, fit, point = case
    squares = ((fit.cluster_centers.astype(float) - point) ** 2).sum(axis=1)
    nearest = squares.argmin()
    toward = fit.cluster_centers.astype(float) - fit.cluster_centers[nearest]
    lengths = (toward**2).sum(axis=1)
    along = toward @ (point - fit.cluster_centers[nearest])
    near = along > CLOSE_WAY * lengths
    near[nearest] = True
    named = digits_of(verdict_headline([verdict], fit))
    assert named[0] == fit.cluster_labels[squares.argmin()]
    assert len(set(named)) == len(named)
    assert set(named) == set(fit.cluster_labels[near].tolist())


@given(judged())
def test_a_headline_says_what_is_so(case) -> None:
    verdict, fit, _ = case
    text = verdict_headline([verdict], fit)
    share = verdict.shares[verdict.digit]
    far = verdict.distances[0] > verdict.usual
    assert text.startswith("Perhaps a") == far
    assert text.startswith("A close call: ") == (verdict.close and not far)
    sure = not far and not verdict.close
    assert text.startswith("Read as ") == sure
    assert text.endswith(", weakly") == (sure and share <= 0.5)


@given(judged())
def test_distances_in_a_sentence_are_those_it_speaks_of(case) -> None:
    verdict, fit, _ = case
    text = verdict_sentence(verdict, fit)
    numbers = [float(number) for number in re.findall(NUMBER, text)]
    clusters = [int(cluster) for cluster in re.findall(r"#(\d+)", text)]
    assert clusters[0] == verdict.clusters[0]
    if verdict.unlike:
        assert numbers[0] > numbers[1]
        assert np.isclose(
            numbers, [verdict.distances[0], verdict.usual], 0, 0.006
        ).all()
    elif verdict.close:
        places = [verdict.clusters.tolist().index(cluster) for cluster in clusters]
        assert np.isclose(numbers, verdict.distances[places], 0, 0.006).all()
        assert numbers == sorted(numbers)
        labels = [int(label) for label in re.findall(r"for (\d)", text)]
        assert labels == fit.cluster_labels[clusters].tolist()
    else:
        assert not numbers
        assert text.endswith(votes_sentence(verdict, fit))
    distance, usual = map(float, re.findall(NUMBER, distance_sentence(verdict)))
    assert (distance > usual) == verdict.unlike


@given(judged())
def test_votes_are_told_as_they_are(case) -> None:
    verdict, fit, _ = case
    counts = fit.cluster_counts[verdict.clusters[0]]
    text = votes_sentence(verdict, fit)
    total, most = counts.sum(), counts[verdict.digit]
    assert text.startswith("It is empty") == (total == 0)
    if total <= 1 or most == total:
        assert "%" not in text
        return
    assert f"of its {total} training images" in text
    assert text.startswith("Only") == (most <= total / 2)
    told = {int(d): share for share, d in re.findall(r"(\S+%)[^%]*? an? (\d)", text)}
    assert all(share == percent(counts[d] / total) for d, share in told.items())
    assert counts[list(told)].max() == most
    # Who has nearly as many votes is named as well.
    assert {d for d in range(10) if counts[d] >= 0.9 * most} <= told.keys()
    assert len(told) > 1 or most > total / 2


@given(judged(), st.integers(0, 1000))
def test_shares_of_the_pixels_add_up_and_the_nearer_has_more(case, seed: int) -> None:
    verdict, fit, _ = case
    if verdict.rival is None:
        return
    margin = float(verdict.margins[verdict.rival])
    ledger = np.random.default_rng(seed).normal(size=(28, 28))
    ledger += (margin - ledger.sum()) / ledger.size
    text = ledger_sentence(ledger, verdict, verdict.rival, fit)
    assert text.startswith(nearer_sentence(verdict, verdict.rival))
    nearest, other = map(float, re.findall(NUMBER, text)[:2])
    shares = [float(share) for share in re.findall(r"([\d.]+)%", text)]
    assert sum(shares) == 100
    if margin > 0.01:
        assert nearest < other
        assert shares[0] > shares[1]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_neighbours_are_counted(labels: list[int]) -> None:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"]
    text = neighbours_sentence(np.array(labels))
    if len(labels) > 1 and len(set(labels)) > 1:
        told = re.findall(r"(\w+)(?: shows?)? an? (\d)", text)
        counts = {int(digit): words.index(word) for word, digit in told}
        assert counts == {digit: labels.count(digit) for digit in labels}
    else:
        assert text in (
            f"All {words[len(labels)]} show a {labels[0]}.",
            f"All {words[len(labels)]} show an {labels[0]}.",
            f"It shows a {labels[0]}.",
            f"It shows an {labels[0]}.",
        )


def test_verdicts_in_words() -> None:
    fit = small_fit()
    near, far = judge(np.array([[0, 0.5], [-2, 0]], np.float32), fit)
    assert verdict_headline([]) == "Give the model a digit of your own"
    assert verdict_headline([near], fit) == "Read as 4"
    assert verdict_headline([far], fit) == "Perhaps a 4"
    assert verdict_sentence(near, fit) == (
        "The nearest centroid is #0. 75% of its 4 training images show a 4."
    )
    assert distance_sentence(near) == (
        "The digit is 0.50 away from its centroid, #0. 99% of the training images are "
        "within 0.99 of theirs."
    )
    assert verdict_sentence(far, fit) == (
        "Its nearest centroid, #0, is 2.00 away: far. 99% of the training images are "
        "within 0.99 of theirs."
    )
    assert verdict_headline([near, near], fit) == "2 digits found"
    assert verdict_headline([near, far], fit) == (
        "2 digits found, one far from every centroid"
    )
    fit.cluster_counts[0, 9] = 4
    (weak,) = judge(np.array([[0, 0.5]], np.float32), fit)
    assert verdict_headline([weak], fit) == "Read as 4, weakly"
    assert votes_sentence(weak, fit) == (
        "Only 43% of its 7 training images show a 4, 57% a 9."
    )


def test_votes_are_told_of_a_name_that_none_of_the_images_shows() -> None:
    fit = small_fit()
    fit.cluster_labels[0] = 7
    fit.cluster_counts[0] = 0
    fit.cluster_counts[0, 4] = 1
    (verdict,) = judge(fit.cluster_centers[:1], fit)
    assert votes_sentence(verdict, fit) == "Its one training image shows a 4."
    fit.cluster_counts[0, [4, 9]] = 6, 2
    (verdict,) = judge(fit.cluster_centers[:1], fit)
    assert votes_sentence(verdict, fit) == (
        "Only 0% of its 8 training images show a 7, 75% a 4."
    )


def test_a_close_call_is_called_one() -> None:
    fit = replace(
        small_fit(),
        cluster_centers=np.array([[0, 0], [9, 9], [2, 0]], np.float32),
        train_distances=np.full(9, 5, np.float32),
    )
    close, clear = judge(np.array([[0.98, 0], [0.88, 0]], np.float32), fit)
    # They have come .49 and .44 of the way from (0, 0) to (2, 0).
    assert close.close
    assert not clear.close
    assert verdict_headline([close], fit) == "A close call: 4 or 9"
    assert verdict_sentence(close, fit) == (
        "The nearest centroid, #0, stands for 4 and is 0.98 away; #2, for 9, is almost "
        "as near: 1.02."
    )
    assert verdict_headline([clear], fit) == "Read as 4"
    assert verdict_headline([close, clear], fit) == (
        "2 digits found, one of them a close call"
    )


def test_what_may_be_no_writing_is_said_to_be_so() -> None:
    fit = small_fit()
    points = np.array([[0, 0.5], [-2, 0], [0, 0.5]], np.float32)
    near, far, sure = judge(points, fit, [True, True, False])
    assert verdict_headline([near], fit) == "Perhaps no digit, or a 4"
    assert verdict_headline([far], fit) == "Perhaps no digit, or a 4"
    assert verdict_sentence(near, fit).startswith("It may be no writing: its stroke, ")
    assert verdict_sentence(near, fit).endswith(verdict_sentence(sure, fit))
    assert verdict_headline([near, far, sure], fit) == (
        "3 digits found, two perhaps no writing"
    )


def test_numbers_that_differ_are_written_differently() -> None:
    fit = replace(small_fit(), train_distances=np.full(9, 0.9996, np.float32))
    (verdict,) = judge(np.array([[0, 1]], np.float32), fit)
    assert "1.0000 away: far" in verdict_sentence(verdict, fit)
    assert "within 0.9996 of theirs" in verdict_sentence(verdict, fit)


def test_an_empty_cluster_has_no_images_to_speak_of() -> None:
    fit = small_fit()
    fit.cluster_counts[0] = 0
    (verdict,) = judge(np.array([[0, 0.5]], np.float32), fit)
    assert verdict_headline([verdict], fit) == "Read as 4"
    assert verdict_sentence(verdict, fit) == (
        "The nearest centroid is #0. It is empty and takes its digit from the nearest "
        "cluster that is not."
    )


def test_how_often_answers_were_right_is_told_for_the_space_and_near_its_k() -> None:
    # small_fit has k = 3, in pixels.
    assert trust_sentence(small_fit()) == (
        "Of 10,000 of MNIST's training images left out of a fit in pixels at k = 10, "
        "62% of the sure answers were right, 23% of the close calls, and 33% of those "
        "far from every centroid."
    )


def test_sure_answers_were_right_more_often_in_every_feature_space() -> None:
    assert set(SHARES_RIGHT) == set(product(FEATURE_SPACES, MEASURED_KS))
    for shares in SHARES_RIGHT.values():
        assert shares.sure > max(shares.close, shares.far)
        assert shares.close < 0.6


@pytest.mark.parametrize(
    ("strokes", "digit", "told"),
    [
        ((SEVEN, [(85, 140), (165, 140)]), 7, "This 7 has a bar through its stem"),
        ((SEVEN, [(85, 140), (165, 140)]), 2, None),
        ((SEVEN,), 7, None),
        ((ONE, FLAG, FOOT), 1, "This 1 has a foot"),
        ((ONE, FLAG, FOOT), 2, "It looks like a 1 with a foot"),
        ((ONE, FLAG), 1, None),
    ],
)
def test_what_few_people_write_so_is_told(strokes, digit, told) -> None:
    sentence = hand_sentence(drawn(*strokes), digit)
    assert sentence is None if told is None else sentence.startswith(told)
