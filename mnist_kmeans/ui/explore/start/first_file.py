"""First centroids as a file, for those that no link can carry."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import numpy as np

from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.ui.controls import LARGEST_K
from mnist_kmeans.ui.controls.first_tokens import First, FirstError

# A file of 256 images takes 0.2 MB, not compressed.
_MOST_BYTES = 500_000

_NOT_ONE = "This is no file of first centroids: choose one that was saved here."


def file_of(firsts: Sequence[First]) -> bytes:
    """Write first centroids as an npz file.

    Parameters
    ----------
    firsts : sequence of First
        At least one.

    Returns
    -------
    bytes
        Of the arrays ``images``, of shape (m, 28, 28), uint8, and ``digits``, int8:
        what each shows, -1 where that is not known.
    """
    file = BytesIO()
    np.savez(
        file,
        images=np.array([first.image for first in firsts]),
        digits=np.array(
            [-1 if first.shows is None else first.shows for first in firsts], np.int8
        ),
    )
    return file.getvalue()


def firsts_in(content: bytes) -> list[First]:
    """Read first centroids from a file, as `file_of` writes it.

    Parameters
    ----------
    content : bytes
        Anything: it comes from a visitor.

    Returns
    -------
    list of First

    Raises
    ------
    FirstError
        When it is no such file.
    """
    if len(content) > _MOST_BYTES:
        raise FirstError("This file is too large to be one of first centroids.")
    try:
        with ZipFile(BytesIO(content)) as parts:
            # `savez` does not compress: a few bytes may unpack to gigabytes, whatever
            # size they say they have.
            listed = parts.infolist()
            if any(part.compress_type != ZIP_STORED for part in listed):
                raise FirstError(_NOT_ONE)
            if sum(part.file_size for part in listed) > _MOST_BYTES:
                raise FirstError("This file is too large to be one of first centroids.")
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            images, digits = FirstImages(arrays["images"]).images, arrays["digits"]
    except FirstError:
        raise
    except Exception as error:  # a damaged archive may raise any exception
        raise FirstError(_NOT_ONE) from error
    if (
        len(images) > LARGEST_K
        or digits.shape != images.shape[:1]
        or digits.dtype != np.int8
        or not ((digits >= -1) & (digits <= 9)).all()
    ):
        raise FirstError(_NOT_ONE)
    return [
        First("", image, None if digit < 0 else digit, f"image {i} of the file")
        for i, (image, digit) in enumerate(zip(images, digits.tolist(), strict=True))
    ]
