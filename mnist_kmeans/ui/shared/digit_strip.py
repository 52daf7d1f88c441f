"""Digits side by side on a page."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.digit_strips import strip_html


def digit_strip(
    images: NDArray[Any],
    captions: list[str] | None = None,
    *,
    badges: Sequence[int | None] | None = None,
    links: Sequence[str | None] | None = None,
    size: int = 56,
) -> None:
    """Show digits side by side; the parameters are those of `strip_html`."""
    st.html(strip_html(images, captions, badges=badges, links=links, size=size))
