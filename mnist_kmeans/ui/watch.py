"""Watch it learn: a fit from its first images to its last centroids."""

from mnist_kmeans.data import DigitData
from mnist_kmeans.fits import Fit


def section(fit: Fit, data: DigitData) -> None:
    """Show how the centroids of a fit came to be."""
