"""The nearest image that a model answers otherwise, where its space is affine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# So far beyond the border, in the units of images, that rounding cannot undo it.
_BEYOND = 1e-3

# A solution may be so far short of that.
_TOLERANCE = _BEYOND / 2

_MAX_ITER = 500


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of centroids, in a space that is an affine map of images.

    Attributes
    ----------
    centers : ndarray of shape (n_clusters, n_features)
        The centroids.
    labels : ndarray of shape (n_clusters,)
        The digit each stands for.
    weights : ndarray of shape (n_features, n_pixels)
    offset : ndarray of shape (n_features,)
        An image x, of n_pixels numbers, lies at ``weights @ x + offset``.
    """

    centers: NDArray[np.floating]
    labels: NDArray[np.uint8]
    weights: NDArray[np.floating]
    offset: NDArray[np.floating]


def nearest_in_other_cell(
    image: NDArray[np.floating], cells: Cells, digit: int, to: int | None = None
) -> tuple[NDArray[np.float64], int] | None:
    """Find the nearest image that lies in the cell of another digit.

    Parameters
    ----------
    image : ndarray of shape (n_pixels,), float
        0 to 1.
    cells : Cells
    digit : int
        What the nearest centroid of the image stands for.
    to : int, optional
        What that of the other image should stand for; by default anything but `digit`.

    Returns
    -------
    nearest : ndarray of shape (n_pixels,), float64
        0 to 1, a thousandth beyond the border.
    cluster : int
        A cluster of another digit, nearer to it than all of `digit`; with `to` one that
        is nearer than all that stand for other digits.

    None where no such image has grey values from 0 to 1.

    Notes
    -----
    For each cluster it is a convex quadratic program: the projection on a polyhedron
    and a box, solved through its dual (L. Wang, X. Liu, J. Yi, Z.-H. Zhou and C.-J.
    Hsieh, "Evaluating the robustness of nearest neighbor classifiers: a primal-dual
    perspective", 2019). A cluster whose bisecting planes are farther than the best
    found so far is skipped.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.changes.nearest_cell import Cells
    >>> from mnist_kmeans.studies.changes.nearest_cell import nearest_in_other_cell
    >>> centers, labels = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([3, 8])
    >>> cells = Cells(centers, labels, np.eye(2), np.zeros(2))
    >>> nearest, cluster = nearest_in_other_cell(np.array([0.2, 0.7]), cells, 3)
    >>> nearest.round(2), cluster
    (array([0.5, 0.7]), 1)
    """
    start = np.asarray(image, np.float64)
    centers = np.asarray(cells.centers, np.float64)
    in_pixels = centers @ np.asarray(cells.weights, np.float64)
    constants = ((centers - 2 * np.asarray(cells.offset, np.float64)) * centers).sum(1)
    if to is None:
        goals = np.flatnonzero(cells.labels != digit)
        rivals = np.flatnonzero(cells.labels == digit)
    else:
        goals = np.flatnonzero(cells.labels == to)
        rivals = np.flatnonzero(cells.labels != to)
    planes: list[tuple[float, int, NDArray[np.float64], NDArray[np.float64]]] = []
    for goal in goals.tolist():
        normals = 2 * (in_pixels[rivals] - in_pixels[goal])
        lengths = np.sqrt(np.einsum("ij,ij->i", normals, normals))
        # A rival at the same place can be no nearer.
        apart = lengths > 0
        normals, lengths = normals[apart], lengths[apart]
        normals /= lengths[:, None]
        limits = (constants[rivals] - constants[goal])[apart] / lengths - _BEYOND
        bound = max(0.0, float((normals @ start - limits).max(initial=0)))
        planes.append((bound, goal, normals, limits))
    best: NDArray[np.float64] | None = None
    cluster, distance = -1, np.inf
    for bound, goal, normals, limits in sorted(planes, key=lambda plane: plane[0]):
        if bound >= distance:
            break
        projected = _project(start, normals, limits, distance)
        if projected is None:
            continue
        away = float(np.linalg.norm(projected - start))
        if away < distance:
            best, cluster, distance = projected, goal, away
    return None if best is None else (best, cluster)


def _project(
    image: NDArray[np.float64],
    normals: NDArray[np.float64],
    limits: NDArray[np.float64],
    farthest: float,
) -> NDArray[np.float64] | None:
    """Find the nearest x of 0 to 1 with ``normals @ x <= limits``.

    None where there is none, or only one farther than `farthest`.
    """
    from scipy.optimize import minimize

    def point(multipliers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.clip(image - multipliers @ normals, 0, 1)

    def dual(
        multipliers: NDArray[np.float64],
    ) -> tuple[float, NDArray[np.float64]]:
        x = point(multipliers)
        over = normals @ x - limits
        value = 0.5 * ((x - image) ** 2).sum() + multipliers @ over
        if value > 0.5 * farthest**2:
            raise _TooFarError
        return -value, -over

    try:
        solution = minimize(
            dual,
            np.zeros(len(limits)),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * len(limits),
            options={"maxiter": _MAX_ITER, "ftol": 1e-12, "gtol": _TOLERANCE / 5},
        )
    except _TooFarError:
        return None
    x = point(solution.x)
    return x if (normals @ x - limits).max(initial=0) <= _TOLERANCE else None


class _TooFarError(Exception):
    """The dual's value, a lower bound, is larger than what was found already."""
