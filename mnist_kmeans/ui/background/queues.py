"""The queues of background jobs that all sessions share, and who waits in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import streamlit as st
from joblib import cpu_count
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.ui.background.ending import end_with_the_server
from mnist_kmeans.ui.background.jobs import JobQueue

# Jobs at a time and results in memory, by the queue's name.
_QUEUES = {
    # A fit of MNIST at k=256 takes 1.5 MB in memory.
    "fits": (cpu_count(), 32),
    # 8 to 20 MB each. Those that are trained wait apart from those that take seconds,
    # and one at a time: the training has all cores.
    "spaces": (1, 3),
    "trained spaces": (1, 3),
    # Apart from the fits, which would wait for minutes behind them. A row takes 2 KB.
    "studies": (2, 5000),
    # One at a time: in pixels each holds all images as floats, twice in a full step.
    # How a fit of MNIST at k=256 came to be takes 2 MB.
    "learning": (1, 16),
    # A map of 5,000 images takes 1 MB. Only a t-SNE waits for a t-SNE.
    "PCA maps": (1, 8),
    "t-SNE maps": (1, 8),
}

# The training of a feature space goes on while its visitor turns to something else.
_LASTING = ("spaces", "trained spaces")


@st.cache_resource(max_entries=len(_QUEUES), show_spinner=False)
def queue(name: str) -> JobQueue:
    """Return the queue of that name."""
    n_workers, n_results = _QUEUES[name]
    return JobQueue(n_workers, n_results, _prepare_worker, _is_here)


@st.cache_resource(max_entries=1, show_spinner=False)
def store() -> FitStore:
    """Return where results are kept on disk."""
    return FitStore()


@contextmanager
def dropping_unasked() -> Iterator[None]:
    """Cancel the visitor's jobs that the page did not ask for again in this run.

    Only the training of a feature space goes on, until it is stopped.
    """
    started = monotonic()
    yield  # a run that is interrupted ends here; another one follows it
    for name in _QUEUES.keys() - set(_LASTING):
        queue(name).leave(visitor(), before=started)


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_up() -> None:
    """Import scikit-learn in the background, before somebody moves the slider."""
    queue("fits").warm_up()


def visitor() -> str:
    """Return what names the visitor whose page is being drawn."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def _is_here(visitor: str) -> bool:
    """Tell whether a visitor's browser is connected; their page may be out of sight."""
    try:
        server = runtime.get_instance()
    except RuntimeError:  # in a test without a server nobody can leave
        return True
    return server.is_active_session(visitor)


def _prepare_worker() -> None:
    """Give each fit one thread: two fits side by side beat one on two cores."""
    import sklearn.cluster  # noqa: F401

    from mnist_kmeans.features.threads import one_thread

    # Set as they are made; not as contexts, for as long as the thread lives.
    one_thread("openmp")
    one_thread("blas")


end_with_the_server()
