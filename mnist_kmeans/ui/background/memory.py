"""Memory: what visitors who have left, and jobs that have ended, give back."""

import ctypes
import gc
import platform
from concurrent.futures import Future
from threading import Thread
from time import process_time, sleep
from typing import Any

from streamlit import runtime
from streamlit.runtime import RuntimeState

#: Seconds between two looks.
PAUSE = 20.0

_RUNNING = (
    RuntimeState.NO_SESSIONS_CONNECTED,
    RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED,
)

# Seconds of processor time after which there may be something to give back.
_WORK = 1.0


def give_back_memory() -> None:
    """Start the thread that gives unused memory back while the server runs."""
    Thread(target=_give_back, name="memory", daemon=True).start()


def _give_back() -> None:
    worked = process_time()
    while True:
        sleep(PAUSE)
        state = runtime.get_instance().state if runtime.exists() else None
        if state in _RUNNING and _forget_visitors(runtime.get_instance()):
            # Sessions are parts of cycles.
            gc.collect()
        if process_time() - worked > _WORK:
            worked = process_time()
            _trim()


def _forget_visitors(server: Any) -> bool:
    """Drop sessions that nobody can come back to any more; return whether any was.

    Streamlit itself does so when the next visitor leaves, who may never come.
    """
    sessions = server._session_mgr._session_storage._cache
    dropped: Future[bool] = Future()
    # Only that thread may touch sessions.
    server._get_async_objs().eventloop.call_soon_threadsafe(
        lambda: dropped.set_result(bool(sessions.expire()))
    )
    return dropped.result()


def _trim() -> None:
    """Have the C library return what is free to the system.

    glibc keeps it, in an arena for each of several threads: after fits and maps some
    hundred MB.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
