"""Digits side by side, and a digit in its colour, as HTML."""

from collections.abc import Sequence
from html import escape
from typing import Any

from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet


def strip_html(
    images: NDArray[Any],
    captions: list[str] | None = None,
    *,
    badges: Sequence[int | None] | None = None,
    links: Sequence[str | None] | None = None,
    size: int = 56,
) -> str:
    """Draw digits side by side, pixelated, with a caption under each.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        uint8, or floats in 0..1.
    captions : list of str, optional
    badges : sequence of int or None, optional
        A digit to show in its colour before each caption.
    links : sequence of str or None, optional
        The URL that each leads to, if it does.
    size : int, default=56
        Side on screen, in pixels; with a multiple of 28 all its pixels are equal.

    Returns
    -------
    str
    """
    sheet, columns = sprite_sheet(images)
    figures = []
    for i in range(len(images)):
        caption = captions[i] if captions else ""
        badge = badges[i] if badges else None
        badge_html = "" if badge is None else f"{digit_badge(badge)} "
        name = caption if badge is None else f"{badge} {caption}"
        position = f"{-size * (i % columns)}px {-size * (i // columns)}px"
        style = (
            f"width:{size}px;height:{size}px;background:var(--sheet) {position}/"
            f"{size * columns}px;image-rendering:pixelated;border-radius:4px"
        )
        picture = (
            f'<div role="img" aria-label="digit {escape(name)}" style="{style}"></div>'
        )
        address = links[i] if links else None
        if address:
            picture = f'<a href="{escape(address)}" target="_self">{picture}</a>'
        figures.append(
            f'<figure style="margin:0;text-align:center;font-size:.8rem;'
            f'white-space:pre-line">{picture}{badge_html}{escape(caption)}</figure>'
        )
    # The sprite sheet is sent once, not with each digit.
    return (
        f'<div style="--sheet:url({sheet});display:flex;flex-wrap:wrap;gap:6px">'
        f"{''.join(figures)}</div>"
    )


def digit_badge(digit: int) -> str:
    """Return a digit in its colour, as HTML."""
    color = DIGIT_COLORS[digit]
    return (
        f'<span style="background:{color};color:{text_on(color)};padding:0 .45em;'
        f'border-radius:4px;font-weight:700">{digit}</span>'
    )
