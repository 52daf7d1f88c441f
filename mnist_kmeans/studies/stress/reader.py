"""A fit with what transforms new images into its feature space."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit, fitted_classifier
from mnist_kmeans.fits.verdicts import Verdict, judge


@dataclass(frozen=True, eq=False)
class Reader:
    """What reads images: a fit, and the transformer into its feature space.

    Attributes
    ----------
    fit : Fit
    transformer : transformer
        Fitted on the same training images.
    """

    fit: Fit
    transformer: Any

    def read(self, images: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the digit that each image is read as.

        Parameters
        ----------
        images : ndarray of shape (n, 28, 28), float32
            0 to 1.

        Returns
        -------
        ndarray of shape (n,), uint8
        """
        digits = fitted_classifier(self.fit).predict(self._points(images))
        return np.asarray(digits, np.uint8)

    def judge(self, images: NDArray[np.float32]) -> list[Verdict]:
        """Return the verdict on each image, of shape (n, 28, 28), as `judge` does."""
        return judge(self._points(images), self.fit)

    def _points(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(self.transformer.transform(images))
