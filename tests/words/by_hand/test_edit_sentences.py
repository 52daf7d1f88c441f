from math import nan

import pytest

from mnist_kmeans.model.by_hand.moves import Move
from mnist_kmeans.studies import Stage, best_of_challenge
from mnist_kmeans.words.by_hand.edit_sentences import (
    challenge_sentence,
    dropped_line,
    edit_headline,
    edited_line,
    replay_line,
)


def stage(move, k, inertia, vote, matched=nan):
    # On test images each accuracy is a point lower.
    return Stage(move, k, inertia, vote, vote - 0.01, matched, matched - 0.01)


START = stage(None, 10, 1000.0, 0.60, 0.53)
SPLIT = stage(Move("split", (3,)), 11, 990.0, 0.62)
MERGE = stage(Move("merge", (4, 7)), 10, 1010.0, 0.61, 0.56)
STEP = stage(Move("step"), 10, 1009.9, 0.6101, 0.56)


def test_the_headline_says_what_the_last_move_did():
    assert edit_headline([START]).startswith("Better than k-means by hand")
    assert edit_headline([START, SPLIT]) == (
        "Split #3: inertia falls by 1.0%; on the test images majority-vote accuracy "
        "rises from 59.0% to 61.0%"
    )
    assert edit_headline([START, SPLIT, MERGE]) == (
        "Merge #4 and #7: inertia rises by 2.0%; on the test images majority-vote "
        "accuracy falls from 61.0% to 60.0%, and matched accuracy rises from 52.0% "
        "(when k was last 10) to 55.0%"
    )
    assert edit_headline([START, SPLIT, MERGE, STEP]) == (
        "Full step: inertia changes by less than 0.1%; on the test images "
        "majority-vote accuracy stays 60.0%, and matched accuracy stays 55.0%"
    )


def test_inertia_that_is_nothing_has_no_share():
    none = stage(None, 3, 0.0, 1.0)
    same = stage(Move("step"), 3, 0.0, 1.0)
    more = stage(Move("remove", (1,)), 2, 5.0, 0.5)
    assert "inertia stays 0" in edit_headline([none, same])
    assert "inertia rises from 0" in edit_headline([none, more])
    again = stage(Move("step"), 10, 1000.0, 0.60, 0.53)
    assert "the same inertia" in edit_headline([START, again])


@pytest.mark.parametrize(
    ("stages", "best", "says"),
    [
        (
            [START],
            0.65,
            "It starts at 53.0% matched accuracy on the training images. The best "
            "known answer is 65.0%.",
        ),
        ([START], None, "It starts at 53.0% matched accuracy on the training images."),
        (
            [START, SPLIT],
            0.65,
            "Four moves left, and k is 11: only a stage at k = 10 counts. None of them "
            "ended at k = 10 yet.",
        ),
        (
            [START, SPLIT, MERGE],
            0.65,
            "Three moves left. Your best so far is 56.0% on the training images.",
        ),
        (
            [START, SPLIT, MERGE],
            0.56,
            "Three moves left. Your best so far is 56.0% on the training images. That "
            "is the best known answer.",
        ),
        (
            [START, SPLIT, MERGE, STEP, STEP],
            None,
            "One move left. Your best so far is 56.0% on the training images.",
        ),
        (
            [START, SPLIT, MERGE, STEP, STEP, STEP],
            0.65,
            "All 5 moves are made. You got 56.0% on the training images and 55.0% on "
            "the test images. That is 25% of the way from the start to the best known "
            "answer, 65.0%.",
        ),
        (
            [START, SPLIT, MERGE, STEP, STEP, STEP],
            0.56,
            "All 5 moves are made. You got 56.0% on the training images and 55.0% on "
            "the test images. That is the best known answer.",
        ),
        (
            [START, SPLIT, SPLIT, SPLIT, SPLIT, SPLIT, MERGE],
            0.65,
            "Only the first 5 of 6 moves count. None of them ended at k = 10.",
        ),
        (
            [START, SPLIT, MERGE, STEP, STEP, STEP],
            0.50,
            "All 5 moves are made. You got 56.0% on the training images and 55.0% on "
            "the test images. That is more than the best known answer.",
        ),
    ],
)
def test_the_challenge_says_how_far_it_got(stages, best, says):
    assert challenge_sentence(stages, best_of_challenge(stages), best) == says


def test_a_move_back_does_not_take_the_best_stage_away():
    worse = stage(Move("step"), 10, 1000.0, 0.6, 0.40)
    assert best_of_challenge([START, SPLIT, MERGE, worse]) is MERGE
    assert best_of_challenge([START, SPLIT]) is None
    late = stage(Move("step"), 10, 1000.0, 0.6, 0.99)
    assert best_of_challenge([START, *[STEP] * 5, late]) is STEP


def test_lines_on_moves():
    assert edited_line(3, 10, 11) == "Edited by hand, 3 moves: from k = 10 to k = 11."
    assert dropped_line(2) == (
        "Another fit: the two moves made by hand on the last are dropped."
    )
    assert replay_line([START, SPLIT, MERGE], 0) == (
        "Move 0 of 2, as k-means left them: k = 10, majority-vote accuracy 59.0%, "
        "matched accuracy 52.0% on the test images."
    )
    assert replay_line([START, SPLIT, MERGE], 1) == (
        "Move 1 of 2, Split #3: k = 11, majority-vote accuracy 61.0% on the test "
        "images."
    )
