"""The key of a teacher's room, which the browser's tab keeps."""

from collections.abc import Callable

from mnist_kmeans.ui.shared.component import component, sent

# Hidden, as controls.values.HIDDEN has it.
_KEY = "hidden_room_key"
_component = component("kept_key", __file__)


def keep_key(key: str | None, take: Callable[[str], None]) -> None:
    """Have the tab keep a room's key, or give back the one it has.

    Parameters
    ----------
    key : str or None
        The key of the session's room; empty once that has ended, for the tab to forget
        it; None where the session never had a room, as after the page was loaded anew.
    take : callable
        Called with the key that the tab has kept, if any; once, then it is forgotten.
    """

    def found() -> None:
        kept = sent(_KEY, "found")
        if isinstance(kept, str):
            take(kept)

    _component(key=_KEY, data={"key": key}, on_found_change=found)
