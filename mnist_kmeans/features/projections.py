"""Transformers from images to pixels and to principal components."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.features.shapes import deskew, oriented_gradients
from mnist_kmeans.features.threads import in_chunks, one_thread
from mnist_kmeans.features.validation import check_images, image_scale

#: Principal components that are kept, and rows that they are computed from.
N_COMPONENTS, N_BASIS = 50, 1500


class NumberedFeatures:
    """Mixin that names features by a prefix and a number, as in ``"pca0"``.

    scikit-learn's own, `ClassNamePrefixFeaturesOutMixin`, takes the class's name.
    """

    _prefix: str

    @property
    def _n_features_out(self) -> int:
        raise NotImplementedError

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Name the features.

        Parameters
        ----------
        input_features : None
            Ignored.

        Returns
        -------
        ndarray of shape (n_features,), object
            The prefix and a number, as in ``"pca0"``.
        """
        check_is_fitted(self)
        names = [f"{self._prefix}{i}" for i in range(self._n_features_out)]
        return np.array(names, dtype=object)


class PixelScaler(NumberedFeatures, TransformerMixin, BaseEstimator):
    """Flatten images to rows of 784 pixels in 0..1.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.features.projections import PixelScaler
    >>> white = np.full((2, 28, 28), 255, np.uint8)
    >>> PixelScaler().fit_transform(white).max()
    np.float32(1.0)
    """

    _prefix = "pixel"

    def fit(self, images: Any, y: Any = None) -> Self:
        """Check the images; there is nothing to learn.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.
        y : None
            Ignored.

        Returns
        -------
        PixelScaler
        """
        check_images(images)
        return self

    def transform(self, images: Any) -> NDArray[np.float32]:
        """Flatten and scale.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.

        Returns
        -------
        ndarray of shape (n, 784), float32
            Grey values in 0..1.

        Raises
        ------
        ValueError
            When `check_images` refuses the images.
        """
        images = check_images(images)
        pixels = np.empty((len(images), 28 * 28), np.float32)
        np.multiply(images.reshape(pixels.shape), image_scale(images), out=pixels)
        return pixels

    @property
    def _n_features_out(self) -> int:
        return 28 * 28

    def __sklearn_is_fitted__(self) -> bool:
        return True


def principal_components(
    rows: NDArray[Any], n_components: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Compute the mean and the first principal components of rows.

    Parameters
    ----------
    rows : ndarray of shape (n_samples, n_features), floating point
    n_components : int
        Fewer are computed when there are fewer rows or features.

    Returns
    -------
    mean : ndarray of shape (n_features,)
    components : ndarray of shape (n_components, n_features)
        Orthonormal rows, in order of decreasing variance.
    """
    mean = rows.mean(axis=0)
    rows = rows - mean
    size = rows.shape[1]
    n_components = min(n_components, size, len(rows))
    # Only these few of the 784 eigenvectors are computed, which scikit-learn's PCA has
    # no option for; its randomised solver takes three times as long here. numpy and
    # scipy each have a BLAS, whose threads compete for the cores.
    with one_thread("blas"):
        _, vectors = eigh(
            rows.T @ rows, subset_by_index=(size - n_components, size - 1)
        )
    return mean, np.ascontiguousarray(vectors.T[::-1])


class PixelPCA(NumberedFeatures, TransformerMixin, BaseEstimator):
    """Project images on their principal components, without a float copy of them all.

    Parameters
    ----------
    n_components : int, default=50
        Components to keep; fewer when there are fewer images.
    n_basis : int, default=1500
        Images that the components are computed from, evenly spaced over those given.
        With 1,500, 3,000 or 5,000 of MNIST's 60,000 the inertia of k-means at k = 256
        was the same to 0.1 %.

    Attributes
    ----------
    components_ : ndarray of shape (n_components, 784), float32
        Orthonormal rows, in order of decreasing variance.
    mean_ : ndarray of shape (784,), float32
        The mean image.

    Notes
    -----
    K. Pearson, "On lines and planes of closest fit to systems of points in space"
    (1901).

    Examples
    --------
    >>> from mnist_kmeans import load_mnist
    >>> from mnist_kmeans.features.projections import PixelPCA
    >>> data = load_mnist()
    >>> PixelPCA(20).fit(data.x_train).transform(data.x_test).shape
    (10000, 20)
    """

    _prefix = "pca"

    def __init__(
        self, n_components: int = N_COMPONENTS, n_basis: int = N_BASIS
    ) -> None:
        self.n_components = n_components
        self.n_basis = n_basis

    def fit(self, images: Any, y: Any = None) -> Self:
        """Compute the components.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.
        y : None
            Ignored.

        Returns
        -------
        PixelPCA

        Raises
        ------
        ValueError
            When `check_images` refuses the images, or there are fewer than two.
        """
        images = check_images(images)
        if len(images) < 2:
            raise ValueError(f"n_samples={len(images)} should be >= 2 for PCA.")
        basis = images[evenly_spaced(len(images), self.n_basis)]
        rows = self._rows(basis.astype(np.float32) * image_scale(images))
        self.mean_, self.components_ = principal_components(rows, self.n_components)
        return self

    def transform(self, images: Any) -> NDArray[np.float32]:
        """Project images on the components.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.

        Returns
        -------
        ndarray of shape (n, n_components), float32

        Raises
        ------
        ValueError
            When `check_images` refuses the images.
        """
        check_is_fitted(self)
        images = check_images(images)
        basis, scale = self.components_.T, image_scale(images)
        if self._linear:
            # Scaling the components saves a pass over all pixels.
            basis, scale = basis * scale, np.float32(1)

        def project(chunk: NDArray[np.float32]) -> NDArray[np.float32]:
            rows = self._rows(chunk if scale == 1 else chunk * scale)
            projected: NDArray[np.float32] = rows @ basis
            return projected

        projected = in_chunks(project, images, basis.shape[1])
        projected -= self.mean_ @ self.components_.T
        return projected

    @property
    def _n_features_out(self) -> int:
        return len(self.components_)

    # Whether `_rows` is linear in brightness.
    _linear = True

    def _rows(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the components are computed of, a row per image."""
        return images.reshape(-1, 28 * 28)


class DeskewedPCA(PixelPCA):
    """Shear digits upright and project them on their principal components.

    Parameters and attributes are those of `PixelPCA`.
    """

    _prefix = "deskewed"

    def _rows(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        return super()._rows(deskew(images))


class GradientPCA(PixelPCA):
    """Project the oriented gradients of upright digits on their principal components.

    Parameters and attributes are those of `PixelPCA`, rows being 576 long.
    """

    _prefix, _linear = "hog", False

    def _rows(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        return oriented_gradients(deskew(images))
