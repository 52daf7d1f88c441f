"""The eigenvalues of a graph of neighbours, and the gap among them."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import GREY, LINES
from mnist_kmeans.missing_extra import of_extra

with of_extra("app"):
    import plotly.graph_objects as go


def eigenvalues_chart(
    eigenvalues: NDArray[np.float64], n_groups: int | None, *, dark: bool = False
) -> go.Figure:
    """Draw eigenvalues in descending order, those before the gap in one colour.

    Parameters
    ----------
    eigenvalues : ndarray of shape (m,), float64
        Descending.
    n_groups : int or None
        How many stand before the gap; None where no gap is clear.
    dark : bool, default=False

    Returns
    -------
    plotly.graph_objects.Figure
    """
    places = np.arange(1, len(eigenvalues) + 1)
    before = places <= (n_groups or 0)
    figure = go.Figure()
    figure.add_scatter(
        x=places,
        y=eigenvalues,
        mode="markers",
        marker={"size": 9, "color": np.where(before, LINES[dark][0], GREY)},
        hovertemplate="no. %{x}: %{y:.4f}<extra></extra>",
        showlegend=False,
    )
    if n_groups is not None:
        upper, lower = eigenvalues[n_groups - 1], eigenvalues[n_groups]
        figure.add_scatter(
            x=[n_groups + 0.5] * 2,
            y=[upper, lower],
            mode="lines",
            line={"color": LINES[dark][1], "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_annotation(
            x=n_groups + 0.5,
            y=(upper + lower) / 2,
            text="the gap",
            showarrow=False,
            xanchor="left",
            xshift=6,
        )
    figure.update_xaxes(title="eigenvalue, the largest first", dtick=2, tick0=1)
    figure.update_yaxes(title="its value", tickformat=".3f", nticks=5)
    figure.update_layout(height=260, margin={"l": 4, "r": 12, "t": 12, "b": 4})
    return figure
