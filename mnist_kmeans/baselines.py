"""What k-means is held against: simpler ways and ways that see every label."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from mnist_kmeans.features import Features

_DRAWS = 20
_BLOCK = 500
_STEPS = 100

OnStep = Callable[[float, str], None]


def random_prototypes(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    n_prototypes: int,
) -> NDArray[np.float64]:
    """Read each test image as the nearest of a few training images drawn at random.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
        The digit each image shows.
    n_prototypes : int
        Training images drawn, at most all.

    Returns
    -------
    ndarray of shape (20,), float64
        Test accuracy of each of 20 draws, always the same ones.
    """
    rng = np.random.default_rng(0)
    scores = []
    for _ in range(_DRAWS):
        drawn = rng.choice(len(features.train), n_prototypes, replace=False)
        nearest = KNeighborsClassifier(1, algorithm="brute")
        nearest.fit(features.train[drawn], y_train[drawn])
        scores.append(nearest.score(features.test, y_test))
    return np.array(scores)


def nearest_neighbour(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    on_step: OnStep,
) -> float:
    """Read each test image as the nearest of all training images.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
    on_step : callable
        Called as ``on_step(fraction, what)``; it may raise to stop.

    Returns
    -------
    float
        Test accuracy.

    Notes
    -----
    T. Cover and P. Hart, "Nearest neighbor pattern classification" (1967).
    """
    nearest = KNeighborsClassifier(1, algorithm="brute").fit(features.train, y_train)
    right = 0
    for start in range(0, len(y_test), _BLOCK):
        on_step(start / len(y_test), "Looking up nearest neighbours")
        rows = slice(start, start + _BLOCK)
        right += int((nearest.predict(features.test[rows]) == y_test[rows]).sum())
    return right / len(y_test)


def logistic_regression(
    features: Features, y_train: NDArray[np.uint8], y_test: NDArray[np.uint8]
) -> float:
    """Fit a linear classifier to all training labels, in at most 100 steps.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8

    Returns
    -------
    float
        Test accuracy.
    """
    model: Any = LogisticRegression(max_iter=_STEPS)
    with warnings.catch_warnings():
        # Further steps change the third digit at most.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features.train, y_train)
    return float(model.score(features.test, y_test))
