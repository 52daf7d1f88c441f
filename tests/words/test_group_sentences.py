from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans.studies.groups.lesson import GroupLesson
from mnist_kmeans.words.learning_captions import (
    chains_sentence,
    groups_headline,
    groups_sentence,
    left_out_sentence,
)

NONE = np.array([], np.intp)


@pytest.fixture
def lesson():
    return GroupLesson(
        eigenvalues=np.ones(15),
        gap_is_clear=True,
        counts=np.diag(np.full(10, 9)) + np.eye(10, k=1, dtype=int),
        kept_share=0.9,
        kept_right=1.0,
        left_right=0.5,
        left_out=NONE,
        links_within=0.97,
        neighbors=NONE,
        far_chain=np.arange(4),
        other_chain=np.arange(2),
        views=np.zeros((7, 28, 28), np.float32),
    )


def test_headline_says_how_the_number_was_found(lesson):
    assert groups_headline(lesson) == (
        "Ten groups were found, not given: the gap is after the tenth"
    )
    fallback = replace(lesson, gap_is_clear=False, counts=np.ones((14, 10), np.int64))
    assert groups_headline(fallback) == "No gap is clear, so 14 groups were looked for"


def test_digits_without_a_group_are_named(lesson):
    assert "91% of the images" in groups_sentence(lesson)
    assert "No group" not in groups_sentence(lesson)
    counts = lesson.counts.copy()
    counts[4] = 0
    counts[4, 9] = 30
    counts[0, 4] = 1
    assert "No group is mostly of 4." in groups_sentence(replace(lesson, counts=counts))


def test_chains_are_counted_in_steps(lesson):
    assert "three steps" in chains_sentence(lesson)
    assert "To a 9 it is one step. 97% of all links" in chains_sentence(lesson)
    assert "a 9" not in chains_sentence(replace(lesson, other_chain=NONE))
    assert chains_sentence(replace(lesson, far_chain=NONE)) == ""


def test_what_was_left_out(lesson):
    assert left_out_sentence(lesson) == (
        "10% of the images were left out, those with neighbours in other groups. 50% "
        "of them show their group's digit, of the others 100%."
    )
    none = replace(lesson, kept_share=1.0, left_right=float("nan"))
    assert "none was left out" in left_out_sentence(none)
