"""Images as data URIs for HTML, alone or many in one sprite sheet."""

import base64
from io import BytesIO
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def sprite_sheet(images: NDArray[Any]) -> tuple[str, int]:
    """Tile images into one PNG.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        uint8, or floats in 0..1.

    Returns
    -------
    uri : str
        The PNG as a data URI.
    columns : int
        Images per row.
    """
    if images.dtype != np.uint8:
        images = np.rint(images * 255).astype(np.uint8)
    columns = max(1, ceil(sqrt(len(images))))
    rows = max(1, ceil(len(images) / columns))
    cells = np.zeros((rows * columns, 28, 28), np.uint8)
    cells[: len(images)] = images
    cells_by_row = cells.reshape(rows, columns, 28, 28).swapaxes(1, 2)
    sheet = Image.fromarray(cells_by_row.reshape(rows * 28, columns * 28))
    return data_uri(sheet), columns


def data_uri(image: Image.Image, kind: str = "PNG") -> str:
    """Encode an image as a data URI.

    Parameters
    ----------
    image : PIL.Image.Image
    kind : str, default="PNG"
        A format of Pillow's.

    Returns
    -------
    str
    """
    file = BytesIO()
    image.save(file, kind)
    encoded = base64.b64encode(file.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{encoded}"
