"""Charts of figures over k."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import GREY, INK, LINES, space_color
from mnist_kmeans.extras import of_extra
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.studies.curve import Curve

with of_extra("app"):
    import plotly.graph_objects as go

MARGIN = {"l": 4, "r": 12, "t": 36, "b": 4}
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
        color = space_color(space, dark=dark) if known else LINES[dark][i]
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
        # A click picks a k; it does not fade the other points.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def mark_k(figure: go.Figure, k: int, tried: NDArray[Any], *, log: bool) -> None:
    low, high = float(tried.min()), float(max(tried.max(), 3))
    if low <= k <= high:
        figure.add_vline(k, line={"color": GREY, "dash": "dash", "width": 1})
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
