"""The end of the server: background jobs end first, and the process in any case."""

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
    # Python ends its main thread only after the threads of pools, a sweep's among them.
    while main_thread().is_alive() and not _is_stopped():
        sleep(0.2)
    if end_all(timeout=1) and runtime.exists():
        # A thread that comes back from native code while Python is being taken down
        # has aborted the process, and held it up for good.
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _is_stopped() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.STOPPED
