"""Charts of figures over k."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.extras import of_extra
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.studies.curve import Curve

with of_extra("app"):
    import plotly.graph_objects as go

# A line a feature space, on the light page and on the dark; none a digit's colour.
_LINES = {
    False: ("#0b6bcb", "#c2185b", "#15803d", "#7c3aed", "#b45309"),
    True: ("#4aa3f0", "#f472b6", "#4ade80", "#b794f6", "#fbbf24"),
}
_INK = {False: "#1b2530", True: "#e8edf2"}
_GREY = "#7d8894"
_MARGIN = {"l": 4, "r": 12, "t": 36, "b": 4}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}


def download_config(name: str, form: str) -> dict[str, Any]:
    """Return plotly's settings for a chart whose one button downloads it.

    Parameters
    ----------
    name : str
        The file's name, without its ending.
    form : {"png", "svg"}
    """
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": name, "format": form, "scale": 2},
    }


def space_color(space: str, *, dark: bool = False) -> str:
    """Return the colour of a feature space's curves, ``#rrggbb``."""
    return _LINES[dark][list[str](FEATURE_SPACES).index(space)]


def accuracy_chart(
    curves: Mapping[str, tuple[Curve, Curve]],
    k: int,
    *,
    marks: Mapping[int, float] | None = None,
    log: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw majority-vote accuracy over k, on train and test.

    Parameters
    ----------
    curves : mapping of str to (Curve, Curve)
        For each feature space its train and its test accuracy.
    k : int
        Marked.
    marks : mapping of int to float, optional
        Train accuracy by k that the notebook printed.
    log : bool, default=False
        Whether k is on a logarithmic scale.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
        Points carry k in ``x``.
    """
    figure = go.Figure()
    for space, (train, test) in curves.items():
        color = space_color(space, dark=dark)
        _add_curve(figure, test, f"{space}, test", color, "%{y:.1%}")
        _add_curve(figure, train, f"{space}, train", color, "%{y:.1%}", dash="dot")
    if marks:
        figure.add_scatter(
            x=list(marks),
            y=list(marks.values()),
            name="notebook, train",
            mode="markers",
            marker={
                "symbol": "circle-open",
                "size": 10,
                "color": _INK[dark],
                "line_width": 1.5,
            },
            hovertemplate="k = %{x}: the notebook printed %{y:.1%}<extra></extra>",
        )
    tried = [curve.n_clusters for pair in curves.values() for curve in pair]
    _over_k(figure, k, np.concatenate([[2], list(marks or []), *tried]), log=log)
    figure.update_yaxes(title="majority-vote accuracy", tickformat=".0%")
    figure.update_layout(height=430)
    return figure


def figure_chart(
    curves: Mapping[str, Curve],
    title: str,
    k: int,
    *,
    form: str = ".3f",
    elbows: Mapping[str, int] | None = None,
    log: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw one figure over k, a line a feature space or a way.

    Parameters
    ----------
    curves : mapping of str to Curve
        By name; a feature space has its own colour.
    title : str
        What it is and of what.
    k : int
        Marked.
    form : str, default=".3f"
        How values are written, in d3's notation.
    elbows : mapping of str to int, optional
        The k of each curve's elbow, where it has one.
    log, dark : bool
        As in `accuracy_chart`.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    figure = go.Figure()
    for i, (space, curve) in enumerate(curves.items()):
        known = space in FEATURE_SPACES
        color = space_color(space, dark=dark) if known else _LINES[dark][i]
        _add_curve(figure, curve, space, color, f"%{{y:{form}}}")
        elbow = (elbows or {}).get(space)
        if elbow is not None:
            at = int(np.argmin(np.abs(curve.n_clusters - elbow)))
            figure.add_annotation(
                x=np.log10(elbow) if log else elbow,
                y=curve.mean[at],
                text=f"elbow at k = {elbow}",
                ax=40,
                ay=-40,
            )
    tried = [curve.n_clusters for curve in curves.values()]
    _over_k(figure, k, np.concatenate([[2, 3], *tried]), log=log)
    figure.update_yaxes(title=title, tickformat=form)
    figure.update_layout(height=340)
    return figure


def gap_chart(
    train: Curve,
    test: Curve,
    n_train: int,
    neighbour: float | None,
    k: int,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw train and test accuracy up to k = n, and the gap between them.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy of one feature space.
    n_train : int
        Training images, n: at k = n each is its own cluster.
    neighbour : float or None
        Test accuracy at k = n, that of the nearest neighbour; None while unknown.
    k : int
        Marked.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    color, ink = _LINES[dark][0], _INK[dark]
    ks = [*train.n_clusters.tolist(), n_train]
    lower = test.mean.tolist() + ([] if neighbour is None else [neighbour])
    figure = go.Figure()
    figure.add_scatter(
        x=ks[: len(lower)],
        y=lower,
        name="test",
        mode="lines+markers",
        line_color=color,
        hovertemplate="k = %{x:,}: test %{y:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=ks,
        y=[*train.mean.tolist(), 1.0],
        name="train",
        mode="lines+markers",
        line={"color": ink, "dash": "dot"},
        fill="tonexty",
        fillcolor=_faint(color),
        hovertemplate="k = %{x:,}: train %{y:.1%}<extra></extra>",
    )
    _over_k(figure, k, np.array(ks), log=True)
    figure.add_annotation(
        x=np.log10(n_train),
        y=1.0,
        text=f"k = n = {n_train:,}",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
    )
    figure.update_yaxes(title="majority-vote accuracy", tickformat=".0%")
    figure.update_layout(height=320)
    return figure


def bars_chart(
    names: Sequence[str], values: Sequence[float], marked: int, *, dark: bool = False
) -> go.Figure:
    """Draw test accuracies as bars with their values.

    Parameters
    ----------
    names : sequence of str
    values : sequence of float
        0 to 1.
    marked : int
        The bar that stands out.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    colors = [_LINES[dark][0] if i == marked else _GREY for i in range(len(names))]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=names,
            orientation="h",
            marker_color=colors,
            text=[f"{value:.1%}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.2%}<extra></extra>",
        )
    )
    figure.update_xaxes(
        range=[0, 1.2],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        title="accuracy, test",
        fixedrange=True,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True)
    figure.update_layout(
        height=70 + 44 * len(names), margin={**_MARGIN, "t": 8}, bargap=0.35
    )
    return figure


def lottery_chart(
    seeds: NDArray[np.int64],
    train: NDArray[np.float64],
    test: NDArray[np.float64],
    luckiest: int,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw each seed's train and test accuracy as a point.

    Parameters
    ----------
    seeds : ndarray of shape (n,), int
    train, test : ndarray of shape (n,), float
        Majority-vote accuracy.
    luckiest : int
        The seed that stands out.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    lucky = seeds == luckiest
    figure = go.Figure()
    figure.add_scatter(
        x=train,
        y=test,
        mode="markers",
        customdata=seeds,
        marker={
            "size": np.where(lucky, 14, 9),
            "color": np.where(lucky, _LINES[dark][1], _LINES[dark][0]),
        },
        hovertemplate="seed %{customdata}: train %{x:.1%}, test %{y:.1%}"
        "<extra></extra>",
        showlegend=False,
    )
    at = int(np.flatnonzero(lucky)[0])
    figure.add_annotation(
        x=train[at], y=test[at], text=f"seed {luckiest}", ax=-36, ay=24
    )
    figure.update_xaxes(title="accuracy, train", tickformat=".1%", nticks=6)
    figure.update_yaxes(title="accuracy, test", tickformat=".1%")
    figure.update_layout(height=320, margin={**_MARGIN, "t": 8})
    return figure


def guess_chart(
    known: Mapping[int, float],
    space: str,
    largest: int,
    *,
    k: int = 0,
    guess: float | None = None,
    truth: float | None = None,
    log: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw test accuracy as far as it is known, a guess of it at k, and the truth.

    Parameters
    ----------
    known : mapping of int to float
        Test accuracy by k, in percent.
    space : str
        The feature space, which has its own colour.
    largest : int
        The largest k there will be: the axes tell nothing of what is to come.
    k : int, optional
        What is guessed at; marked.
    guess, truth : float, optional
        In percent.
    log, dark : bool
        As in `accuracy_chart`.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    color = space_color(space, dark=dark)
    found = dict(known) if truth is None else {**known, k: truth}
    figure = go.Figure()
    figure.add_scatter(
        x=sorted(found),
        y=[found[one] for one in sorted(found)],
        name="known",
        mode="lines+markers",
        line={"color": color, "width": 2},
        marker_size=8,
        hovertemplate="k = %{x}: %{y:.1f}%<extra></extra>",
    )
    # The higher of the two is named above the curve and the lower below it.
    above = guess is not None and (truth is None or guess > truth)
    marks = {
        "guess": (guess, above, "diamond-open", _INK[dark]),
        "answer": (truth, not above, "circle", color),
    }
    for name, (value, is_above, symbol, shade) in marks.items():
        if value is not None:
            figure.add_scatter(
                x=[k],
                y=[value],
                name=name,
                mode="markers+text",
                marker={
                    "symbol": symbol,
                    "size": 15,
                    "color": shade,
                    "line_width": 2.5 if symbol.endswith("open") else 0,
                },
                text=f"{name} {value:g}%",
                textposition="top right" if is_above else "bottom right",
                textfont={"size": 15, "color": _INK[dark]},
                cliponaxis=False,
                hoverinfo="skip",
            )
    _over_k(figure, k, np.array([min(known), largest]), log=log)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(
        title="majority-vote accuracy, test",
        ticksuffix="%",
        range=[0, 104],
        fixedrange=True,
    )
    # Room on the right for what is said of the last point.
    figure.update_layout(height=400, margin={**_MARGIN, "r": 96}, showlegend=False)
    return figure


def _add_curve(
    figure: go.Figure, curve: Curve, name: str, color: str, value: str, dash: str = ""
) -> None:
    ks = curve.n_clusters.tolist()
    if (curve.n_seeds > 1).any():
        figure.add_scatter(
            x=ks + ks[::-1],
            y=[*curve.highest.tolist(), *curve.lowest.tolist()[::-1]],
            fill="toself",
            fillcolor=_faint(color),
            line_width=0,
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
            legendgroup=name,
        )
    form = value[3:-1]
    figure.add_scatter(
        x=ks,
        y=curve.mean,
        name=name,
        legendgroup=name,
        mode="lines+markers",
        line={"color": color, "dash": dash or "solid", "width": 2},
        marker_size=7,
        customdata=np.column_stack([curve.lowest, curve.highest, curve.n_seeds]),
        hovertemplate=f"k = %{{x}}, {name}: {value}<br>%{{customdata[2]}} seeds, "
        f"%{{customdata[0]{form}}} to %{{customdata[1]{form}}}<extra></extra>",
        # A click picks a k; it does not fade the other points.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _over_k(figure: go.Figure, k: int, tried: NDArray[Any], *, log: bool) -> None:
    low, high = float(tried.min()), float(max(tried.max(), 3))
    if low <= k <= high:
        figure.add_vline(k, line={"color": _GREY, "dash": "dash", "width": 1})
        at, start, end = (np.log10(v) if log else v for v in (k, low, high))
        figure.add_annotation(
            x=at,
            y=0,
            yref="paper",
            text=f"k = {k}",
            showarrow=False,
            xanchor="left" if at < (start + 3 * end) / 4 else "right",
            yanchor="bottom",
            font_color=_GREY,
        )
    figure.update_xaxes(title="number of clusters, k", zeroline=False)
    if log:
        ticks = [t for t in (2, 5, 10, 25, 64, 256, 1000, 10000, 60000) if t <= high]
        figure.update_xaxes(
            type="log",
            tickvals=ticks,
            ticktext=[f"{tick:,}" for tick in ticks],
            range=[np.log10(low) - 0.04, np.log10(high) + 0.04],
        )
    else:
        figure.update_xaxes(range=[0, high * 1.03])
    figure.update_layout(margin=_MARGIN, legend=_LEGEND, hovermode="closest")


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
