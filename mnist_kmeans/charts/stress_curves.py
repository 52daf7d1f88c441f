"""Curves of accuracy over the amount by which digits are altered."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import GREY, space_color
from mnist_kmeans.charts.over_k import MARGIN
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.studies.stress.altering import Kind

with of_extra("app"):
    import plotly.graph_objects as go


def stress_chart(
    curves: Mapping[str, NDArray[np.float64]], kind: Kind, *, dark: bool = False
) -> go.Figure:
    """Draw accuracy over the amounts of a kind, a line for each feature space.

    Parameters
    ----------
    curves : mapping of str to ndarray of shape (n_amounts,)
        As from `stress_curve`, by feature space.
    kind : Kind
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
        Points have the amount in ``x``.
    """
    figure = go.Figure()
    unit = kind.unit if kind.unit == "%" else f" {kind.unit}"
    for space, accuracies in curves.items():
        figure.add_scatter(
            x=kind.amounts,
            y=accuracies,
            name=space,
            mode="lines+markers",
            line={"color": space_color(space, dark=dark), "width": 2},
            marker_size=6,
            hovertemplate=f"{space}, %{{x}}{unit}: %{{y:.1%}}<extra></extra>",
        )
    figure.add_shape(
        type="line",
        x0=0,
        x1=0,
        y0=0,
        y1=1,
        yref="y domain",
        line={"color": GREY, "dash": "dash", "width": 1},
    )
    title = f"{kind.title[0].lower()}{kind.title[1:]}, {kind.unit}"
    figure.update_xaxes(title=title, zeroline=False)
    figure.update_yaxes(
        title="majority-vote accuracy, test", tickformat=".0%", range=[0, 1.02]
    )
    figure.update_layout(
        height=380,
        margin=MARGIN,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        hovermode="closest",
    )
    return figure
