"""What names read right, beside the vote, worked out by hand."""

import numpy as np

from mnist_kmeans.fits.by_hand.naming import CANNOT_TELL, NOT_ASKED
from mnist_kmeans.fits.by_hand.reading_by_name import (
    naming_curve,
    naming_rows,
    right_in,
    where_vote_differs,
)


def counts(*rows):
    """Return images by cluster (rows) and digit; only 4s, 9s and 0s are given."""
    table = np.zeros((len(rows), 10), np.int64)
    table[:, [4, 9, 0]] = rows
    return table


TRAIN = counts((6, 4, 0), (2, 8, 0), (0, 0, 10), (0, 0, 0))
TEST = counts((5, 5, 0), (1, 9, 0), (2, 0, 18), (1, 0, 0))
VOTES = np.array([4, 9, 0, 0], np.uint8)
ORDER = [2, 0, 1]


def test_each_name_adds_the_test_images_that_it_reads_right():
    names = np.array([9, 4, 0, NOT_ASKED], np.int8)
    curve = naming_curve(names, ORDER, VOTES, TRAIN, TEST)
    assert curve.clusters == [2, 0, 1]
    assert curve.yours.tolist() == [0, 18, 23, 24]
    assert curve.vote.tolist() == [0, 18, 23, 32]
    assert curve.covered.tolist() == [0, 20, 30, 40]
    # A random label is right as often as train and test images agree on it.
    first, second = 0.6 * 5 + 0.4 * 5, 0.2 * 1 + 0.8 * 9
    assert np.allclose(curve.one_label, [0, 18, 18 + first, 18 + first + second])
    assert curve.labels_of_vote == 30


def test_a_cluster_that_nobody_could_name_is_not_read_and_spends_nothing():
    names = np.array([CANNOT_TELL, 9, NOT_ASKED, NOT_ASKED], np.int8)
    curve = naming_curve(names, ORDER, VOTES, TRAIN, TEST)
    assert curve.clusters == [1]
    assert curve.yours.tolist() == curve.vote.tolist() == [0, 9]
    assert curve.labels_of_vote == 10
    nothing = naming_curve(np.full(4, NOT_ASKED), ORDER, VOTES, TRAIN, TEST)
    assert nothing.yours.tolist() == nothing.one_label.tolist() == [0]


def test_the_names_of_the_vote_read_what_the_vote_reads():
    curve = naming_curve(VOTES.astype(np.int8), [0, 1, 2, 3], VOTES, TRAIN, TEST)
    assert curve.yours.tolist() == curve.vote.tolist()
    assert right_in(VOTES, TEST).tolist() == [5, 9, 18, 0]


def test_differences_begin_where_the_vote_reads_most_more():
    names = np.array([9, 4, CANNOT_TELL, NOT_ASKED], np.int8)
    # Lost: 0 test images in #0, 8 in #1, 18 in #2.
    assert where_vote_differs(names, VOTES, TEST) == [2, 1, 0]
    assert where_vote_differs(VOTES.astype(np.int8), VOTES, TEST) == []


def test_a_table_tells_the_vote_only_of_clusters_that_were_answered():
    names = np.array([9, NOT_ASKED, CANNOT_TELL, NOT_ASKED], np.int8)
    rows = naming_rows(names, VOTES, TRAIN, TEST)
    assert rows[0] == {
        "cluster": 0,
        "training_images": 10,
        "name": 9,
        "vote": 4,
        "purity": 0.6,
        "test_images": 10,
        "right_by_name": 5,
        "right_by_vote": 5,
    }
    assert (rows[2]["name"], rows[2]["vote"]) == ("cannot tell", 0)
    assert rows[2]["right_by_name"] == 0
    assert list(rows[1].values()) == [1, 10, *[None] * 6]
    assert rows[3]["training_images"] == 0
