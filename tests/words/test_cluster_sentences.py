import numpy as np
import pytest

from mnist_kmeans.words.cluster_sentences import cluster_sentence, headline


def counts(*rows):
    """Count votes by cluster and digit, given {digit: votes} for each cluster."""
    table = np.zeros((len(rows), 10), np.int64)
    for cluster, row in enumerate(rows):
        for digit, votes in row.items():
            table[cluster, digit] = votes
    return table


def headline_of(table):
    return headline(table.argmax(axis=1).astype(np.uint8), table)


@pytest.mark.parametrize(
    ("votes", "text"),
    [
        ({3: 900, 5: 100}, "90% of its 1,000 training images show a 3, 10% a 5."),
        ({3: 999, 5: 1}, ">99% of its 1,000 training images show a 3."),
        ({3: 7}, "100% of its 7 training images show a 3."),
    ],
)
def test_cluster_sentence(votes, text):
    sentence = cluster_sentence(12, 3, counts(votes)[0])
    assert sentence == f"**Cluster 12 stands for 3**: {text}"


def test_a_missing_digit_is_followed_to_where_it_went():
    rows = [{d: 9} for d in range(10)]
    rows[5] = {0: 9}
    rows[3] = {3: 9, 5: 4}
    rows[8] = {8: 9, 5: 2}
    assert headline_of(counts(*rows)) == (
        "At k = 10 two clusters stand for 0 and none for 5: the 5s went mostly to "
        "cluster 3, which stands for 3."
    )


def test_several_missing_digits():
    rows = [{d: 9} for d in range(8)]
    rows[1] = {1: 9, 8: 3}
    rows[4] = {4: 9, 9: 5}
    assert headline_of(counts(*rows)) == (
        "At k = 8 no cluster stands for 8 and 9: the 8s went mostly to "
        "cluster 1, which stands for 1; the 9s went mostly to cluster 4, which stands "
        "for 4."
    )


def test_many_missing_digits_are_summed_up():
    rows = [{1: 9, 2: 3, 3: 3, 4: 3, 5: 3}, {0: 9, 6: 3, 7: 3, 8: 3, 9: 3}]
    assert headline_of(counts(*rows)) == (
        "At k = 2 the clusters stand for 0 and 1 only: all other digits are read wrong."
    )


def test_several_digits_may_have_most_clusters():
    rows = [{d: 9} for d in (0, 1, 1, 2, 3, 4, 6, 6, 7, 9)]
    rows[4] = {3: 9, 5: 6}
    rows[1] = {1: 9, 8: 6}
    assert headline_of(counts(*rows)) == (
        "At k = 10 the digits 1 and 6 have two clusters each, and 5 and 8 none: the 5s "
        "went mostly to cluster 4, which stands for 3; the 8s went mostly to cluster "
        "1, which stands for 1."
    )


def test_every_digit_has_clusters():
    rows = [{d: 9} for d in range(10)] * 2
    assert headline_of(counts(*rows)) == "At k = 20 each digit has two clusters."
    assert (
        headline_of(counts(*rows[:10]))
        == "At k = 10 each digit has exactly one cluster."
    )
    rows += [{7: 9}] * 20
    assert headline_of(counts(*rows[1:])) == (
        "At k = 39 every digit has clusters of its own, from one for the 0s to 22 for "
        "the 7s."
    )


def test_digits_without_any_image_are_not_missed():
    assert headline_of(counts({0: 9}, {1: 9}, {0: 4})) == (
        "At k = 3 every digit has clusters of its own, from one for the 1s to two for "
        "the 0s."
    )
