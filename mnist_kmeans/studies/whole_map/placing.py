"""Placing new images on a map by t-SNE that is finished."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.verdicts import nearest_images
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.studies.whole_map.layout import WholeMap

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

# As in openTSNE's `transform`: a new image is drawn to its nearest neighbours, by a
# perplexity of 5, and begins at the median of 25.
_PERPLEXITY, _N_NEIGHBORS = 5, 25
# So many are shown as the nearest.
_N_SHOWN = 5


class Placer:
    """Places new images on the map of all of MNIST.

    Parameters
    ----------
    whole : WholeMap
    features : Features
        Of the map's images in its feature space.

    Notes
    -----
    P. Poličar, M. Stražar and B. Zupan, "Embedding to reference t-SNE space addresses
    batch effects in single-cell classification" (2021), by openTSNE's own `transform`.
    Its index of neighbours takes minutes and hundreds of megabytes for 70,000 images;
    comparing a new image with each of them takes milliseconds and is exact.
    """

    def __init__(self, whole: WholeMap, features: "Features") -> None:
        from scipy.sparse import csr_matrix

        with of_extra("app"):
            from openTSNE import TSNEEmbedding
            from openTSNE.affinity import Affinities, joint_probabilities_nn

        known = np.concatenate([np.asarray(features.train), np.asarray(features.test)])

        class Exact(Affinities):  # type: ignore[misc]
            # The map's own, of which placing new images makes no use.
            P = csr_matrix((len(known), len(known)))

            def __init__(self) -> None: ...

            def to_new(
                self, data: Any, perplexity: float, return_distances: bool = False
            ) -> Any:
                near, distances = _nearest(data, known, _N_NEIGHBORS)
                chances = joint_probabilities_nn(
                    near,
                    distances,
                    [perplexity],
                    symmetrize=False,
                    normalization="point-wise",
                    n_reference_samples=len(known),
                )
                return (chances, near, distances) if return_distances else chances

        self._transformer = features.transformer
        self._known = known
        self._unit = whole.span / 65535
        positions = whole.places.astype(np.float64) * self._unit
        self._middle = (positions.max(axis=0) + positions.min(axis=0)) / 2
        self._embedding = TSNEEmbedding(
            positions - self._middle,
            Exact(),
            negative_gradient_method="fft",
            n_jobs=1,
            random_state=0,
        )
        # Else the first image to be placed would wait for it.
        self._embedding.prepare_interpolation_grid()

    def place(
        self, images: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """Place new images.

        Parameters
        ----------
        images : ndarray of shape (m, 28, 28), float32
            0 to 1.

        Returns
        -------
        places : ndarray of shape (m, 2), float32
            In the map's whole numbers.
        nearest : ndarray of shape (m, 5), int
            Numbers of the map's images nearest in its feature space, nearest first.
        """
        points = self._transformer.transform(images)
        placed = self._embedding.transform(points, perplexity=_PERPLEXITY)
        places = np.asarray((placed + self._middle) / self._unit, np.float32)
        return places, _nearest(points, self._known, _N_SHOWN)[0]


def _nearest(
    points: NDArray[np.float32], others: NDArray[np.float32], n: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the n nearest of others to each point, nearest first, and how far."""
    found = [nearest_images(point, others, n) for point in points]
    return np.array([near for near, _ in found]), np.array([far for _, far in found])
