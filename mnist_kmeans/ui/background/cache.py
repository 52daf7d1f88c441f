"""All that sessions share: the data, the fits, and the threads that compute them."""

import atexit
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from threading import Thread, main_thread
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from joblib import cpu_count
from numpy.typing import NDArray
from streamlit import runtime
from streamlit.runtime import RuntimeState
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_kmeans.digits.loading import DigitData, load_bundled_digits, load_mnist
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.features.names import SLOW_SPACES, TRAINED_SPACES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.pictures.reading import Digit
from mnist_kmeans.reports import OnStep
from mnist_kmeans.studies.learning import Learning, compute_learning
from mnist_kmeans.studies.maps import (
    LAYOUTS,
    DigitMap,
    MapSettings,
    Neighbours,
    evenly_spaced,
    map_test_images,
)
from mnist_kmeans.studies.sweep import Row, sweep_fits, sweep_row
from mnist_kmeans.ui.background.jobs import Job, JobQueue, end_all

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

# A fit of MNIST at k=256 takes 1.5 MB in memory.
_FITS_IN_MEMORY = 32

# A feature space of MNIST takes 8 to 20 MB.
_SPACES_IN_MEMORY = 3

# How a fit of MNIST at k=256 came to be takes 2 MB.
_LEARNINGS_IN_MEMORY = 16

# Their names on disk: what computes them.
_LEARNING = "mnist_kmeans.studies.learning.compute_learning"
_MAP = "mnist_kmeans.studies.maps.map_test_images"

# In the order in which they are computed: the quickest first.
_BASELINES = ("prototypes", "logistic", "neighbour")

# A map of 5,000 images takes 1 MB, the sheet of their images 1.2 MB.
_MAPS_IN_MEMORY = 8
_SHEETS_IN_MEMORY = 2

# A row of a sweep takes 2 KB.
_ROWS_IN_MEMORY = 5000


@st.cache_resource(max_entries=1, show_spinner="Getting the digits")
def mnist() -> DigitData:
    """Load MNIST; raises DatasetError as `load_mnist`."""
    return load_mnist()


@st.cache_resource(max_entries=1, show_spinner="Getting the digits")
def bundled_digits() -> DigitData:
    """Load the digits that need no file and no network."""
    return load_bundled_digits()


def find_fit(settings: FitSettings, data: DigitData) -> Fit | None:
    """Return a fit that is in memory or on disk, without computing anything."""
    key = (settings, data.fingerprint)
    fit: Fit | None = _queue().result(key)
    if fit is None:
        fit = _store().find(settings, data)
        if fit is not None:
            _queue().keep(key, fit)
    return fit


@contextmanager
def waiting() -> Iterator[None]:
    """End the visitor's jobs that the page did not ask for again in this run.

    Only the training of a feature space goes on, until `stop_features`.
    """
    begun = monotonic()
    yield  # a run that is broken off comes no further; another one follows it
    for queue in (_queue(), _studies(), _learnings(), *map(_maps, LAYOUTS)):
        queue.leave(_visitor(), before=begun)


def wait_no_more() -> None:
    """Let the fits end that only this visitor waited for."""
    _queue().leave(_visitor())


def ask_for_fit(settings: FitSettings, data: DigitData) -> Job:
    """Have a fit computed in the background, once for all who ask.

    Where its feature space is still to be computed, the job is that one.
    """
    space, n_train = settings.feature_space, settings.n_train
    if not has_features(space, n_train, data):
        wait_no_more()
        return ask_for_features(space, n_train, data)
    store, k = _store(), settings.n_clusters
    features = find_features(space, n_train, data)

    def work(on_step: OnStep) -> Fit:
        def say(fraction: float, what: str) -> None:
            on_step(fraction, f"Training k = {k}: {what.lower()}")

        return store.get(settings, data, say, features=features)

    return _queue().ask(_visitor(), (settings, data.fingerprint), work)


def forget_failure(settings: FitSettings, data: DigitData) -> None:
    """Let a failed fit be tried again."""
    _queue().forget((settings, data.fingerprint))
    _forget_features(settings.feature_space, settings.n_train, data)


def model(settings: FitSettings, data: DigitData) -> Any:
    """Return the fitted model behind a fit that is there."""
    return _store().model(settings, data)


def has_features(space: str, n_train: int, data: DigitData) -> bool:
    """Tell whether a feature space needs no computing that a page could wait for."""
    return space not in SLOW_SPACES or find_features(space, n_train, data) is not None


def find_features(space: str, n_train: int, data: DigitData) -> "Features | None":
    """Return one of `SLOW_SPACES` that is in memory or on disk."""
    if space not in SLOW_SPACES:
        return None
    key = (space, n_train, data.fingerprint)
    known = _spaces(space in TRAINED_SPACES)
    features: Features | None = known.result(key)
    if features is None:
        features = _store().find_features(space, n_train, data)
        if features is not None:
            known.keep(key, features)
    return features


def ask_for_features(
    space: str, n_train: int, data: DigitData, name: str = "features"
) -> Job:
    """Have a feature space computed in the background, once for all who ask.

    It goes on when the visitor turns to something else, until `stop_features`, and ends
    when they leave.
    """
    store = _store()

    def work(on_step: OnStep) -> "Features":
        return store.features(space, n_train, data, on_step)

    key = (space, n_train, data.fingerprint)
    return _spaces(space in TRAINED_SPACES).ask(_visitor(), key, work, name)


def stop_features(name: str = "features") -> None:
    """End the training of a feature space that only this visitor waited for."""
    _spaces(trained=True).leave(_visitor(), name)


def sweep_rows(settings: tuple[FitSettings, ...], data: DigitData) -> list[Row]:
    """Return the rows of a sweep that are in memory, without computing anything."""
    found = (_studies().result((one, data.fingerprint)) for one in settings)
    return [row for row in found if row is not None]


def ask_for_sweep(name: str, settings: tuple[FitSettings, ...], data: DigitData) -> Job:
    """Have a sweep go on in the background; its rows are kept one by one.

    Fits whose feature space is still to be computed have to wait for it; when all the
    others are done, the job is that one.
    """
    queue, store = _studies(), _store()
    spaces = dict.fromkeys((one.feature_space, one.n_train) for one in settings)
    missing = [one for one in spaces if not has_features(*one, data)]
    jobs = [ask_for_features(*one, data, name) for one in missing[:1]]
    settings = tuple(
        one for one in settings if (one.feature_space, one.n_train) not in missing
    )
    key = (settings, data.fingerprint)
    n_rows = len(sweep_rows(settings, data))
    if jobs and n_rows == len(settings):
        return jobs[0]
    if n_rows < len(settings) and queue.result(key):
        queue.forget(key)  # it ended once, and some of its rows were dropped since
    # A fit takes about as long as its k, and some time whatever its k.
    cost = sum(20 + one.n_clusters for one in settings)

    def features(space: str, n_train: int) -> "Features":
        found = find_features(space, n_train, data)
        return found or store.features(space, n_train, data)

    def work(on_step: OnStep) -> bool:
        done = 0
        begun: tuple[float, int] | None = None  # when the first fit was computed

        def check(fraction: float, what: str) -> None:
            nonlocal begun
            begun = begun or (perf_counter(), done)
            left = ""
            if done > begun[1]:
                pace = (perf_counter() - begun[0]) / (done - begun[1])
                left = f"about {_time(pace * (cost - done))} left"
            on_step(done / cost, left)

        sweep = sweep_fits(
            settings, data, store=store, on_step=check, features=features
        )
        # Closed here when cancelled, not by whichever thread collects garbage.
        with closing(sweep) as fits:
            for fit in fits:
                row = sweep_row(fit, data)
                queue.keep((fit.settings, data.fingerprint), row)
                done += 20 + fit.settings.n_clusters
                on_step(done / cost, "")
        return True

    return queue.ask(_visitor(), key, work, name)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def forget_sweep(settings: tuple[FitSettings, ...], data: DigitData) -> None:
    """Let a sweep that failed be tried again."""
    spaces = {(one.feature_space, one.n_train) for one in settings}
    for space, n_train in spaces:
        _forget_features(space, n_train, data)
    ready = tuple(
        one for one in settings if has_features(one.feature_space, one.n_train, data)
    )
    _studies().forget((ready, data.fingerprint))


def _forget_features(space: str, n_train: int, data: DigitData) -> None:
    key = (space, n_train, data.fingerprint)
    _spaces(space in TRAINED_SPACES).forget(key)


def stop_sweep(name: str) -> None:
    """End a sweep that only this visitor waited for; its rows stay."""
    _studies().leave(_visitor(), name)
    stop_features(name)


def baselines(
    space: str, k: int, data: DigitData, n_train: int
) -> tuple[dict[str, Any], dict[str, Job]]:
    """Return what is known of the ways k-means is held against, and jobs for the rest.

    Both are by name: "prototypes", which depends on k, "logistic" and "neighbour".
    """
    queue, known, jobs = _studies(), {}, {}
    keys = {name: _baseline_key(name, space, k, data, n_train) for name in _BASELINES}
    for name, key in keys.items():
        result = queue.result(key)
        if result is not None:
            known[name] = result
        elif has_features(space, n_train, data):
            work = partial(_baseline, name, space, k, data, n_train)
            jobs[name] = queue.ask(_visitor(), key, work, name)
        else:
            jobs["features"] = ask_for_features(space, n_train, data, "baselines")
    return known, jobs


def forget_baselines(space: str, k: int, data: DigitData, n_train: int) -> None:
    """Let those that failed be tried again."""
    _forget_features(space, n_train, data)
    for name in _BASELINES:
        _studies().forget(_baseline_key(name, space, k, data, n_train))


def _baseline_key(
    name: str, space: str, k: int, data: DigitData, n_train: int
) -> tuple[object, ...]:
    return name, space, k if name == "prototypes" else None, n_train, data.fingerprint


def _baseline(
    name: str, space: str, k: int, data: DigitData, n_train: int, on_step: OnStep
) -> Any:
    from mnist_kmeans.studies import baselines as ways

    def compute() -> Any:
        on_step(0, "Preparing the images")
        features = find_features(space, n_train, data)
        if features is None:
            features = _store().features(space, n_train, data, on_step)
        known = features, data.y_train[:n_train], data.y_test
        if name == "prototypes":
            return ways.random_prototypes(*known, k, on_step)
        if name == "logistic":
            return ways.logistic_regression(*known, on_step)
        return ways.nearest_neighbour(*known, on_step)

    of_k = {"k": k} if name == "prototypes" else {}
    return _store().study(
        f"mnist_kmeans.studies.baselines.{name}",
        data,
        compute,
        feature_space=space,
        n_train=n_train,
        **of_k,
    )


def find_learning(fit: Fit, data: DigitData) -> Learning | None:
    """Return how a fit came to be, if it is in memory or on disk."""
    key = (fit.settings, data.fingerprint)
    learning: Learning | None = _learnings().result(key)
    if learning is None:
        learning = _store().find_study(_LEARNING, data, **asdict(fit.settings))
        if learning is not None:
            _learnings().keep(key, learning)
    return learning


def ask_for_learning(fit: Fit, data: DigitData) -> Job:
    """Have it found out in the background, once for all who ask."""
    store, settings = _store(), fit.settings
    space, n_train = settings.feature_space, settings.n_train

    def work(on_step: OnStep) -> Learning:
        def say(fraction: float, what: str) -> None:
            on_step(fraction, f"Training k = {settings.n_clusters} again: {what}")

        def compute() -> Learning:
            on_step(0, "Preparing the images")
            features = find_features(space, n_train, data)
            if features is None:
                features = store.features(space, n_train, data, on_step)
            return compute_learning(fit, data, features, say)

        learning: Learning = store.study(_LEARNING, data, compute, **asdict(settings))
        return learning

    key = (settings, data.fingerprint)
    return _learnings().ask(_visitor(), key, work)


def forget_learning(fit: Fit, data: DigitData) -> None:
    """Let it be tried again where it failed."""
    _learnings().forget((fit.settings, data.fingerprint))


def find_map(
    settings: MapSettings, data: DigitData
) -> tuple[DigitMap, Neighbours] | None:
    """Return a map of test images that is in memory or on disk."""
    queue, key = _maps(settings.layout), (settings, data.fingerprint)
    found: tuple[DigitMap, Neighbours] | None = queue.result(key)
    if found is None:
        found = _store().find_study(_MAP, data, **asdict(settings))
        if found is not None:
            queue.keep(key, found)
    return found


def ask_for_map(settings: MapSettings, data: DigitData) -> Job:
    """Have test images laid out in the background, once for all who ask."""
    store, space = _store(), settings.feature_space
    features = find_features(space, settings.n_train, data)

    def work(on_step: OnStep) -> Any:
        def compute() -> tuple[DigitMap, Neighbours]:
            on_step(0, "Preparing the images")
            known = features
            if known is None and space in SLOW_SPACES:
                known = store.features(space, settings.n_train, data, on_step)
            return map_test_images(settings, data, known, on_step)

        return store.study(_MAP, data, compute, **asdict(settings))

    key = (settings, data.fingerprint)
    return _maps(settings.layout).ask(_visitor(), key, work)


def forget_map(settings: MapSettings, data: DigitData) -> None:
    """Let a map that failed be tried again."""
    _maps(settings.layout).forget((settings, data.fingerprint))


def sheet_of_test_images(n_shown: int, data: DigitData) -> tuple[str, int]:
    """Return test images side by side in one picture, as `sprite_sheet` does."""
    return _sheet(n_shown, data, data.fingerprint)


# `fingerprint` names the data, which are not hashed.
@st.cache_resource(max_entries=_SHEETS_IN_MEMORY, show_spinner=False)
def _sheet(n_shown: int, _data: DigitData, fingerprint: str) -> tuple[str, int]:
    return sprite_sheet(_data.x_test[evenly_spaced(len(_data.x_test), n_shown)])


def transformer(space: str, n_train: int, data: DigitData) -> Any:
    """Return what brings images into a feature space, as a fit's own did."""
    features = find_features(space, n_train, data)
    if features is not None:
        return features.transformer
    return _fitted(space, n_train, data, data.fingerprint)


def points_of(digits: list[Digit], fit: Fit, data: DigitData) -> NDArray[np.float32]:
    """Bring digits into a fit's feature space, as rows of an array."""
    settings = fit.settings
    to_space = transformer(settings.feature_space, settings.n_train, data)
    points: NDArray[np.float32] = to_space.transform(
        np.array([digit.pixels for digit in digits], np.float32).reshape(-1, 28, 28)
    )
    return points


def training_points(space: str, n_train: int, data: DigitData) -> NDArray[Any]:
    """Return the training images in a feature space, a row each.

    Pixels stay uint8, a quarter of the memory.
    """
    if space == "pixels":
        return data.x_train[:n_train].reshape(n_train, -1)
    features = find_features(space, n_train, data)
    if features is not None:
        return features.train
    return _transformed(space, n_train, data, data.fingerprint)


# `fingerprint` names the data, which are not hashed.
@st.cache_resource(max_entries=4, show_spinner="Getting ready to read digits")
def _fitted(space: str, n_train: int, _data: DigitData, fingerprint: str) -> Any:
    from mnist_kmeans.features.building import make_transformer

    return make_transformer(space).fit(_data.x_train[:n_train])


@st.cache_resource(max_entries=2, show_spinner=False)
def _transformed(
    space: str, n_train: int, _data: DigitData, fingerprint: str
) -> NDArray[Any]:
    return _store().features(space, n_train, _data).train


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_up() -> None:
    """Load scikit-learn in the background, before somebody moves the slider."""
    _queue().warm_up()


def _visitor() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def _is_here(visitor: str) -> bool:
    """Tell whether a visitor's browser is connected; their page may be out of sight."""
    try:
        server = runtime.get_instance()
    except RuntimeError:  # in a test without a server nobody can leave
        return True
    return server.is_active_session(visitor)


@st.cache_resource(max_entries=1, show_spinner=False)
def _store() -> FitStore:
    return FitStore()


@st.cache_resource(max_entries=1, show_spinner=False)
def _queue() -> JobQueue:
    return _jobs(cpu_count(), _FITS_IN_MEMORY)


@st.cache_resource(max_entries=2, show_spinner=False)
def _spaces(trained: bool) -> JobQueue:
    # Those that are trained apart from those that take seconds, and one at a time: the
    # training has all cores.
    return _jobs(1, _SPACES_IN_MEMORY)


@st.cache_resource(max_entries=2, show_spinner=False)
def _maps(layout: str) -> JobQueue:
    # A queue each: only a t-SNE waits for a t-SNE.
    return _jobs(1, _MAPS_IN_MEMORY)


@st.cache_resource(max_entries=1, show_spinner=False)
def _studies() -> JobQueue:
    # Apart from the fits, which would wait for minutes behind them.
    return _jobs(2, _ROWS_IN_MEMORY)


@st.cache_resource(max_entries=1, show_spinner=False)
def _learnings() -> JobQueue:
    # One at a time: in pixels each holds all images as floats, twice in a full step.
    return _jobs(1, _LEARNINGS_IN_MEMORY)


def _jobs(n_workers: int, n_results: int) -> JobQueue:
    return JobQueue(n_workers, n_results, _prepare_worker, _is_here)


def _end_with_the_server() -> None:
    # Python ends its main thread only after the threads of pools, a sweep's among them.
    while main_thread().is_alive() and not _is_stopped():
        sleep(0.2)
    _end_jobs()


def _end_jobs() -> None:
    """Let jobs end in good order for a second, and the server then, come what may."""
    if end_all(timeout=1) and runtime.exists():
        # A thread that comes back from native code while Python is being taken down
        # has aborted the process, and held it up for good.
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _is_stopped() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.STOPPED


Thread(target=_end_with_the_server, name="end", daemon=True).start()
# The main thread may have ended before that thread looks again.
atexit.register(_end_jobs)


def _prepare_worker() -> None:
    """Give each fit one thread: two fits side by side beat one on two cores."""
    import sklearn.cluster  # noqa: F401

    from mnist_kmeans.features.projections import one_thread

    # Set as they are made; not as contexts, for as long as the thread lives.
    one_thread("openmp")
    one_thread("blas")
