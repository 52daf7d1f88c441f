"""The job queues and the results on disk that all sessions share."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

import streamlit as st
from joblib import cpu_count
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.ui.background.jobs import JobQueue
from mnist_kmeans.ui.background.memory import give_back_memory
from mnist_kmeans.ui.background.server_shutdown import end_with_the_server

# By name of the queue: jobs that run at a time, and results kept in memory.
_QUEUES = {
    # A fit of MNIST at k=256 takes 1.5 MB in memory.
    "fits": (cpu_count(), 32),
    # 8 to 20 MB each. Those that are trained have a queue of their own, apart from
    # those that take seconds; one runs at a time, as training uses all cores.
    "spaces": (1, 4),
    "trained spaces": (1, 3),
    # Apart from the fits, which would wait minutes behind them. A row takes 2 KB.
    "studies": (2, 5000),
    # A visitor's search takes seconds. A change takes 6 KB.
    "changes": (1, 200),
    # One at a time: in pixels each holds all images as floats, twice in a full step.
    # A result for MNIST at k=256 takes 2 MB.
    "learning": (1, 16),
    # A tree of MNIST takes 1.5 MB, by bisecting in pixels up to k = 256 3 MB.
    "trees": (1, 8),
    # Fits, and small transformers: at k=256 in pixels 3 MB in all.
    "readers": (2, 18),
    # Doubts about the labels of MNIST's training images take 1.5 MB.
    "labels": (1, 4),
    # A map of 5,000 images takes 1 MB. PCA does not wait behind t-SNE.
    "PCA maps": (1, 8),
    "t-SNE maps": (1, 8),
    # What places digits on the map of all holds 70,000 rows of 16 numbers, 5 MB.
    "placing": (1, 1),
    # Results are no more than notes of which fits there are.
    "ahead": (1, 5000),
}

# Jobs in these go on when their visitor turns to another feature space or page.
_LASTING = ("spaces", "trained spaces")

# When each visitor last did something, as from `time.monotonic`.
_runs: dict[str, float] = {}


@st.cache_resource(max_entries=len(_QUEUES), show_spinner=False)
def queue(name: str) -> JobQueue:
    """Return the queue of that name."""
    n_workers, n_results = _QUEUES[name]
    return JobQueue(n_workers, n_results, _prepare_worker, _is_here)


@st.cache_resource(max_entries=1, show_spinner=False)
def store() -> FitStore:
    """Return the store of results on disk."""
    return FitStore()


@contextmanager
def dropping_unasked() -> Iterator[None]:
    """Cancel the visitor's jobs that this run of the page does not ask for.

    Jobs that compute a feature space go on until they are stopped.
    """
    started = note_run()
    yield  # raises where a run is interrupted; the rerun cancels what it does not need
    for name in _QUEUES.keys() - set(_LASTING):
        queue(name).leave(visitor(), before=started)


def note_run() -> float:
    """Note that the visitor does something, and return when."""
    recent_visitors()  # forgets those who are gone
    _runs[visitor()] = now = monotonic()
    return now


def recent_visitors(seconds: float = 60) -> list[str]:
    """Return the connected visitors who did something within the last seconds."""
    earliest = monotonic() - seconds
    for name, last in list(_runs.items()):
        if last < earliest or not _is_here(name):
            _runs.pop(name, None)
    return list(_runs)


def last_run() -> float:
    """Return when any visitor last did something, as from `time.monotonic`."""
    return max(_runs.copy().values(), default=-inf)


def is_idle() -> bool:
    """Tell whether no job is queued or running, but for fits ahead."""
    return all(queue(name).join(0) for name in _QUEUES if name != "ahead")


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_up() -> None:
    """Import scikit-learn in the background, before the first fit needs it."""
    queue("fits").warm_up()


def visitor() -> str:
    """Return the session id of the visitor whose page is being drawn."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def _is_here(visitor: str) -> bool:
    """Tell whether a visitor's browser is connected, even with the page hidden."""
    try:
        server = runtime.get_instance()
    except RuntimeError:  # tests without a server: nobody disconnects
        return True
    # Not by its truth: what stands for a server in page tests has none at once.
    return server.is_active_session(visitor) is not False


def _prepare_worker() -> None:
    """Limit OpenMP in a job's thread, and BLAS in all, to one thread.

    So fits side by side do not compete for the cores within the libraries; the threads
    of `features.threads.in_threads` are as many as there are cores.
    """
    import sklearn.cluster  # noqa: F401

    from mnist_kmeans.features.threads import one_thread_for_good

    one_thread_for_good()


end_with_the_server()
give_back_memory()
