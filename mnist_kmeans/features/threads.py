"""Threads: images in chunks on all cores, and one thread for native libraries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from multiprocessing.pool import ThreadPool
from typing import Any

import numpy as np
from joblib import cpu_count
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

# Images converted to float at a time: few enough to stay in the processor's cache.
_CHUNK = 1024


def one_thread(user_api: str) -> AbstractContextManager[Any]:
    """Limit a kind of native threads to one while in the context.

    Parameters
    ----------
    user_api : {"blas", "openmp"}
        BLAS's limit holds for the whole process, OpenMP's for the thread it is set in.

    Returns
    -------
    context manager
    """
    limit: AbstractContextManager[Any] = _thread_pools().limit(
        limits=1, user_api=user_api
    )
    return limit


@cache
def _thread_pools() -> ThreadpoolController:
    # Finding the libraries takes milliseconds each time; all are loaded by now.
    return ThreadpoolController()


def in_chunks(
    describe: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    images: NDArray[Any],
    width: int,
) -> NDArray[np.float32]:
    """Describe images a chunk at a time, on all cores.

    Parameters
    ----------
    describe : callable
        From images of shape (m, 28, 28), float32, to rows of shape (m, width).
    images : ndarray of shape (n, 28, 28)
        Turned into float32, but not scaled.
    width : int

    Returns
    -------
    ndarray of shape (n, width), float32
    """
    described = np.empty((len(images), width), np.float32)

    def fill(start: int) -> None:
        chunk = slice(start, start + _CHUNK)
        described[chunk] = describe(images[chunk].astype(np.float32))

    starts = range(0, len(images), _CHUNK)
    if len(starts) > 1:
        # Turning bytes into floats takes as long as a product, and BLAS's own threads
        # would not share it.
        with one_thread("blas"), ThreadPool(cpu_count()) as pool:
            pool.map(fill, starts)
    elif len(images):
        fill(0)
    return described
