"""One colour for each digit, the same everywhere."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.names import FEATURE_SPACES

#: One colour a digit, everywhere: ten that colour-blind readers can tell apart
#: (M. Petroff, "Accessible color sequences for data visualization", 2021).
DIGIT_COLORS = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)

# From the page's own background, so that nothing looks like nothing, to a blue on which
# the page's own text colour still reads well.
SHADES = {
    False: [[0, "#ffffff"], [1, "#5b9ee0"]],
    True: [[0, "#0f1318"], [1, "#2a78c8"]],
}

# A line a feature space, on the light page and on the dark; none a digit's colour.
LINES = {
    False: ("#0b6bcb", "#c2185b", "#15803d", "#7c3aed", "#b45309"),
    True: ("#4aa3f0", "#f472b6", "#4ade80", "#b794f6", "#fbbf24"),
}
INK = {False: "#1b2530", True: "#e8edf2"}
GREY = "#7d8894"


def text_on(color: str) -> str:
    """Choose black or white, whichever reads better on a colour.

    Parameters
    ----------
    color : str
        ``#rrggbb``.

    Returns
    -------
    str
        ``"#000000"`` or ``"#ffffff"``, by WCAG 2's contrast ratio.
    """
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    luminance = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def cluster_shades(labels: NDArray[np.uint8]) -> list[list[int]]:
    """Choose a colour for each cluster: a shade of that of the digit it stands for.

    Parameters
    ----------
    labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.

    Returns
    -------
    list of [int, int, int]
        Red, green and blue, 0 to 255. A digit's only cluster has the digit's own.
    """
    shades = np.array(
        [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in DIGIT_COLORS]
    )
    chosen = shades[labels].astype(np.float64)
    for digit in range(10):
        own = np.flatnonzero(labels == digit)
        for cluster, tone in zip(own, np.linspace(-0.45, 0.45, len(own)), strict=True):
            if len(own) > 1:
                end = 255 if tone > 0 else 0
                chosen[cluster] += abs(tone) * (end - chosen[cluster])
    rounded: list[list[int]] = np.rint(chosen).astype(int).tolist()
    return rounded


def space_color(space: str, *, dark: bool = False) -> str:
    """Return the colour of a feature space's curves, ``#rrggbb``."""
    return LINES[dark][list[str](FEATURE_SPACES).index(space)]
