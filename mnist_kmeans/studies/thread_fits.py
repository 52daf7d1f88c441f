"""Fits on the threads of this process, several in parallel."""

from collections.abc import Iterable, Iterator
from multiprocessing.pool import ThreadPool
from threading import Event
from typing import TYPE_CHECKING

from joblib import cpu_count, effective_n_jobs

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.progress import FitsProgress
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features


def thread_fits(
    n_jobs: int | None,
    settings: Iterable[FitSettings],
    data: DigitData,
    features: "Features",
    store: FitStore,
    progress: FitsProgress,
) -> Iterator[Fit]:
    """Compute fits of one feature space, or load them, as in `sweep_fits`.

    Those that are computed at a time share the cores.
    """
    # Imported here because it imports scikit-learn, which fits on disk do not need.
    from mnist_kmeans.features.threads import one_thread, thread_limit

    stopped = Event()

    every = list(settings)
    n_fits = min(effective_n_jobs(-1 if n_jobs is None else n_jobs), len(every))
    n_threads = max(1, cpu_count() // n_fits)

    def fit(fit_settings: FitSettings) -> Fit:
        report = progress.of(fit_settings)

        def on_step(fraction: float, what: str) -> None:
            if stopped.is_set():
                raise _StoppedError
            report(fraction, what)

        with thread_limit(n_threads):
            done = store.get(fit_settings, data, on_step, features)
        progress.finish(fit_settings)
        return done

    # `compute_fit` gives each fit one OpenMP thread; the threads of BLAS belong to the
    # whole process, so they are limited once for all fits. The threads of the pool are
    # daemons, so that a server can end without waiting for them.
    with one_thread("blas"), ThreadPool(n_fits) as pool:
        try:
            yield from pool.imap_unordered(fit, every)
        finally:
            # Running fits end at their next step; otherwise the end of the process
            # would interrupt them in native code.
            stopped.set()
            pool.close()
            pool.join()


class _StoppedError(Exception):
    """The sweep was stopped."""
