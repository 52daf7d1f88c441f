"""Sentences about labels in doubt, on numbers for which they must differ."""

import pytest

from mnist_kmeans.words.doubt.label_sentences import (
    doubt_headline,
    doubt_sentence,
    judged_sentence,
    left_out_sentence,
    outlier_sentence,
    says_sentence,
)


def test_headline_without_any_doubt():
    assert doubt_headline("train", 0, 300) == (
        "Nothing speaks against any of the 300 training labels"
    )


def test_all_fits_and_all_neighbours_agree():
    sentence = says_sentence(3, [8] * 6, [[8] * 20, [8] * 20])
    assert "All six fits say 8." in sentence
    assert (
        "Of its 20 nearest training images in each of two spaces, all are" in sentence
    )
    assert sentence.endswith("labelled 8.")


def test_fits_and_neighbours_that_disagree_are_counted():
    sentence = says_sentence(4, [9, 4, 9], [[9, 9, 4, 7], [9, 9, 9, 9]])
    assert "Of three fits, two say 9 and one says 4." in sentence
    assert sentence.endswith("six are labelled 9, one 4 and one 7.")


def test_neighbours_that_were_not_asked():
    assert "neighbours were not asked" in says_sentence(4, [4, 4], None)


@pytest.mark.parametrize(
    ("doubt", "says"), [(0.01, "against the label"), (0.0, "for the label")]
)
def test_the_side_that_doubt_leans_to(doubt, says):
    assert says in doubt_sentence(doubt)


def test_a_negative_doubt_has_a_minus_sign():
    assert doubt_sentence(-1.5).startswith("Doubt −1.50:")


def test_score_before_and_after_judging():
    assert "Judge a few" in judged_sentence({})
    assert judged_sentence({1: "right", 2: "right"}) == (
        "You judged 2: 0 labels wrong, 2 right, 0 you cannot tell."
    )


def test_nothing_left_out_and_one_left_out():
    nothing = left_out_sentence("train", 0, 0.9, 0.9, 0.9)
    assert nothing == "Majority-vote accuracy on the training images is 90.00%."
    one = left_out_sentence("test", 1, 0.9, 0.91, 0.92)
    assert "Without the most doubtful one it would be 91.00%" in one
    assert "without one error picked at random 92.00%" in one


def test_outlier_sentence_has_the_article_of_the_digit():
    assert "Labelled as a 3." in outlier_sentence(3, 1.6, 0, 8, 1.0)
