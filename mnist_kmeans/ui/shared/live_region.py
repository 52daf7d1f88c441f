"""A container whose changes screen readers announce: a browser component."""

from mnist_kmeans.ui.shared.component import component

_component = component("live_region", __file__)


def live_region() -> None:
    """Have screen readers announce what changes in the container this is drawn in.

    The container needs a key, and one of its own: no other is drawn with it. What is
    there first is not announced.
    """
    _component(key="live_region")
