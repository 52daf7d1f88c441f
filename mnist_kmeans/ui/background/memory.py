"""Memory: what visitors who have left, and jobs that have ended, give back."""

import asyncio
import ctypes
import gc
import platform
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

# Of glibc's mallopt, in bytes. A thread's arena gives back what is free at its end
# above the first; an array above the second has pages of its own. By itself glibc
# raises both with the arrays freed, until no arena gives anything back: after some
# feature spaces and their fits that was 300 MB. With two arenas instead of eight a
# core, fits leave 40 MB less behind and take as long; with one, 10 % longer.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_TRIMMED, _MAPPED, _ARENAS = 8 * 2**20, 32 * 2**20, 2


def give_back_memory() -> None:
    """Have unused memory given back while the server runs."""
    if _is_glibc():
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _MAPPED)
        library.mallopt(_M_TRIM_THRESHOLD, _TRIMMED)
        library.mallopt(_M_ARENA_MAX, _ARENAS)
    Thread(target=_give_back, name="memory", daemon=True).start()


def _give_back() -> None:
    worked = process_time()
    while True:
        sleep(PAUSE)
        state = runtime.get_instance().state if runtime.exists() else None
        gone = state in _RUNNING and _forget_visitors(runtime.get_instance())
        if gone and state is RuntimeState.NO_SESSIONS_CONNECTED:
            # Sessions are parts of cycles. While somebody is there Python finds these
            # itself, bit by bit.
            gc.collect()
        if process_time() - worked > _WORK:
            worked = process_time()
            if _is_glibc():
                ctypes.CDLL(None).malloc_trim(0)  # what is free within the arenas


def _forget_visitors(server: Any) -> bool:
    """Drop sessions that nobody can come back to any more; return whether any was.

    Streamlit itself does so when the next visitor leaves, who may never come.
    """
    loop = server._get_async_objs().eventloop
    if loop.is_closed():
        return False

    async def expire() -> bool:
        return bool(server._session_mgr._session_storage._cache.expire())

    # Only the thread of that loop may touch sessions.
    return asyncio.run_coroutine_threadsafe(expire(), loop).result()


def _is_glibc() -> bool:
    return platform.libc_ver()[0] == "glibc"
