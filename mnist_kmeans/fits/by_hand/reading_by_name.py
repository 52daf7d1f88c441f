"""What the names that a person gave to clusters read right, beside the vote."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.by_hand.naming import CANNOT_TELL, NOT_ASKED


@dataclass(frozen=True, eq=False)
class NamingCurve:
    """What names read right, after each of them.

    Attributes
    ----------
    clusters : list of int
        The clusters that were named, in the order of the questions; one that the person
        could not tell has no name.
    yours : ndarray of shape (n_names + 1,), int64
        Test images read right by the first names: 0 by none. One in a cluster without a
        name is not read at all.
    vote : ndarray of shape (n_names + 1,), int64
        The same, were the same clusters named by the vote of all their training images.
    one_label : ndarray of shape (n_names + 1,), float64
        The same, were each named by the label of one of its training images, drawn at
        random: what is expected of as many labels as names.
    covered : ndarray of shape (n_names + 1,), int64
        Test images in these clusters.
    labels_of_vote : int
        The labels that the vote used: the training images of all these clusters.
    """

    clusters: list[int]
    yours: NDArray[np.int64]
    vote: NDArray[np.int64]
    one_label: NDArray[np.float64]
    covered: NDArray[np.int64]
    labels_of_vote: int


def naming_curve(
    names: NDArray[np.int8],
    order: list[int],
    votes: NDArray[np.uint8],
    train_counts: NDArray[np.int64],
    test_counts: NDArray[np.int64],
) -> NamingCurve:
    """Compute what names read right, after each of them.

    Parameters
    ----------
    names : ndarray of shape (n_clusters,), int8
        A digit, `NOT_ASKED` or `CANNOT_TELL` for each cluster.
    order : list of int
        The clusters, in the order of the questions.
    votes : ndarray of shape (n_clusters,), int
        The digit that each stands for by majority vote.
    train_counts, test_counts : ndarray of shape (n_clusters, 10), int
        Images by cluster and digit.

    Returns
    -------
    NamingCurve
    """
    named = [cluster for cluster in order if names[cluster] >= 0]
    train, test = train_counts[named], test_counts[named]
    at = np.arange(len(named))
    shares = train / np.maximum(train.sum(axis=1, keepdims=True), 1)
    return NamingCurve(
        clusters=named,
        yours=_running(test[at, names[named]]),
        vote=_running(test[at, votes[named]]),
        one_label=_running((shares * test).sum(axis=1)),
        covered=_running(test.sum(axis=1)),
        labels_of_vote=int(train.sum()),
    )


def _running(values: NDArray[Any]) -> NDArray[Any]:
    """Return the sums of the first values: of none, of one, and so on."""
    return np.concatenate([np.zeros(1, values.dtype), np.cumsum(values)])


def where_vote_differs(
    names: NDArray[np.int8], votes: NDArray[np.uint8], test_counts: NDArray[np.int64]
) -> list[int]:
    """List the clusters that a person and the vote name differently.

    Parameters
    ----------
    names : ndarray of shape (n_clusters,), int8
    votes : ndarray of shape (n_clusters,), int
    test_counts : ndarray of shape (n_clusters, 10), int
        As in `naming_curve`.

    Returns
    -------
    list of int
        Those that the person could not tell are among them, those not asked are not.
        The first is where the vote reads most test images more than the name.
    """
    differing = np.flatnonzero((names != NOT_ASKED) & (names != votes))
    yours, theirs = right_in(names, test_counts), right_in(votes, test_counts)
    lost = (theirs - yours)[differing]
    return [int(cluster) for cluster in differing[np.argsort(-lost, kind="stable")]]


def right_in(names: NDArray[Any], test_counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the test images of each cluster that its name reads right.

    Parameters
    ----------
    names : ndarray of shape (n_clusters,), int
        Digits; below 0 where there is none.
    test_counts : ndarray of shape (n_clusters, 10), int

    Returns
    -------
    ndarray of shape (n_clusters,), int64
        0 where there is no name.
    """
    names = np.asarray(names, np.int64)
    right = test_counts[np.arange(len(names)), np.maximum(names, 0)]
    return np.where(names >= 0, right, 0)


def naming_rows(
    names: NDArray[np.int8],
    votes: NDArray[np.uint8],
    train_counts: NDArray[np.int64],
    test_counts: NDArray[np.int64],
) -> list[dict[str, Any]]:
    """List the clusters with their names, for a table.

    Parameters
    ----------
    names : ndarray of shape (n_clusters,), int8
    votes : ndarray of shape (n_clusters,), int
    train_counts, test_counts : ndarray of shape (n_clusters, 10), int
        As in `naming_curve`.

    Returns
    -------
    list of dict
        ``cluster``, ``training_images``, ``name`` (a digit, "cannot tell", or None),
        and, of a cluster that was asked about only: ``vote``, ``purity`` (the share of
        its training images that show that digit), ``test_images``, and of these
        ``right_by_name`` and ``right_by_vote``.
    """
    sizes, by_name = train_counts.sum(axis=1), right_in(names, test_counts)
    by_vote, n_test = right_in(votes, test_counts), test_counts.sum(axis=1)
    rows = []
    for cluster, name in enumerate(names.tolist()):
        digit = int(votes[cluster])
        known: dict[str, Any] = {
            "vote": digit,
            "purity": round(float(train_counts[cluster, digit] / sizes[cluster]), 4)
            if sizes[cluster]
            else None,
            "test_images": int(n_test[cluster]),
            "right_by_name": int(by_name[cluster]),
            "right_by_vote": int(by_vote[cluster]),
        }
        asked = name != NOT_ASKED
        rows.append(
            {
                "cluster": cluster,
                "training_images": int(sizes[cluster]),
                "name": {NOT_ASKED: None, CANNOT_TELL: "cannot tell"}.get(name, name),
                **{key: value if asked else None for key, value in known.items()},
            }
        )
    return rows
