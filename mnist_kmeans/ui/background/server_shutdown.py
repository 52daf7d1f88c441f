"""The shutdown of the server: background jobs end first, then the process."""

import atexit
import logging
import os
import sys
from threading import Lock, Thread, main_thread
from time import sleep

from streamlit import runtime
from streamlit.runtime import RuntimeState

from mnist_kmeans.ui.background.jobs import end_all

_ending = Lock()


def end_with_the_server() -> None:
    """Cancel all jobs when the server stops."""
    Thread(target=_wait_for_the_end, name="end", daemon=True).start()
    # The interpreter may begin to shut down before that thread looks again.
    atexit.register(_end)


def _wait_for_the_end() -> None:
    # Python ends its main thread only after the threads of pools, a sweep's among them.
    while main_thread().is_alive() and not _is_stopped():
        sleep(0.2)
    _end()


def _end() -> None:
    # The second to come waits until the first has ended the process: an interpreter
    # that shuts down meanwhile aborts in a thread that returns from native code.
    with _ending:
        if end_all(timeout=1) and runtime.exists():
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


def _is_stopped() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.STOPPED
