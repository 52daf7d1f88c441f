"""Curves of metrics over k."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import GREY, INK, LINES, space_color
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.studies.curve import Curve

with of_extra("app"):
    import plotly.graph_objects as go

MARGIN = {"l": 4, "r": 12, "t": 36, "b": 4}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}


def download_config(name: str, form: str) -> dict[str, Any]:
    """Return the configuration of a plotly chart with a single button, to download it.

    Parameters
    ----------
    name : str
        The name of the file, without suffix.
    form : {"png", "svg"}

    Returns
    -------
    dict
    """
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": name, "format": form, "scale": 2},
    }


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
        Train and test accuracy by feature space.
    k : int
        Marked by a vertical line.
    marks : mapping of int to float, optional
        The train accuracies that the notebook printed, by k.
    log : bool, default=False
        Whether the scale of k is logarithmic.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
        Points have k in ``x``.
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
                "color": INK[dark],
                "line_width": 1.5,
            },
            hovertemplate="k = %{x}: the notebook printed %{y:.1%}<extra></extra>",
        )
    tried = [curve.n_clusters for pair in curves.values() for curve in pair]
    mark_k(figure, k, np.concatenate([[2], list(marks or []), *tried]), log=log)
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
    """Draw one metric over k, a line for each feature space or other name.

    Parameters
    ----------
    curves : mapping of str to Curve
        By name; the name of a feature space decides the colour.
    title : str
        The title of the vertical axis.
    k : int
        Marked by a vertical line.
    form : str, default=".3f"
        The format of values, in the notation of d3.
    elbows : mapping of str to int, optional
        The k of each curve's elbow, where it has one.
    log, dark : bool
        As in `accuracy_chart`.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    figure = go.Figure()
    for i, (name, curve) in enumerate(curves.items()):
        is_space = name in FEATURE_SPACES
        color = space_color(name, dark=dark) if is_space else LINES[dark][i]
        _add_curve(figure, curve, name, color, f"%{{y:{form}}}")
        elbow = (elbows or {}).get(name)
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
    mark_k(figure, k, np.concatenate([[2, 3], *tried]), log=log)
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
        The number of training images, n: at k = n each is its own cluster.
    neighbour : float or None
        Test accuracy at k = n, which is that of the nearest neighbour; None while
        unknown.
    k : int
        Marked by a vertical line.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    color, ink = LINES[dark][0], INK[dark]
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
    mark_k(figure, k, np.array(ks), log=True)
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
        # A click selects a k and must not fade the other points.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def mark_k(figure: go.Figure, k: int, tried: NDArray[Any], *, log: bool) -> None:
    """Lay out a chart over k, the values `tried`, and mark `k`."""
    low, high = float(tried.min()), float(max(tried.max(), 3))
    if low <= k <= high:
        figure.add_shape(
            type="line",
            x0=k,
            x1=k,
            y0=0,
            y1=1,
            xref="x",
            yref="y domain",
            line={"color": GREY, "dash": "dash", "width": 1},
        )
        at, start, end = (np.log10(v) if log else v for v in (k, low, high))
        figure.add_annotation(
            x=at,
            y=0,
            yref="paper",
            text=f"k = {k}",
            showarrow=False,
            xanchor="left" if at < (start + 3 * end) / 4 else "right",
            yanchor="bottom",
            font_color=GREY,
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
    figure.update_layout(margin=MARGIN, legend=_LEGEND, hovermode="closest")


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
