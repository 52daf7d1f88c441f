"""Threads: chunks of images on all cores, native libraries limited to one thread."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from multiprocessing.pool import ThreadPool
from typing import Any

import numpy as np
from joblib import cpu_count
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

#: Images converted to float at a time: few enough to stay in the processor's cache.
CHUNK = 1024


def one_thread(user_api: str) -> AbstractContextManager[Any]:
    """Limit BLAS or OpenMP to one thread within the context.

    Parameters
    ----------
    user_api : {"blas", "openmp"}
        The limit on BLAS holds for the whole process, that on OpenMP for the calling
        thread.

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
    # Kept, because `threadpool_limits` searches for the libraries at each call, which
    # takes milliseconds; by now all of them are loaded.
    return ThreadpoolController()


def in_chunks(
    describe: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    images: Any,
    width: int,
) -> NDArray[np.float32]:
    """Compute features of images, or of rows, a chunk at a time, on all cores.

    Parameters
    ----------
    describe : callable
        Maps images of shape (m, 28, 28), float32, to features of shape (m, width).
    images : ndarray or PixelRows of shape (n, 28, 28) or (n, n_features)
        Converted to float32 for `describe`, but not scaled.
    width : int
        Features per image.

    Returns
    -------
    ndarray of shape (n, width), float32
    """
    features = np.empty((len(images), width), np.float32)

    def fill(start: int) -> None:
        chunk = slice(start, start + CHUNK)
        features[chunk] = describe(images[chunk].astype(np.float32))

    starts = range(0, len(images), CHUNK)
    if len(starts) > 1:
        # Converting bytes to floats takes as long as the matrix product, and BLAS's
        # own threads would speed up the product only.
        with one_thread("blas"), ThreadPool(cpu_count()) as pool:
            pool.map(fill, starts)
    elif len(images):
        fill(0)
    return features
