"""Accuracy over k as an SVG, which needs no program to be shown."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.studies.curve import Curve

_WIDTH, _HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 62, 12, 44
_TICKS = (2, 5, 10, 25, 64, 256, 1000)


def accuracy_svg(train: Curve, test: Curve, k: int) -> str:
    """Draw majority-vote accuracy over k, on train and test.

    Parameters
    ----------
    train, test : Curve
        With the same values of k, two at least.
    k : int
        Marked by a vertical line.

    Returns
    -------
    str
        An ``svg`` element. Its colours are those of the classes ``train``, ``test``,
        ``range``, ``line`` and ``mark`` in the document's style sheet.
    """
    ks = test.n_clusters
    parts = [
        _line("line", _across(ks, ks[[0, -1]]), _up(np.full(2, y)))
        for y in (0.0, 0.5, 1.0)
    ]
    parts += [
        _label(_LEFT - 6, float(_up(y)) + 4, f"{y:.0%}", "end") for y in (0.0, 0.5, 1.0)
    ]
    ticks = [tick for tick in _TICKS if ks[0] <= tick <= ks[-1]]
    at = _across(ks, np.array(ticks))
    parts += [
        _label(x, _HEIGHT - _BOTTOM + 18, str(tick), "middle")
        for x, tick in zip(at, ticks, strict=True)
    ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_label(middle, _HEIGHT - 6, "number of clusters, k", "middle"))
    if ks[0] <= k <= ks[-1]:
        x = np.repeat(_across(ks, np.array([k])), 2)
        parts.append(_line("mark", x, _up(np.array([0.0, 1.0]))))
    x = _across(ks, ks)
    # Train, dotted, over test: where they meet both can be seen.
    for name, curve in (("test", test), ("train", train)):
        band = _points(
            np.concatenate([x, x[::-1]]),
            _up(np.concatenate([curve.highest, curve.lowest[::-1]])),
        )
        parts.append(f'<polygon class="range {name}" points="{band}"/>')
        parts.append(_line(name, x, _up(curve.mean)))
        if name == "test":
            parts += [
                f'<circle class="{name}" cx="{cx:.1f}" cy="{cy:.1f}" r="3"/>'
                for cx, cy in zip(x, _up(curve.mean), strict=True)
            ]
    parts += _names(train, test)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Train and test '
        f'accuracy over k">{"".join(parts)}</svg>'
    )


def _names(train: Curve, test: Curve) -> list[str]:
    """Write the name of each curve beside its end, apart from each other."""
    ends = {"train": float(_up(train.mean[-1])), "test": float(_up(test.mean[-1]))}
    upper, lower = sorted(ends, key=ends.__getitem__)
    middle = max((ends[upper] + ends[lower]) / 2, _TOP + 8)
    apart = max(ends[lower] - ends[upper], 16) / 2
    x = _WIDTH - _RIGHT + 8
    return [
        _label(x, middle - apart + 4, upper, "start"),
        _label(x, middle + apart + 4, lower, "start"),
    ]


def _across(ks: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return where values of k lie from left to right, on a logarithmic scale."""
    low, high = np.log(ks[0]), np.log(ks[-1])
    width = _WIDTH - _LEFT - _RIGHT
    return np.asarray(_LEFT + width * (np.log(values) - low) / (high - low))


def _up(share: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return where shares, 0 to 1, lie from top to bottom."""
    return np.asarray(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - np.asarray(share)))


def _points(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))


def _line(name: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    return f'<polyline class="{name}" points="{_points(x, y)}"/>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
