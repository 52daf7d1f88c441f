"""What is made once, such as charts, and shown again to all visitors."""

from collections.abc import Callable
from io import BytesIO
from pickle import Pickler
from typing import Any, TypeVar

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit

T = TypeVar("T")

# A page shows up to ten of them at a time. At k = 256 they take 20 to 200 KB each.
_IN_MEMORY = 128


def once(make: Callable[..., T], *of: Any, **how: Any) -> T:
    """Call a function, or return and show again what it did the first time.

    Building charts takes most of the time of a page's run. What was drawn is kept as
    the messages that browsers are sent.

    Parameters
    ----------
    make : callable
        A function at the top level of its module, which draws no widgets.
    *of, **how
        Its arguments, all that the result depends on; any that can be pickled.

    Returns
    -------
    object
        What `make` returned, the same for all visitors: nobody may write to it.
    """
    key = BytesIO()
    _Key(key).dump((make, of, how))
    return _kept(key.getvalue(), lambda: make(*of, **how))


class _Key(Pickler):
    """Pickles arguments, and of a large one only what tells it from all others."""

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, DigitData):
            return value.fingerprint
        if isinstance(value, Fit):
            votes, metrics = value.cluster_counts, value.train_metrics
            # A visitor's names for clusters may stand in place of the vote's.
            digits = value.cluster_labels
            return value.settings, votes, digits, metrics, value.fit_seconds
        return None


@st.cache_resource(max_entries=_IN_MEMORY, show_spinner=False)
def _kept(key: bytes, _make: Callable[[], T]) -> T:
    return _make()
