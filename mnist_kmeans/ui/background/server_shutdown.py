"""Shutdown: background jobs are cancelled, and the process ends in any case."""

import logging
import os
import sys
from threading import Thread, main_thread
from time import sleep

from streamlit import runtime
from streamlit.runtime import RuntimeState

from mnist_kmeans.ui.background.jobs import end_all


def end_with_the_server() -> None:
    """Start the thread that cancels all jobs when the server stops."""
    Thread(target=_end, name="end", daemon=True).start()


def _end() -> None:
    # The main thread counts as alive until pool threads, such as a sweep's, have ended.
    while main_thread().is_alive() and not _is_stopped():
        sleep(0.2)
    if end_all(timeout=1) and runtime.exists():
        # A thread that returns from native code while the interpreter shuts down can
        # abort or hang the process.
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _is_stopped() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.STOPPED
