"""Accuracy over how much test digits are altered."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.stress.altering import KINDS, Floats, alter
from mnist_kmeans.studies.stress.reader import Reader
from mnist_kmeans.studies.sweep import Row, sweep_fits

#: Test images that are altered, evenly spaced over all.
N_IMAGES = 2000

#: The name of `stress_curve` on disk, as `FitStore.study` has it.
CURVE = "mnist_kmeans.studies.stress.curves.stress_curve"


def stress_curve(
    predict: Callable[[Floats], NDArray[np.uint8]],
    data: DigitData,
    kind: str,
    on_step: OnStep | None = None,
) -> NDArray[np.float64]:
    """Measure how accuracy falls as test digits are altered in one way.

    Parameters
    ----------
    predict : callable
        Maps images of shape (n, 28, 28), float32, 0 to 1, to the digits they are read
        as, such as the `predict` of a model from `build_model`.
    data : DigitData
        Of its test images `N_IMAGES`, evenly spaced, are altered.
    kind : str
        A name in `KINDS`.
    on_step : callable, optional
        Called as ``on_step(fraction, what)`` before each amount. An exception that it
        raises ends the computation.

    Returns
    -------
    ndarray of shape (n_amounts,), float64
        The share of digits read right after each of the amounts of the kind: with a
        model of k-means its majority-vote accuracy.

    Raises
    ------
    ValueError
        When the kind is unknown.

    Examples
    --------
    >>> from mnist_kmeans import build_model
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.studies import KINDS, stress_curve
    >>> data = load_bundled_digits()
    >>> model = build_model(40).fit(data.x_train, data.y_train)
    >>> curve = stress_curve(model.predict, data, "turn")
    >>> amounts = KINDS["turn"].amounts.tolist()
    >>> bool(curve[amounts.index(0)] > curve[amounts.index(60)])
    True
    """
    if kind not in KINDS:
        raise ValueError(f"kind={kind!r} should be one of {', '.join(KINDS)}.")
    on_step = on_step or silent
    sample = evenly_spaced(len(data.x_test), N_IMAGES)
    images = data.x_test[sample].astype(np.float32) / np.float32(255)
    amounts = KINDS[kind].amounts
    accuracies = np.empty(len(amounts))
    for i, amount in enumerate(amounts):
        on_step(i / len(amounts), f"{len(sample):,} digits, {kind} {amount:g}")
        digits = predict(alter(images, {kind: amount}))
        accuracies[i] = (digits == data.y_test[sample]).mean()
    return accuracies


def stress_rows(
    settings: Iterable[FitSettings],
    data: DigitData,
    kinds: Iterable[str] = tuple(KINDS),
    *,
    n_jobs: int | None = None,
    store: FitStore | None = None,
) -> Generator[list[Row], None, None]:
    """Measure fits on altered test digits, or load what was measured before.

    Parameters
    ----------
    settings : iterable of FitSettings
        The fits, which are computed in parallel where they are not there, as in
        `sweep_fits`.
    data : DigitData
    kinds : iterable of str
        Names in `KINDS`; by default all.
    n_jobs, store
        As in `accuracy_sweep`.

    Yields
    ------
    list of dict
        As from `curve_rows`, of one fit and kind each, as they are there. Close the
        generator to stop early.

    Raises
    ------
    ValueError
        When a kind is unknown or there twice, before anything is computed.
    SchedulerError
        As from `sweep_fits`.
    """
    kinds = list(kinds)
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"kind={kind!r} should be one of {', '.join(KINDS)}.")
        if kinds.count(kind) > 1:
            raise ValueError(f"kinds has {kind} twice; each should be there once.")
    return _rows(list(settings), data, kinds, n_jobs, store or FitStore())


def _rows(
    settings: list[FitSettings],
    data: DigitData,
    kinds: list[str],
    n_jobs: int | None,
    store: FitStore,
) -> Generator[list[Row], None, None]:
    with closing(sweep_fits(settings, data, n_jobs=n_jobs, store=store)) as fits:
        for fit in fits:
            for kind in kinds:
                accuracies = _kept(fit, data, kind, store)
                yield curve_rows(fit.settings, data, kind, accuracies)


def _kept(fit: Fit, data: DigitData, kind: str, store: FitStore) -> NDArray[np.float64]:
    def measure() -> NDArray[np.float64]:
        of = fit.settings
        features = store.features(
            of.feature_space, of.n_train, data, pretrained=of.pretrained
        )
        return stress_curve(Reader(fit, features.transformer).read, data, kind)

    curve: NDArray[np.float64] = store.study(
        CURVE, data, measure, kind=kind, **asdict(fit.settings)
    )
    return curve


def curve_rows(
    settings: FitSettings, data: DigitData, kind: str, accuracies: NDArray[np.float64]
) -> list[Row]:
    """Return a curve as flat rows.

    Parameters
    ----------
    settings : FitSettings
        Of the fit that was measured.
    data : DigitData
    kind : str
        A name in `KINDS`.
    accuracies : ndarray of shape (n_amounts,), float64
        As from `stress_curve`.

    Returns
    -------
    list of dict
        ``feature_space, n_clusters, seed, kind, amount, unit, test_accuracy,
        n_images``, a row for each amount: majority-vote accuracy on so many altered
        test images.
    """
    return [
        {
            "feature_space": settings.feature_space,
            "n_clusters": settings.n_clusters,
            "seed": settings.seed,
            "kind": kind,
            "amount": amount,
            "unit": KINDS[kind].unit,
            "test_accuracy": accuracy,
            "n_images": min(N_IMAGES, len(data.x_test)),
        }
        for amount, accuracy in zip(
            KINDS[kind].amounts.tolist(), accuracies.tolist(), strict=True
        )
    ]


def loss_at(accuracies: NDArray[np.float64], kind: str, amount: float) -> float:
    """Return how much accuracy digits lose that are altered by an amount.

    Parameters
    ----------
    accuracies : ndarray of shape (n_amounts,), float64
        As from `stress_curve`.
    kind : str
        A name in `KINDS`.
    amount : float
        Above 0.

    Returns
    -------
    float
        -1 to 1, between two amounts by linear interpolation: the mean of both
        directions where there are two.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.stress.curves import loss_at
    >>> curve = np.array([.1, .1, .1, .1, .5, .7, .9, .8, .7, .1, .1, .1, .1])
    >>> round(loss_at(curve, "across", 2), 3)
    0.3
    """
    amounts = KINDS[kind].amounts
    ends = [end for end in (amount, -amount) if amounts[0] <= end <= amounts[-1]]
    at = np.interp([0.0, *ends], amounts, accuracies)
    return float(at[0] - at[1:].mean())


def holding(answers: NDArray[np.uint8], kind: str) -> tuple[float, float]:
    """Return from where to where an answer holds.

    Parameters
    ----------
    answers : ndarray of shape (n_amounts,), int
        What a digit is read as after each of the amounts of the kind.
    kind : str
        A name in `KINDS`.

    Returns
    -------
    (float, float)
        The amounts farthest from 0, on either side, up to which the answer is that at
        0 throughout.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.stress.curves import holding
    >>> holding(np.array([7, 7, 7, 9, 7, 7, 7, 7, 7, 7, 1, 1, 7]), "across")
    (-2.0, 3.0)
    """
    amounts = KINDS[kind].amounts
    zero = int(np.flatnonzero(amounts == 0)[0])
    others = np.flatnonzero(answers != answers[zero])
    first = max(others[others < zero], default=-1) + 1
    last = min(others[others > zero], default=len(amounts)) - 1
    return float(amounts[first]), float(amounts[last])
