"""All that sessions share: the data, the fits, and the threads that compute them."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from uuid import uuid4

import streamlit as st

from mnist_kmeans.data import (
    DatasetError,
    DigitData,
    load_bundled_digits,
    load_mnist,
    needs_download,
)
from mnist_kmeans.fits import Fit, FitSettings, FitStore
from mnist_kmeans.ui.jobs import Job, JobQueue, Report

# A fit of MNIST at k=256 takes 1.5 MB in memory.
_FITS_IN_MEMORY = 32


@st.cache_resource(max_entries=1, show_spinner="Getting the digits")
def mnist() -> DigitData:
    """Load MNIST, or what stands in for it; raises DatasetError as `load_mnist`."""
    if not needs_download():
        return load_mnist()
    # Keras stays out of this process: where it is loaded, Streamlit clears its session
    # after every run, which slowed fits a hundredfold, and it takes 250 MB.
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as child:
            data = child.submit(load_mnist).result()
    except BrokenProcessPool as error:
        raise DatasetError(
            "The download of MNIST was ended before it was done, perhaps for want of "
            "memory. Try again, or name a copy of your own in MNIST_KMEANS_DATA."
        ) from error
    return replace(data)  # arrays come out of a pickle writable; this locks them


@st.cache_resource(max_entries=1, show_spinner="Getting the digits")
def bundled_digits() -> DigitData:
    """Load the digits that need no file and no network."""
    return load_bundled_digits()


def find_fit(settings: FitSettings, data: DigitData) -> Fit | None:
    """Return a fit that is in memory or on disk, without computing anything."""
    key = (settings, data.fingerprint)
    fit: Fit | None = _queue().result(key)
    if fit is None:
        fit = _store().find(settings, data)
        if fit is not None:
            _queue().keep(key, fit)
    return fit


def wait_no_more() -> None:
    """Let the fits end that only this visitor waited for."""
    _queue().leave(_visitor())


def ask_for_fit(settings: FitSettings, data: DigitData) -> Job:
    """Have a fit computed in the background, once for all who ask."""
    store = _store()

    def work(on_step: Report) -> Fit:
        fit = store.get(settings, data, on_step)
        store.trim()
        return fit

    return _queue().ask(_visitor(), (settings, data.fingerprint), work)


def forget_failure(settings: FitSettings, data: DigitData) -> None:
    """Let a failed fit be tried again."""
    _queue().forget((settings, data.fingerprint))


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_up() -> None:
    """Load scikit-learn in the background, before somebody moves the slider."""
    _queue().warm_up()


def _visitor() -> str:
    visitor: str = st.session_state.setdefault("visitor", uuid4().hex)
    return visitor


@st.cache_resource(max_entries=1, show_spinner=False)
def _store() -> FitStore:
    return FitStore()


@st.cache_resource(max_entries=1, show_spinner=False)
def _queue() -> JobQueue:
    return JobQueue(os.cpu_count() or 1, _FITS_IN_MEMORY, _prepare_worker)


def _prepare_worker() -> None:
    """Give each fit one thread: two fits side by side beat one on two cores."""
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
