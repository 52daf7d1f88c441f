"""Presenting: the page as it is shown to a room."""

from pathlib import Path

from mnist_kmeans.ui.shared.between_pages import value_of

#: Containers whose key begins so are hidden while presenting. Their widgets are drawn
#: all the same: otherwise they would lose their values.
DETAILS = "details_"

#: Their style, for ``st.html``.
STYLE = Path(__file__).with_name("present.css")


def presenting() -> bool:
    """Tell whether the page is shown to a room, also before the toggle is drawn."""
    return value_of("present", False) in (True, "true")
