"""The digits that all sessions share."""

from threading import Event

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import load_bundled_digits, load_mnist
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.features.sampling import evenly_spaced

# A sheet of 5,000 images takes 1.2 MB.
_SHEETS_IN_MEMORY = 2

_loaded = Event()


# The pages show a spinner, as this is also called where there is no page.
@st.cache_resource(max_entries=1, show_spinner=False)
def mnist() -> DigitData:
    """Load MNIST; raises DatasetError as `load_mnist`."""
    data = load_mnist()
    _loaded.set()
    return data


def mnist_is_loaded() -> bool:
    """Tell whether MNIST has been loaded before."""
    return _loaded.is_set()


@st.cache_resource(max_entries=1, show_spinner="Getting the digits")
def bundled_digits() -> DigitData:
    """Load the digits that need no file and no network."""
    return load_bundled_digits()


def sheet_of_test_images(n_shown: int, data: DigitData) -> tuple[str, int]:
    """Return test images side by side in one picture, as `sprite_sheet` does."""
    return _sheet(n_shown, data, data.fingerprint)


# `fingerprint` is the cache key: the arrays of `_data` are not hashed.
@st.cache_resource(max_entries=_SHEETS_IN_MEMORY, show_spinner=False)
def _sheet(n_shown: int, _data: DigitData, fingerprint: str) -> tuple[str, int]:
    return sprite_sheet(_data.x_test[evenly_spaced(len(_data.x_test), n_shown)])
