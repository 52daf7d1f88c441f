"""Charts of accuracies at one k: of several seeds, and of other methods."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import GREY, LINES
from mnist_kmeans.missing_extra import of_extra

with of_extra("app"):
    import plotly.graph_objects as go

_MARGIN = {"l": 4, "r": 12, "t": 8, "b": 4}


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
        The index of the bar that is highlighted.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    colors = [LINES[dark][0] if i == marked else GREY for i in range(len(names))]
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
    figure.update_layout(height=70 + 44 * len(names), margin=_MARGIN, bargap=0.35)
    return figure


def lottery_chart(
    seeds: NDArray[np.int64],
    train: NDArray[np.float64],
    test: NDArray[np.float64],
    luckiest: int,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw the train and test accuracy of each seed as a point.

    Parameters
    ----------
    seeds : ndarray of shape (n,), int
    train, test : ndarray of shape (n,), float
        Majority-vote accuracy.
    luckiest : int
        The seed that is highlighted.
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
            "color": np.where(lucky, LINES[dark][1], LINES[dark][0]),
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
    figure.update_layout(height=320, margin=_MARGIN)
    return figure
