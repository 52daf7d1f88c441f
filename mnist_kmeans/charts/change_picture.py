"""Picture of a change to a digit: what is added and what is taken away."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import BALANCE


def change_picture(
    difference: NDArray[np.floating], *, dark: bool = False
) -> NDArray[np.uint8]:
    """Draw what is added to a digit in blue and what is taken away in orange.

    Parameters
    ----------
    difference : ndarray of shape (28, 28), float
        The changed digit minus the digit; its largest value gets the full colour.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    ndarray of shape (28, 28, 3), uint8

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.charts.change_picture import change_picture
    >>> change_picture(np.array([[-0.5, 0.0, 0.5]])).tolist()
    [[[194, 65, 12], [255, 255, 255], [29, 95, 168]]]
    """
    taken, none, added = (
        np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], float)
        for _, color in BALANCE[dark]
    )
    shares = difference / (np.abs(difference).max() or 1.0)
    ends = np.where(shares[..., None] > 0, added, taken)
    picture = none + np.abs(shares)[..., None] * (ends - none)
    return np.asarray(np.rint(picture), np.uint8)
