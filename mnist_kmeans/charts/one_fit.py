"""Charts of one fit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, SHADES
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.model.counts import order_by_digit
from mnist_kmeans.words.numbers import percent

with of_extra("app"):
    import plotly.graph_objects as go


_DIGITS = [str(digit) for digit in range(10)]

_CELL_TEXT = {False: "#10202e", True: "#ffffff"}
_MARGIN = {"l": 4, "r": 4, "t": 8, "b": 4}

# The most columns that have room for numbers on a phone.
_FEW_CLUSTERS = 12


def counts_chart(
    counts: NDArray[np.int64], names: list[str], colors: list[str], title: str
) -> go.Figure:
    """Draw the number of images of each kind as bars.

    Parameters
    ----------
    counts : ndarray of shape (n,), int
    names, colors : list of str
        The label under each bar, and its colour.
    title : str
        The title of the axis with the names.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    return _bars(
        names,
        counts,
        title,
        marker_color=colors,
        text=[f"{count:,}" if count else "" for count in counts],
        hovertemplate="%{y:,} images: %{x}<extra></extra>",
        top=1.12 * max(1, counts.max()),
    )


def votes_chart(votes: NDArray[np.int64]) -> go.Figure:
    """Draw the votes of one cluster, a bar for each digit.

    Parameters
    ----------
    votes : ndarray of shape (10,), int
        Training images by digit.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    shares = votes / max(1, votes.sum())
    return _bars(
        _DIGITS,
        shares,
        "digit shown",
        marker_color=DIGIT_COLORS,
        text=_percentages(shares),
        customdata=votes,
        hovertemplate="%{customdata:,} training images show a %{x} (%{y:.1%})"
        "<extra></extra>",
        top=1.1,
    )


def _bars(
    names: list[str], values: NDArray[Any], title: str, *, top: float, **bars: Any
) -> go.Figure:
    figure = go.Figure(
        go.Bar(x=names, y=values, textposition="outside", cliponaxis=False, **bars)
    )
    figure.update_layout(height=200, margin={**_MARGIN, "t": 24}, bargap=0.25)
    figure.update_xaxes(type="category", title=title, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, top])
    return figure


def cluster_heatmap(
    counts: NDArray[np.int64], labels: NDArray[np.uint8], *, dark: bool = False
) -> go.Figure:
    """Draw the digits in each cluster: a row for each digit, a column for each cluster.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, 10), int
        Training images by cluster and digit.
    labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for; columns are sorted by it.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    sizes = np.maximum(counts.sum(axis=1), 1)
    shares = counts / sizes[:, None]
    order = order_by_digit(labels, counts)
    few = len(labels) <= _FEW_CLUSTERS
    columns = np.arange(len(labels))
    ordered = shares[order].T
    hover = np.dstack(
        [
            np.broadcast_to(order, ordered.shape),
            np.broadcast_to(labels[order], ordered.shape),
            counts[order].T,
            np.broadcast_to(counts.sum(axis=1)[order], ordered.shape),
        ]
    )
    figure = _matrix(
        ordered,
        "digit shown",
        dark,
        x=columns,
        xgap=1 if few else 0,
        customdata=hover,
        text=[_percentages(row) for row in ordered] if few else None,
        texttemplate="%{text}" if few else None,
        hovertemplate="Cluster #%{customdata[0]}, stands for %{customdata[1]}<br>"
        "%{customdata[2]:,} of its %{customdata[3]:,} training images show a %{y} "
        "(%{z:.0%})<extra></extra>",
    )
    groups = [np.flatnonzero(labels[order] == digit) for digit in range(10)]
    # All at once: `add_vline` takes 4 ms a line.
    lines = [
        {
            "type": "line",
            "x0": group[0] - 0.5,
            "x1": group[0] - 0.5,
            "y0": 0,
            "y1": 1,
            "xref": "x",
            "yref": "y domain",
            "line": {"width": 1, "color": "#888888"},
        }
        for group in groups
        if len(group) and group[0] > 0
    ]
    if few:
        ticks, names = columns.tolist(), [f"#{cluster}" for cluster in order]
    else:
        filled = [digit for digit in range(10) if len(groups[digit])]
        ticks, names = [groups[d].mean() for d in filled], [f"{d}" for d in filled]
    figure.update_xaxes(
        title="clusters, sorted by the digit they stand for",
        tickvals=ticks,
        ticktext=names,
        zeroline=False,
    )
    figure.update_layout(height=380, shapes=lines)
    return figure


def confusion_chart(confusion: NDArray[np.int64], *, dark: bool = False) -> go.Figure:
    """Draw a confusion matrix, a row for each true digit.

    Parameters
    ----------
    confusion : ndarray of shape (10, 10), int
        Images by true digit (rows) and predicted digit (columns).
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    figure = _matrix(
        shares,
        "true digit",
        dark,
        x=_DIGITS,
        xgap=1,
        customdata=confusion,
        text=np.where(confusion > 0, confusion.astype(str), ""),
        texttemplate="%{text}",
        hovertemplate="%{customdata:,} images of the digit %{y} are read as %{x} "
        "(%{z:.1%} of the %{y}s)<extra></extra>",
    )
    figure.update_xaxes(type="category", title="read as")
    figure.update_layout(height=420)
    return figure


def _matrix(
    shares: NDArray[np.float64], rows: str, dark: bool, **heatmap: Any
) -> go.Figure:
    """Draw shares as shades, a row for each digit."""
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            y=_DIGITS,
            zmin=0,
            zmax=1,
            colorscale=SHADES[dark],
            ygap=1,
            textfont_color=_CELL_TEXT[dark],
            showscale=False,
            **heatmap,
        )
    )
    figure.update_xaxes(showgrid=False, fixedrange=True)
    figure.update_yaxes(
        type="category",
        title=rows,
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
    )
    figure.update_layout(margin=_MARGIN)
    return figure


def recall_chart(recalls: NDArray[np.float64]) -> go.Figure:
    """Draw the recall of each digit.

    Parameters
    ----------
    recalls : ndarray of shape (10,), float
        0 to 1; NaN for a digit without images.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    figure = go.Figure(
        go.Bar(
            x=recalls,
            y=_DIGITS,
            orientation="h",
            marker_color=DIGIT_COLORS,
            text=["none" if np.isnan(r) else f"{r:.1%}" for r in recalls],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x:.1%} of the %{y}s are read right<extra></extra>",
        )
    )
    figure.update_xaxes(
        title="read right (recall)",
        range=[0, 1.18],
        tickvals=[0, 0.5, 1],
        tickformat=".0%",
        fixedrange=True,
    )
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True
    )
    figure.update_layout(height=420, margin=_MARGIN, bargap=0.25)
    return figure


def _percentages(shares: NDArray[np.float64]) -> list[str]:
    return [percent(share) if share >= 0.005 else "" for share in shares]
