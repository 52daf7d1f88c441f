"""Threads: chunks of images on several, native libraries limited to one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache
from multiprocessing.pool import ThreadPool
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from joblib import cpu_count
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

#: Images converted to float at a time: few enough to stay in the processor's cache.
CHUNK = 1024

Part = TypeVar("Part")
Result = TypeVar("Result")

_most: ContextVar[int | None] = ContextVar("most_threads", default=None)
_between: ContextVar[Callable[[], None] | None] = ContextVar("between", default=None)


def most_threads() -> int:
    """Return how many threads `in_threads` uses at most: all cores by default."""
    return _most.get() or cpu_count()


@contextmanager
def thread_limit(n_threads: int) -> Iterator[None]:
    """Limit the threads that `in_threads` uses within the context.

    For computations side by side, each of which is to have its share of the cores. It
    holds for what the calling thread computes.

    Parameters
    ----------
    n_threads : int
        1 or more.
    """
    token = _most.set(n_threads)
    try:
        yield
    finally:
        _most.reset(token)


@contextmanager
def calling_between_parts(call: Callable[[], None]) -> Iterator[None]:
    """Call a function after each part of `in_threads` within the context.

    An exception that it raises ends the computation, sooner than between two steps.

    Parameters
    ----------
    call : callable
        Called in the calling thread, without arguments, every few milliseconds.
    """
    token = _between.set(call)
    try:
        yield
    finally:
        _between.reset(token)


def in_threads(
    compute: Callable[[Part], Result], parts: Sequence[Part]
) -> Iterator[Result]:
    """Compute something of each part, several parts at a time, BLAS on one thread each.

    Parameters
    ----------
    compute : callable
        Called with a part.
    parts : sequence

    Yields
    ------
    object
        What `compute` returns, in the order of the parts.

    Examples
    --------
    >>> from mnist_kmeans.features.threads import in_threads
    >>> list(in_threads(lambda n: n * n, range(5)))
    [0, 1, 4, 9, 16]
    """
    n_threads = min(most_threads(), len(parts))
    call = _between.get() or _nothing
    # BLAS's own threads would speed up matrix products only.
    with one_thread("blas"), ExitStack() as stack:
        results: Iterator[Result] = map(compute, parts)
        if n_threads > 1:
            pool = stack.enter_context(ThreadPool(n_threads))
            results = pool.imap(compute, parts)
        for result in results:
            call()
            yield result


def _nothing() -> None:
    pass


@contextmanager
def one_thread(user_api: str) -> Iterator[None]:
    """Limit BLAS or OpenMP to one thread within the context.

    Parameters
    ----------
    user_api : {"blas", "openmp"}
        The limit on BLAS holds for the whole process, until the last of the contexts
        that overlap has ended; that on OpenMP for the calling thread.
    """
    if user_api == "blas":
        _hold_blas()
        try:
            yield
        finally:
            _release_blas()
    else:
        with _limited(user_api):
            yield


def one_thread_for_good() -> None:
    """Limit BLAS, and OpenMP in the calling thread, to one thread from now on."""
    _limited("openmp")
    _hold_blas()


# How many hold BLAS to one thread, and what gives it its own number back.
_lock, _n_holders, _limit_of_blas = Lock(), 0, ExitStack()


def _hold_blas() -> None:
    global _n_holders
    with _lock:
        if _n_holders == 0:
            _limit_of_blas.enter_context(_limited("blas"))
        _n_holders += 1


def _release_blas() -> None:
    global _n_holders
    with _lock:
        _n_holders -= 1
        if _n_holders == 0:
            _limit_of_blas.close()


def _limited(user_api: str) -> AbstractContextManager[Any]:
    """Limit a library at once; the context manager takes the limit back."""
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
    """Compute features of images, or of rows, a chunk at a time, as `in_threads`.

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
        # Converting bytes to floats takes as long as the matrix product.
        for _ in in_threads(fill, starts):
            pass
    elif len(images):
        fill(0)
    return features
