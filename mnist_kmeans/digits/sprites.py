"""Pictures as text that a page can hold; many digits in one picture."""

import base64
from io import BytesIO
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def sprite_sheet(images: NDArray[Any]) -> tuple[str, int]:
    """Put images side by side in one PNG.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        uint8, or floats in 0..1.

    Returns
    -------
    uri : str
        The PNG as a data URI.
    columns : int
        Images in each row of it.
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
    """Encode a picture for use in HTML; `kind` is one of Pillow's formats."""
    file = BytesIO()
    image.save(file, kind)
    encoded = base64.b64encode(file.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{encoded}"
