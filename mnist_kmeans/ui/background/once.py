"""What is made once, such as charts, and shown again to all visitors."""

from collections.abc import Callable
from itertools import count
from operator import attrgetter
from types import FunctionType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit

T = TypeVar("T")

# A few for each fit in memory; of a fit at k = 256 one takes 10 to 200 KB.
_IN_MEMORY = 128

_numbers: WeakKeyDictionary[Fit, int] = WeakKeyDictionary()
_new_number = count()


def _name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _number(fit: Fit) -> int:
    """Return a number that no other fit has, of the same settings or not."""
    return _numbers.setdefault(fit, next(_new_number))


@st.cache_resource(
    max_entries=_IN_MEMORY,
    show_spinner=False,
    hash_funcs={
        FunctionType: _name,
        Fit: _number,
        DigitData: attrgetter("fingerprint"),
    },
)
def once(make: Callable[..., T], *of: Any) -> T:
    """Call a function, or return and show again what it did the first time.

    Building charts takes most of the time of a page's run. What was drawn is kept as
    the messages that the browser is sent.

    Parameters
    ----------
    make : callable
        A function at the top level of its module, which draws no widgets.
    *of
        Its arguments, all that the result depends on.

    Returns
    -------
    object
        What `make` returned, the same for all visitors: nobody may write to it.
    """
    return make(*of)
