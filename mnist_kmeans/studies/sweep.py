"""Accuracy over k, feature spaces and seeds, yielded as the fits end."""

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from itertools import groupby
from numbers import Integral
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES, SpaceName
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.progress import FitsProgress
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.dask_cluster import (
    SCHEDULER_VARIABLE,
    cluster_fits,
    reach_scheduler,
)
from mnist_kmeans.studies.thread_fits import thread_fits

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features


#: The settings and metrics of one fit, as from `sweep_row`.
Row = dict[str, Any]


def accuracy_sweep(
    data: DigitData,
    n_clusters: Iterable[int] | int,
    *,
    feature_space: SpaceName = "pixels",
    seeds: Iterable[int] | int = (0,),
    n_jobs: int | None = None,
    store: FitStore | None = None,
) -> Iterator[Row]:
    """Fit and measure a model for each k and seed.

    Parameters
    ----------
    data : DigitData
    n_clusters : iterable of int or int
        The values of k, each 2 to the number of training images.
    feature_space : str, default="pixels"
        A name in `FEATURE_SPACES`.
    seeds : iterable of int or int, default=(0,)
        The seeds, or their number: 3 means 0, 1 and 2.
    n_jobs : int, optional
        The number of fits in parallel; all cores by default. If
        ``MNIST_KMEANS_SCHEDULER`` names a Dask scheduler, its cluster is used instead.
    store : FitStore, optional
        Where fits are looked up and kept; by default the cache of the app.

    Yields
    ------
    dict
        As from `sweep_row`, as each fit ends, in any order.

    Raises
    ------
    TypeError
        When the data are no `DigitData`, but for example a tuple of arrays.
    ValueError
        When an argument is out of range, before anything is computed.
    SchedulerError
        When the Dask cluster does not answer or is lost.

    Notes
    -----
    Fits that are computed in parallel share the cores; a fit does not depend on how
    many there are. On a Dask cluster each has one thread.

    Examples
    --------
    >>> from mnist_kmeans import accuracy_sweep
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> rows = list(accuracy_sweep(load_bundled_digits(), [2, 20], n_jobs=1))
    >>> by_k = {row["n_clusters"]: row["test_accuracy"] for row in rows}
    >>> by_k[2] < by_k[20]
    True
    """
    if not isinstance(data, DigitData):
        raise TypeError(
            f"data is a {type(data).__name__}; it should be a DigitData, as from "
            "load_mnist(), or for arrays of your own as "
            'DigitData(x_train, y_train, x_test, y_test, source="mine").'
        )
    ks = [n_clusters] if isinstance(n_clusters, int) else n_clusters
    settings = sweep_settings(len(data.x_train), ks, (feature_space,), _seeds(seeds))
    fits = sweep_fits(settings, data, n_jobs=n_jobs, store=store)
    return (sweep_row(fit, data) for fit in fits)


def sweep_settings(
    n_train: int,
    n_clusters: Iterable[int],
    feature_spaces: Iterable[str],
    seeds: Iterable[int] | int,
    **others: Any,
) -> list[FitSettings]:
    """List the fits of a sweep.

    Parameters
    ----------
    n_train : int
        The number of training images used.
    n_clusters : iterable of int
        The values of k.
    feature_spaces : iterable of str
        Names in `FEATURE_SPACES`.
    seeds : iterable of int or int
        The seeds, or their number: 3 means 0, 1 and 2.
    **others
        Further fields of `FitSettings`.

    Returns
    -------
    list of FitSettings
        By feature space, then seed, then k: the first seed's curve comes first.

    Raises
    ------
    ValueError
        When an argument is empty, has a value twice or one that is out of range.

    Examples
    --------
    >>> from mnist_kmeans.studies.sweep import sweep_settings
    >>> settings = sweep_settings(60_000, [2, 10], ["pca"], seeds=2)
    >>> [(fit.seed, fit.n_clusters) for fit in settings]
    [(0, 2), (0, 10), (1, 2), (1, 10)]
    """
    ks: list[int] = []
    spaces, seeds = list(feature_spaces), _seeds(seeds)
    for k in n_clusters:
        if not isinstance(k, Integral) or isinstance(k, bool) or not 2 <= k <= n_train:
            raise ValueError(
                f"n_clusters has {k!r}; each k should be an integer from 2 to "
                f"{n_train}, the number of training images."
            )
        ks.append(k)
    for space in spaces:
        if space not in FEATURE_SPACES:
            raise ValueError(
                f"feature_space={space!r} should be one of {', '.join(FEATURE_SPACES)}."
            )
    for seed in seeds:
        if not isinstance(seed, Integral) or not 0 <= seed < 2**32:
            raise ValueError(
                f"seeds has {seed!r}; each should be an integer from 0 to 2^32 - 1."
            )
    lists: dict[str, list[Any]]
    lists = {"n_clusters": ks, "feature_space": spaces, "seeds": seeds}
    for name, values in lists.items():
        if not values:
            raise ValueError(f"{name} is empty; it should have at least one value.")
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ValueError(f"{name} has {twice[0]} twice; each should be there once.")
    return [
        FitSettings(n_train, int(k), space, int(seed), **others)
        for space in spaces
        for seed in seeds
        for k in ks
    ]


def sweep_fits(
    settings: Iterable[FitSettings],
    data: DigitData,
    *,
    n_jobs: int | None = None,
    store: FitStore | None = None,
    on_step: OnStep | None = None,
    features: "Callable[[str, int, OnStep, bool], Features] | None" = None,
) -> Generator[Fit, None, None]:
    """Compute fits in parallel, or load them.

    Parameters
    ----------
    settings : iterable of FitSettings
    data : DigitData
    n_jobs, store
        As in `accuracy_sweep`.
    on_step : callable, optional
        Called as ``on_step(fraction, what)`` with the share of all fits that is done,
        from the threads that compute them; an exception that it raises stops them. With
        a cluster it is called several times a second from the thread that waits.
    features : callable, optional
        Returns the images in a feature space, given its name, the number of training
        images, a function to report steps to and `FitSettings.pretrained`;
        `FitStore.features` by default.

    Yields
    ------
    Fit
        Those on disk first, then each as it ends. Close the generator to stop early.

    Raises
    ------
    SchedulerError
        When the Dask cluster does not answer or is lost.
    """
    store = store or FitStore()
    settings, missing = list(settings), []
    progress = FitsProgress(settings, on_step or silent)
    for fit_settings in settings:
        fit = store.find(fit_settings, data)
        if fit is None:
            missing.append(fit_settings)
        else:
            progress.finish(fit_settings)
            yield fit
    if not missing:
        return
    address = os.environ.get(SCHEDULER_VARIABLE)
    if address:
        reach_scheduler(address, progress.beside)
    for (space, n_train, pretrained), group in groupby(
        missing, key=attrgetter("feature_space", "n_train", "pretrained")
    ):
        if features is None:
            images = store.features(space, n_train, data, progress.beside, pretrained)
        else:
            images = features(space, n_train, progress.beside, pretrained)
        if address:
            yield from _on_cluster(address, group, data, images, store, progress)
        else:
            yield from thread_fits(n_jobs, group, data, images, store, progress)


def _on_cluster(
    address: str,
    settings: Iterable[FitSettings],
    data: DigitData,
    features: "Features",
    store: FitStore,
    progress: FitsProgress,
) -> Iterator[Fit]:
    fits = cluster_fits(address, settings, data, features, progress.beside)
    with closing(fits):
        for fit in fits:
            progress.finish(fit.settings)
            store.keep(fit, data)
            yield fit


def sweep_row(fit: Fit, data: DigitData) -> Row:
    """Return the settings and metrics of a fit as a flat row.

    Parameters
    ----------
    fit : Fit
    data : DigitData
        The images it was fitted on.

    Returns
    -------
    dict
        ``feature_space, n_clusters, seed``; ``train_accuracy, test_accuracy``:
        majority-vote accuracy; ``one_label_accuracy``: accuracy on the test images when
        each cluster takes the label of a single training image, the nearest to its
        centroid; the other metrics of `score_clusters` on the test images (``nmi`` and
        so on) and, prefixed with ``train_``, on the training images, except that
        ``inertia`` is that of the training images, which k-means minimises, and
        ``test_inertia`` that of the test images; ``n_digits``: as from
        `digits_with_a_cluster`; ``silhouette, n_iter, fit_seconds,
        feature_seconds``: as in `Fit`.
    """
    train, test = dict(fit.train_metrics), dict(fit.test_metrics)
    labels = data.y_train[: fit.settings.n_train]
    # An empty cluster has no such image: test images in it count as wrong.
    names = np.where(fit.typical >= 0, labels[fit.typical], 10)
    row: Row = {
        "feature_space": fit.settings.feature_space,
        "n_clusters": fit.settings.n_clusters,
        "seed": fit.settings.seed,
        "train_accuracy": train.pop("accuracy"),
        "test_accuracy": test.pop("accuracy"),
        "one_label_accuracy": float((names[fit.test_clusters] == data.y_test).mean()),
        "inertia": train.pop("inertia"),
        "test_inertia": test.pop("inertia"),
        "n_empty": test.pop("n_empty"),
        "n_digits": digits_with_a_cluster(fit),
    }
    for metrics in (train, test):
        metrics.pop("n_clusters")
    train.pop("n_empty")
    return {
        **row,
        **test,
        "silhouette": fit.silhouette,
        **{f"train_{name}": value for name, value in train.items()},
        "n_iter": fit.n_iter,
        "fit_seconds": fit.fit_seconds,
        "feature_seconds": fit.feature_seconds,
    }


def digits_with_a_cluster(fit: Fit) -> int:
    """Count the digits that some cluster stands for, empty clusters left out.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    int
        At most 10.
    """
    return len(np.unique(fit.cluster_labels[fit.cluster_counts.any(axis=1)]))


def _seeds(seeds: Iterable[int] | int) -> list[int]:
    if not isinstance(seeds, Integral):
        return list(seeds)  # type: ignore[arg-type]
    if seeds < 1:
        raise ValueError(f"seeds={seeds} should be at least 1, or a list of seeds.")
    return list(range(int(seeds)))
