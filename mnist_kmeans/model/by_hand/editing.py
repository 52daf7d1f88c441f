"""Fitted models with moves made by hand: `edit_clusters`."""

from copy import copy

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.model.by_hand.applying import Partition, after_move
from mnist_kmeans.model.by_hand.moves import Move, parse_moves
from mnist_kmeans.model.classifier import ClusterClassifier
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.model.pipeline import DigitModel
from mnist_kmeans.model.voting import winning_columns


def edit_clusters(
    model: DigitModel, moves: str, images: ArrayLike, labels: ArrayLike
) -> DigitModel:
    """Split, merge and remove clusters of a fitted model, one move after the other.

    Parameters
    ----------
    model : DigitModel
        As from `build_model`, fitted to these images; left as it is.
    moves : str
        Such as "s3.m4-7.r2.l": split #3, merge #4 and #7, remove #2, take a full step.
        See `parse_moves` and `after_move`.
    images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
    labels : array-like of shape (n,)
        The digit each image shows.

    Returns
    -------
    DigitModel
        A model with the clusters after the last move.

    Raises
    ------
    MovesError
        When a move cannot be made.
    ValueError
        When the images are not those that the model was fitted to.

    Examples
    --------
    >>> from mnist_kmeans import build_model
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.model import edit_clusters
    >>> data = load_bundled_digits()
    >>> images, labels = data.x_train, data.y_train
    >>> model = build_model(10).fit(images, labels)
    >>> edited = edit_clusters(model, "s3.l", images, labels)
    >>> edited[-1].cluster_centers_.shape
    (11, 784)
    >>> edited[-1].inertia_ < model[-1].inertia_
    True
    """
    classifier = model[-1]
    rows, digits = model[:-1].transform(images), np.asarray(labels)
    if not len(rows) == len(digits) == len(classifier.labels_):
        raise ValueError(
            f"there are {len(rows)} images and {len(digits)} labels; the model was "
            f"fitted to {len(classifier.labels_)}, which moves are made on."
        )
    distances = classifier.distance_to_own(rows, classifier.labels_)
    for move in parse_moves(moves, len(classifier.cluster_centers_)):
        classifier, distances = edit_classifier(
            classifier, distances, rows, digits, move
        )
    last = model.steps[-1][0]
    return DigitModel([*model.steps[:-1], (last, classifier)])


def edit_classifier(
    classifier: ClusterClassifier,
    distances: NDArray[np.float32],
    X: Rows,
    y: ArrayLike,
    move: Move,
) -> tuple[ClusterClassifier, NDArray[np.float32]]:
    """Make one move on the clusters of a fitted classifier.

    Parameters
    ----------
    classifier : ClusterClassifier
        Left as it is.
    distances : ndarray of shape (n,), float32
        Distance of each row to its centroid.
    X : ndarray or PixelRows of shape (n, n_features)
        The rows that it was fitted to.
    y : array-like of shape (n,)
        Their classes.
    move : Move

    Returns
    -------
    classifier : ClusterClassifier
        With the clusters after the move.
    distances : ndarray of shape (n,), float32
        Distance of each row to its new centroid.

    Raises
    ------
    MovesError
        When the move cannot be made.
    """
    now = Partition(classifier.cluster_centers_, classifier.labels_, distances)
    centers, labels, distances = after_move(X, now, move)
    after = copy(classifier)
    after.n_clusters = after._n_features_out = len(centers)
    after.cluster_centers_, after.labels_ = centers, labels
    after.inertia_ = float(np.square(distances, dtype=np.float64).sum())
    after.n_iter_ = classifier.n_iter_ + (move.kind == "step")
    encoded = np.searchsorted(classifier.classes_, np.asarray(y))
    after.cluster_counts_ = count_votes(
        labels, encoded, len(centers), len(classifier.classes_)
    )
    after.cluster_labels_ = after.classes_[
        winning_columns(after.cluster_counts_, centers)
    ]
    return after, distances
