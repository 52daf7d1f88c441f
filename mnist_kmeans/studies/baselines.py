"""Baselines for k-means: a simpler method, and methods that use every label."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.neighbors import KNeighborsClassifier

from mnist_kmeans.features.building import Features
from mnist_kmeans.on_step import OnStep, silent

_DRAWS = 20
# Test images per block, which takes a second or two and cannot be ended in between.
_BLOCK = 200
_STEPS = 100


def random_prototypes(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    n_prototypes: int,
    on_step: OnStep = silent,
) -> NDArray[np.float64]:
    """Classify test images by the nearest of a few randomly drawn training images.

    Parameters
    ----------
    features : Features
    y_train, y_test : ndarray of shape (n,), uint8
        The digit each image shows.
    n_prototypes : int
        The number of training images drawn, at most all.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    ndarray of shape (20,), float64
        Test accuracy of each of 20 draws, which are the same in every call.

    Examples
    --------
    >>> from mnist_kmeans.studies.baselines import random_prototypes
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.features.building import compute_features
    >>> data = load_bundled_digits()
    >>> features = compute_features("pca", data.x_train, data.x_test)
    >>> scores = random_prototypes(features, data.y_train, data.y_test, n_prototypes=10)
    >>> scores.shape
    (20,)
    """
    rng = np.random.default_rng(0)
    test, scores = np.asarray(features.test), []
    for i in range(_DRAWS):
        on_step(i / _DRAWS, "Drawing random images")
        drawn = rng.choice(len(features.train), n_prototypes, replace=False)
        nearest = KNeighborsClassifier(1, algorithm="brute")
        nearest.fit(features.train[drawn], y_train[drawn])
        scores.append(nearest.score(test, y_test))
    return np.array(scores)


def nearest_neighbour(
    features: Features,
    y_train: NDArray[np.uint8],
    y_test: NDArray[np.uint8],
    on_step: OnStep = silent,
) -> float:
    """Classify test images by the nearest of all training images.

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
    nearest = KNeighborsClassifier(1, algorithm="brute")
    nearest.fit(np.asarray(features.train), y_train)
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
    The model of scikit-learn's ``LogisticRegression(max_iter=100)``: L-BFGS (D. Liu and
    J. Nocedal 1989) minimises the mean cross-entropy plus a small penalty on the
    weights. That class is not used because its fit can be ended only every few steps,
    with ``warm_start``, and takes four times the processor time.
    """
    rows, n = np.asarray(features.train), len(y_train)
    classes, encoded = np.unique(y_train, return_inverse=True)
    step = 0

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        on_step(step / _STEPS, "Fitting a logistic regression to all labels")
        weights = flat.reshape(-1, len(classes))  # the last row is the intercepts
        logs = log_softmax(_scores(rows, weights), axis=1)
        penalty = 0.5 / n * np.square(weights[:-1]).sum()
        entropy = -logs[np.arange(n), encoded].mean(dtype=np.float64)
        errors = np.exp(logs)
        errors[np.arange(n), encoded] -= 1
        gradient = np.vstack([rows.T @ errors + weights[:-1], errors.sum(axis=0)])
        return entropy + penalty, gradient.ravel().astype(np.float64) / n

    def count(flat: NDArray[np.float64]) -> None:
        nonlocal step
        step += 1

    start = np.zeros((rows.shape[1] + 1) * len(classes))
    # The limits are those of LogisticRegression.
    limits = {"maxiter": _STEPS, "maxls": 50, "gtol": 1e-4, "ftol": 64 * 2.0**-52}
    optimum = minimize(
        loss, start, jac=True, method="L-BFGS-B", callback=count, options=limits
    )
    scores = _scores(np.asarray(features.test), optimum.x.reshape(-1, len(classes)))
    return float((classes[scores.argmax(axis=1)] == y_test).mean())


def _scores(
    rows: NDArray[np.float32], weights: NDArray[np.float64]
) -> NDArray[np.float32]:
    single = weights.astype(np.float32)  # otherwise all rows become float64
    scores: NDArray[np.float32] = rows @ single[:-1] + single[-1]
    return scores
