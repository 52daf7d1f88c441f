"""When an answer is in doubt, and how often such answers are right."""

from typing import NamedTuple

#: A digit is far from every centroid when it is farther from its own than this share
#: of the training images from theirs.
USUAL_SHARE = 0.99

#: An answer is a close call when, on the way from its centroid to one of another digit,
#: the digit has come farther than this; half-way the answer changes. At k = 256 about
#: half of the close calls are right in each feature space; as a share of the distance,
#: a threshold would have to be another in each.
CLOSE_WAY = 0.45

#: The training images left out of the fits behind `SHARES_RIGHT`, and the k of these.
LEFT_OUT, MEASURED_KS = 10_000, (10, 25, 64, 256)


class SharesRight(NamedTuple):
    """Shares of answers that are right.

    Attributes
    ----------
    sure : float
        Of those that are neither of these.
    close : float
        Of close calls.
    far : float
        Of digits far from every centroid, close calls or not.
    """

    sure: float
    close: float
    far: float


def shares_right(space: str, k: int) -> tuple[int, SharesRight]:
    """Return how often answers were right at the nearest k that was measured.

    Parameters
    ----------
    space : str
        A name in `FEATURE_SPACES`.
    k : int

    Returns
    -------
    measured_k : int
        The nearest as a ratio.
    shares : SharesRight
        Of the answers for MNIST's last `LEFT_OUT` training images, from a fit to the
        others.

    Examples
    --------
    >>> from mnist_kmeans.fits.doubt import shares_right
    >>> shares_right("hog", 100)[0]
    64
    """
    nearest = min(MEASURED_KS, key=lambda measured: max(k / measured, measured / k))
    return nearest, SHARES_RIGHT[space, nearest]


#: By feature space and k, as ``python -m benchmarks.doubt`` prints them.
SHARES_RIGHT: dict[tuple[str, int], SharesRight] = {
    ("pixels", 10): SharesRight(0.62, 0.23, 0.33),
    ("pixels", 25): SharesRight(0.80, 0.42, 0.48),
    ("pixels", 64): SharesRight(0.88, 0.44, 0.49),
    ("pixels", 256): SharesRight(0.94, 0.52, 0.68),
    ("pca", 10): SharesRight(0.61, 0.24, 0.24),
    ("pca", 25): SharesRight(0.80, 0.40, 0.39),
    ("pca", 64): SharesRight(0.88, 0.45, 0.57),
    ("pca", 256): SharesRight(0.94, 0.53, 0.61),
    ("deskewed", 10): SharesRight(0.80, 0.41, 0.54),
    ("deskewed", 25): SharesRight(0.87, 0.41, 0.51),
    ("deskewed", 64): SharesRight(0.94, 0.48, 0.58),
    ("deskewed", 256): SharesRight(0.97, 0.52, 0.68),
    ("hog", 10): SharesRight(0.95, 0.46, 0.68),
    ("hog", 25): SharesRight(0.96, 0.49, 0.62),
    ("hog", 64): SharesRight(0.98, 0.52, 0.69),
    ("hog", 256): SharesRight(0.99, 0.55, 0.78),
    ("autoencoder", 10): SharesRight(0.99, 0.42, 0.24),
    ("autoencoder", 25): SharesRight(0.99, 0.38, 0.51),
    ("autoencoder", 64): SharesRight(0.99, 0.44, 0.60),
    ("autoencoder", 256): SharesRight(0.99, 0.53, 0.75),
    ("spectral", 10): SharesRight(0.99, 0.46, 0.54),
    ("spectral", 25): SharesRight(0.99, 0.55, 0.65),
    ("spectral", 64): SharesRight(0.99, 0.47, 0.64),
    ("spectral", 256): SharesRight(0.99, 0.50, 0.63),
}
