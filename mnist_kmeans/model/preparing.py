"""MNIST's form for images of its size that are not in it: `MnistForm`."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from mnist_kmeans.features.validation import check_images, image_scale
from mnist_kmeans.pictures.mnist_form import is_prepared, prepare_image


class MnistForm(TransformerMixin, BaseEstimator):
    """Bring images of single digits into MNIST's form.

    Digits of another size than MNIST's, or placed elsewhere in their images, are read
    much worse. `read_digits` finds and prepares those in pictures of any size; this is
    for images of 28 x 28 pixels, and for pipelines: ``build_model(..., prepare=True)``
    begins with it.

    Notes
    -----
    Each digit is scaled into 20 x 20 pixels with its aspect ratio kept, its strokes
    redrawn where they are wider or narrower than nearly all of MNIST's, and placed by
    its centre of mass: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based
    learning applied to document recognition" (1998). Images in that form and images
    without ink come back as they are.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans import MnistForm, load_mnist
    >>> image = load_mnist().x_test[:1] / 255
    >>> moved = np.roll(image, 4, axis=2)
    >>> form = MnistForm()
    >>> bool(np.allclose(form.fit_transform(image), image))
    True
    >>> off = np.abs(moved - image).sum(), np.abs(form.transform(moved) - image).sum()
    >>> bool(off[1] < off[0] / 2)
    True
    """

    def fit(self, images: ArrayLike, y: Any = None) -> Self:
        """Check the images; there is nothing to learn.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            uint8 in 0..255 or floating point in 0..1.
        y : None
            Ignored.

        Returns
        -------
        MnistForm

        Raises
        ------
        ValueError
            When `check_images` refuses the images.

        Examples
        --------
        >>> import numpy as np
        >>> from mnist_kmeans import MnistForm
        >>> MnistForm().fit(np.zeros((1, 28, 28)))
        MnistForm()
        """
        check_images(images)
        return self

    def transform(self, images: ArrayLike) -> NDArray[np.float32]:
        """Prepare the images that are not in MNIST's form.

        Parameters
        ----------
        images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            One digit each, ink bright on black, uint8 in 0..255 or floating point in
            0..1.

        Returns
        -------
        ndarray of shape (n, 28, 28), float32
            0 to 1.

        Raises
        ------
        ValueError
            When `check_images` refuses the images.

        Examples
        --------
        >>> import numpy as np
        >>> from mnist_kmeans import MnistForm
        >>> bar = np.zeros((1, 28, 28))
        >>> bar[0, 2:12, 3:5] = 1
        >>> rows, columns = np.nonzero(MnistForm().fit_transform(bar)[0] > 0.5)
        >>> int(np.ptp(rows)) + 1
        20
        """
        images = check_images(images)
        pixels: NDArray[np.float32] = np.multiply(
            images, image_scale(images), dtype=np.float32
        )
        for i in np.flatnonzero(pixels.any(axis=(1, 2)) & ~is_prepared(pixels)):
            pixels[i] = prepare_image(pixels[i])
        return pixels

    def __sklearn_is_fitted__(self) -> bool:
        return True
