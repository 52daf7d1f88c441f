"""Guess first, then see: questions to a room, and how many it got right."""

from mnist_kmeans.data import DigitData
from mnist_kmeans.fits import Fit


def about_clusters(fit: Fit, data: DigitData) -> None:
    """Ask which digit a cluster will stand for."""
