"""Sentences about the names that a person gives to clusters."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.by_hand.naming import CANNOT_TELL
from mnist_kmeans.fits.by_hand.reading_by_name import NamingCurve
from mnist_kmeans.words.numbers import NEAR_TIE, a_digit, percent


def naming_headline(
    curve: NamingCurve, n_test: int, right_by_vote: int, n_labels: int
) -> str:
    """Write how many test images the names read right, beside the vote.

    Parameters
    ----------
    curve : NamingCurve
    n_test : int
        Test images in all.
    right_by_vote : int
        Those that the vote reads right in all clusters.
    n_labels : int
        The labels that it used: the training images.

    Returns
    -------
    str
        Such as "10 names read 5,512 of 10,000 test images right; the vote of 60,000
        labels reads 5,870".
    """
    n_names, right = len(curve.clusters), int(curve.yours[-1])
    if not n_names:
        return "k-means found the groups: which digits are they?"
    names = "1 name reads" if n_names == 1 else f"{n_names} names read"
    return (
        f"{names} {right:,} of {n_test:,} test images right; the vote of {n_labels:,} "
        f"labels reads {right_by_vote:,}"
    )


def covered_sentence(curve: NamingCurve, n_test: int) -> str:
    """Write which share of the images in the clusters named is read right.

    Parameters
    ----------
    curve : NamingCurve
        With one name at least.
    n_test : int
        Test images in all.

    Returns
    -------
    str
    """
    covered, right = int(curve.covered[-1]), int(curve.yours[-1])
    if not covered:
        return "No test image lies in a cluster that you named."
    share = percent(right / covered)
    if covered == n_test:
        return (
            f"All test images lie in clusters that you named: {share} are read right."
        )
    return (
        f"{covered:,} test images lie in clusters that you named; {share} of those are "
        "read right. The others are not read, and count as wrong."
    )


def difference_sentence(
    cluster: int, name: int, vote: int, votes: NDArray[np.int64]
) -> str:
    """Write how a name differs from the vote, and what the vote was.

    Parameters
    ----------
    cluster : int
    name : int
        The person's: a digit or `CANNOT_TELL`.
    vote : int
        The digit with most votes.
    votes : ndarray of shape (10,), int
        The cluster's training images by digit, one at least.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.words.by_hand.naming_sentences import difference_sentence
    >>> votes = np.array([0, 0, 0, 0, 52, 7, 0, 0, 0, 41])
    >>> difference_sentence(3, 9, 4, votes)
    '**#3: you say 9, the vote 4.** 52% of its 100 training images show a 4, 41% a 9.'
    """
    shares = votes / votes.sum()
    size = f"{votes.sum():,} training images"
    if name == CANNOT_TELL:
        start = f"**#{cluster}: you cannot tell, the vote says {vote}.**"
        second = int(np.argsort(-votes, kind="stable")[1])
        more = f", {percent(shares[second])} {a_digit(second)}" * bool(votes[second])
        mixed = " No digit has half of it." * bool(shares[vote] < 0.5)
        return (
            f"{start} {percent(shares[vote])} of its {size} show {a_digit(vote)}"
            f"{more}.{mixed}"
        )
    start = f"**#{cluster}: you say {name}, the vote {vote}.**"
    if not votes[name]:
        return (
            f"{start} {percent(shares[vote])} of its {size} show {a_digit(vote)}, none "
            f"{a_digit(name)}."
        )
    close = " A close vote." * bool(NEAR_TIE * shares[vote] <= shares[name])
    return (
        f"{start} {percent(shares[vote])} of its {size} show {a_digit(vote)}, "
        f"{percent(shares[name])} {a_digit(name)}.{close}"
    )


def likeness_sentence(name: int, vote: int, to_name: float, to_vote: float) -> str:
    """Write which of two digits the mean of a cluster is more like.

    Parameters
    ----------
    name, vote : int
        The digit that the person says, and that of the vote.
    to_name, to_vote : float
        The distance of the cluster's mean image to the mean image of each.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.naming_sentences import likeness_sentence
    >>> likeness_sentence(9, 4, 2.1, 2.6)
    'Its mean is more like the mean of all 9s than of all 4s: the mean misleads.'
    >>> likeness_sentence(9, 4, 2.6, 2.1)
    'Its mean is more like the mean of all 4s than of all 9s.'
    """
    if to_name < to_vote:
        return (
            f"Its mean is more like the mean of all {name}s than of all {vote}s: "
            "the mean misleads."
        )
    return f"Its mean is more like the mean of all {vote}s than of all {name}s."


def cost_of_name_sentence(right_by_name: int, right_by_vote: int, n_test: int) -> str:
    """Write what a name changes on the test images of its cluster.

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.naming_sentences import cost_of_name_sentence
    >>> cost_of_name_sentence(400, 520, 1000)
    'Of its 1,000 test images your name reads 400 right, the vote 520.'
    """
    if not n_test:
        return "No test image lies in it."
    return (
        f"Of its {n_test:,} test images your name reads {right_by_name:,} right, the "
        f"vote {right_by_vote:,}."
    )


def by_name_sentence(cluster: int, name: int, vote: int) -> str:
    """Write that an answer is by the visitor's name for a cluster, or by the vote.

    Parameters
    ----------
    cluster : int
    name : int
        The visitor's; below 0 where there is none.
    vote : int

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.naming_sentences import by_name_sentence
    >>> by_name_sentence(3, 9, 4)
    'By your name: you say that #3 is 9, the vote says 4.'
    >>> by_name_sentence(3, -1, 4)
    'By the vote: you gave #3 no name.'
    """
    if name < 0:
        return f"By the vote: you gave #{cluster} no name."
    if name == vote:
        return f"By your name: you say that #{cluster} is {name}, and so does the vote."
    return f"By your name: you say that #{cluster} is {name}, the vote says {vote}."
