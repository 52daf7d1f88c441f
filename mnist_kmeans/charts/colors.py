"""The colours of digits, clusters and feature spaces, the same in all charts."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.names import FEATURE_SPACES

#: One colour for each digit: ten that colour-blind readers can tell apart
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

# The light and the dark page's background.
PAGES = {False: "#ffffff", True: "#0f1318"}

# From the background of the page, so that 0 is invisible, to a blue on which the page's
# text has enough contrast.
SHADES = {
    False: [[0, PAGES[False]], [1, "#5b9ee0"]],
    True: [[0, PAGES[True]], [1, "#2a78c8"]],
}

# From what speaks against, or is taken away, to what speaks for, or is added, through
# the background of the page.
BALANCE: dict[bool, list[tuple[float, str]]] = {
    False: [(0, "#c2410c"), (0.5, "#ffffff"), (1, "#1d5fa8")],
    True: [(0, "#fb8c4a"), (0.5, "#0f1318"), (1, "#5aa9f5")],
}

# One colour for each feature space, on the light and on the dark page; none is a
# digit's.
LINES = {
    False: ("#0b6bcb", "#c2185b", "#15803d", "#7c3aed", "#b45309", "#0e7490"),
    True: ("#4aa3f0", "#f472b6", "#4ade80", "#b794f6", "#fbbf24", "#22d3ee"),
}
INK = {False: "#1b2530", True: "#e8edf2"}
GREY = "#7d8894"

# The contrast of what stands out, with a little to spare for rounding.
_STANDS_OUT = 3.05


def text_on(color: str) -> str:
    """Return black or white, whichever has more contrast on a colour.

    Parameters
    ----------
    color : str
        ``#rrggbb``.

    Returns
    -------
    str
        ``"#000000"`` or ``"#ffffff"``, by the contrast ratio of WCAG 2.

    Examples
    --------
    >>> from mnist_kmeans.charts.colors import text_on
    >>> text_on("#ffa90e"), text_on("#832db6")
    ('#000000', '#ffffff')
    """
    return "#000000" if (_luminance(color) + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def badge_of(digit: int) -> dict[str, int | str]:
    """Return a digit, its colour and that of text on it, as a browser draws a badge.

    Examples
    --------
    >>> from mnist_kmeans.charts.colors import badge_of
    >>> badge_of(4)
    {'digit': 4, 'color': '#832db6', 'ink': '#ffffff'}
    """
    color = DIGIT_COLORS[digit]
    return {"digit": digit, "color": color, "ink": text_on(color)}


@cache
def legible(color: str, *, dark: bool = False) -> str:
    """Return a colour, moved from the page's colour until it stands out from it.

    Parameters
    ----------
    color : str
        ``#rrggbb``.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    str
        ``#rrggbb``, the colour itself where its contrast with the page is 3 to 1 or
        more, as WCAG 2 asks of graphics; else a darker one, or on the dark page a
        lighter one, which has it.

    Examples
    --------
    >>> from mnist_kmeans.charts.colors import legible
    >>> legible("#832db6"), legible("#ffa90e")
    ('#832db6', '#c7840b')
    """
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    page = _luminance(PAGES[dark])
    for step in range(101):
        moved = [round(c + step / 100 * (255 * dark - c)) for c in channels]
        text = "#{:02x}{:02x}{:02x}".format(*moved)
        lighter, darker = sorted((_luminance(text), page), reverse=True)
        if (lighter + 0.05) / (darker + 0.05) >= _STANDS_OUT:
            break
    return text


def _luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2 of ``#rrggbb``, 0 to 1."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def cluster_shades(labels: NDArray[np.uint8]) -> list[list[int]]:
    """Return a colour for each cluster: a shade of that of the digit it stands for.

    Parameters
    ----------
    labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.

    Returns
    -------
    list of [int, int, int]
        Red, green and blue, 0 to 255. The only cluster of a digit has its colour.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.charts.colors import cluster_shades
    >>> cluster_shades(np.array([0, 1, 1]))
    [[63, 144, 218], [140, 93, 8], [255, 208, 122]]
    """
    shades = np.array(
        [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in DIGIT_COLORS]
    )
    chosen = shades[labels].astype(np.float64)
    for digit in range(10):
        clusters = np.flatnonzero(labels == digit)
        tones = np.linspace(-0.45, 0.45, len(clusters))
        for cluster, tone in zip(clusters, tones, strict=True):
            if len(clusters) > 1:
                end = 255 if tone > 0 else 0
                chosen[cluster] += abs(tone) * (end - chosen[cluster])
    rounded: list[list[int]] = np.rint(chosen).astype(int).tolist()
    return rounded


def space_color(space: str, *, dark: bool = False) -> str:
    """Return the colour of a feature space's curves, ``#rrggbb``."""
    return LINES[dark][list[str](FEATURE_SPACES).index(space)]
