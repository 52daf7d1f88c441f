import numpy as np
import pytest

from mnist_kmeans.studies.curve import curve_of
from mnist_kmeans.words import guess_questions

# Purities 1, .9, .5, none, .4.
COUNTS = np.zeros((5, 10), np.int64)
COUNTS[0, 1] = 10
COUNTS[1, [2, 3]] = 9, 1
COUNTS[2, [4, 9]] = 5, 5
COUNTS[4, [5, 3, 8]] = 4, 3, 3


@pytest.mark.parametrize("seed", range(8))
def test_pure_and_mixed_clusters_alternate_without_empty_ones(seed):
    order = guess_questions.cluster_order(COUNTS, seed)
    assert set(order[::2]) == {0, 1}
    assert set(order[1::2]) == {2, 4}
    assert order == guess_questions.cluster_order(COUNTS, seed)


def test_an_odd_number_of_clusters_is_asked_about_once_each():
    assert sorted(guess_questions.cluster_order(COUNTS[:3], 0)) == [0, 1, 2]


def test_another_seed_is_another_order():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 50, (64, 10))
    first, second = (guess_questions.cluster_order(counts, seed) for seed in (0, 1))
    assert sorted(first) == sorted(second) == list(range(64))
    assert first != second


@pytest.mark.parametrize(
    ("guess", "sentence"),
    [
        (4, "**Right: it stands for 4.**"),
        (
            9,
            "**Not quite: it stands for 4.** You said 9, the runner-up: 30% of its "
            "images show a 9.",
        ),
        (
            7,
            "**Not quite: it stands for 4.** You said 7: <1% of its images show a 7.",
        ),
        (
            0,
            "**Not quite: it stands for 4.** You said 0: none of its images shows a 0.",
        ),
    ],
)
def test_a_guess_of_a_digit(guess, sentence):
    votes = np.array([0, 0, 0, 0, 699, 0, 0, 1, 0, 300])
    assert guess_questions.cluster_answer(guess, 4, votes) == sentence


def test_a_close_vote_is_called_close():
    votes = np.array([0, 0, 0, 4, 0, 11, 0, 0, 10, 0])
    assert guess_questions.cluster_answer(5, 5, votes) == (
        "**Right: it stands for 5.** It was a close vote, 44% against 40% for 8."
    )


def test_a_tie_is_called_a_tie():
    votes = np.array([0, 0, 0, 6, 0, 6, 0, 0, 0, 0])
    assert guess_questions.cluster_answer(3, 3, votes) == (
        "**Right: it stands for 3.** 5 has as many votes; the smaller digit is taken."
    )


def accuracies(*done, ks=(5, 2, 8, 10), n_seeds=2):
    rows = [
        {"n_clusters": k, "seed": seed, "accuracy": k / 100 + seed / 500}
        for k, seed in done
    ]
    return guess_questions.known_accuracies(curve_of(rows, "accuracy"), ks, n_seeds)


def test_only_accuracies_with_all_seeds_are_final():
    done = [(2, 0), (5, 0), (8, 0), (10, 0)]
    assert accuracies(*done) == {}
    # The mean of 2% and 2.2%.
    assert accuracies(*done, (2, 1)) == {2: 2.1}
    assert list(accuracies(*done, (2, 1), (8, 1))) == [2]
    final = accuracies(*done, (2, 1), (8, 1), (5, 1))
    assert final == {2: 2.1, 5: 5.1, 8: 8.1}


def test_an_empty_sweep_has_no_final_accuracy():
    assert accuracies() == {}
    assert guess_questions.next_k({}, []) is None


def test_the_next_k_is_the_first_without_an_answer_but_never_the_smallest():
    final = {2: 20.9, 5: 43.1, 8: 50.0}
    assert guess_questions.next_k(final, []) == 5
    assert guess_questions.next_k(final, [5]) == 8
    assert guess_questions.next_k(final, [8]) == 5
    assert guess_questions.next_k(final, [5, 8]) is None
    assert guess_questions.next_k({2: 20.9}, []) is None


@pytest.mark.parametrize(
    ("guess", "truth", "sentence"),
    [
        (
            70,
            67.8,
            "**Not quite.** You said 70%, it is 67.8%: 2.2 points too high.",
        ),
        # 70 - 67.9 and 65.1 - 63.1 are a little off in floats; on screen they are not.
        (70, 68.0, "**Right.** You said 70%, it is 68.0%: 2.0 points too high."),
        (63.1, 65.1, "**Right.** You said 63.1%, it is 65.1%: 2.0 points too low."),
        (70, 67.9, "**Not quite.** You said 70%, it is 67.9%: 2.1 points too high."),
        (65, 67.1, "**Not quite.** You said 65%, it is 67.1%: 2.1 points too low."),
        (68, 68.0, "**Right.** You said 68%, it is 68.0%: exactly that."),
    ],
)
def test_a_guess_of_an_accuracy(guess, truth, sentence):
    assert guess_questions.accuracy_answer(guess, truth) == sentence
    assert guess_questions.is_close(guess, truth) == sentence.startswith("**Right")


@pytest.mark.parametrize(
    ("n_seeds", "start"),
    [
        (1, "Majority-vote accuracy on the test images in hog; higher"),
        (3, "Majority-vote accuracy on the test images in hog, the mean over 3 seeds;"),
    ],
)
def test_the_hint_names_several_seeds_only(n_seeds, start):
    hint = guess_questions.accuracy_hint("hog", n_seeds)
    assert hint.startswith(start)
    assert hint.endswith("A guess no more than 2 points off is right.")


def test_the_score():
    assert guess_questions.score([]) == "The room: no guess yet"
    assert guess_questions.score([True, False, True]) == "The room: 2 of 3 right"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({4: 3}, "**It stands for 4: all 3 said so.**"),
        ({4: 1}, "**It stands for 4: 1 of 1 said so.**"),
        ({4: 5, 9: 2}, "**It stands for 4: 5 of 7 said so.**"),
        ({4: 2, 9: 2}, "**It stands for 4: 2 of 4 said so.** As many said 9."),
        ({4: 2, 9: 3}, "**It stands for 4: 2 of 5 said so.** More said 9: 3."),
        (
            {4: 1, 7: 2, 9: 2},
            "**It stands for 4: 1 of 5 said so.** More said 7 and 9: 2 each.",
        ),
        ({9: 2}, "**It stands for 4: none of 2 said so.** Most said 9: 2."),
        (
            {0: 1, 1: 1, 2: 1, 4: 1},
            "**It stands for 4: 1 of 4 said so.** As many said several others.",
        ),
    ],
)
def test_what_a_room_said(answers, sentence):
    counts = [answers.get(digit, 0) for digit in range(10)]
    said = guess_questions.room_answer(counts, 4, "It stands for 4", "0123456789")
    assert said == sentence


@pytest.mark.parametrize("before", [11.2, 20.9, 55.0, 87.3, 95.0, 99.9, 100.0])
def test_ranges_of_accuracy_have_room_for_less_and_for_more(before):
    bounds = guess_questions.accuracy_bounds(before)
    names = guess_questions.range_names(bounds)
    assert len(names) == len(bounds) + 1 <= 10
    assert bounds[0] <= before
    assert bounds[-1] < 100
    assert names[0] == f"below {bounds[0]}%"


def test_a_room_is_right_unless_another_answer_was_given_more_often():
    assert guess_questions.most_said([2, 2, 1], right=1) == 1
    assert guess_questions.most_said([2, 2, 3], right=1) == 2
    assert guess_questions.most_said([2, 1, 2], right=1) == 0
