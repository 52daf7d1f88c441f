"""What k-means is held against: simpler ways and ways that see every label."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.neighbors import KNeighborsClassifier

from mnist_kmeans.features.building import Features
from mnist_kmeans.reports import OnStep, silent

_DRAWS = 20
# Looked up at a time: a second or two, after which it can be ended.
_BLOCK = 200
_STEPS = 100


def random_prototypes(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    n_prototypes: int,
    on_step: OnStep = silent,
) -> NDArray[np.float64]:
    """Read each test image as the nearest of a few training images drawn at random.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
        The digit each image shows.
    n_prototypes : int
        Training images drawn, at most all.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    ndarray of shape (20,), float64
        Test accuracy of each of 20 draws, always the same ones.
    """
    rng = np.random.default_rng(0)
    scores = []
    for i in range(_DRAWS):
        on_step(i / _DRAWS, "Drawing random images")
        drawn = rng.choice(len(features.train), n_prototypes, replace=False)
        nearest = KNeighborsClassifier(1, algorithm="brute")
        nearest.fit(features.train[drawn], y_train[drawn])
        scores.append(nearest.score(features.test, y_test))
    return np.array(scores)


def nearest_neighbour(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    on_step: OnStep = silent,
) -> float:
    """Read each test image as the nearest of all training images.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
    on_step : callable, optional
        As in `random_prototypes`.

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
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    on_step: OnStep = silent,
) -> float:
    """Fit a linear classifier to all training labels, in at most 100 steps.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
    on_step : callable, optional
        As in `random_prototypes`.

    Returns
    -------
    float
        Test accuracy.

    Notes
    -----
    The classifier is scikit-learn's ``LogisticRegression(max_iter=100)``, the mean
    cross-entropy and a small penalty on the weights made least by L-BFGS (D. Liu and J.
    Nocedal 1989). There its fit cannot be ended early.
    """
    rows, n = features.train, len(y_train)
    classes, own = np.unique(y_train, return_inverse=True)
    step = 0

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        on_step(step / _STEPS, "Fitting a logistic regression to all labels")
        weights = flat.reshape(-1, len(classes))  # the last row is the intercepts
        logs = log_softmax(_scores(rows, weights), axis=1)
        penalty = 0.5 / n * np.square(weights[:-1]).sum()
        entropy = -logs[np.arange(n), own].mean(dtype=np.float64)
        errors = np.exp(logs)
        errors[np.arange(n), own] -= 1
        slopes = np.vstack([rows.T @ errors + weights[:-1], errors.sum(axis=0)])
        return entropy + penalty, slopes.ravel().astype(np.float64) / n

    def count(flat: NDArray[np.float64]) -> None:
        nonlocal step
        step += 1

    start = np.zeros((rows.shape[1] + 1) * len(classes))
    # The limits are LogisticRegression's own.
    limits = {"maxiter": _STEPS, "maxls": 50, "gtol": 1e-4, "ftol": 64 * 2.0**-52}
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", callback=count, options=limits
    )
    best = _scores(features.test, found.x.reshape(-1, len(classes))).argmax(axis=1)
    return float((classes[best] == y_test).mean())


def _scores(
    rows: NDArray[np.float32], weights: NDArray[np.float64]
) -> NDArray[np.float32]:
    narrow = weights.astype(np.float32)  # else all rows would be widened
    scores: NDArray[np.float32] = rows @ narrow[:-1] + narrow[-1]
    return scores
