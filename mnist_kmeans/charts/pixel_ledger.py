"""Chart of a pixel ledger: what each pixel contributes to a verdict."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import BALANCE
from mnist_kmeans.missing_extra import of_extra

with of_extra("app"):
    import plotly.graph_objects as go


def ledger_chart(
    ledger: NDArray[np.float64],
    pixels: NDArray[np.float32],
    winner: int,
    rival: int,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw how much each pixel speaks for the winner or for the rival.

    Parameters
    ----------
    ledger : ndarray of shape (28, 28), float
        As from `pixel_ledger`; drawn as shares of all that the pixels say.
    pixels : ndarray of shape (28, 28), float32
        The digit, drawn as an outline.
    winner, rival : int
        The digits the two centroids stand for.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    percentages = 100 * ledger / (np.abs(ledger).sum() or 1.0)
    most = float(np.abs(percentages).max()) or 1.0
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    # All at once: each update of a figure takes as long as making it.
    return go.Figure(
        data=[
            go.Heatmap(
                z=percentages,
                zmin=-most,
                zmax=most,
                colorscale=BALANCE[dark],
                hovertemplate="row %{y}, column %{x}: %{z:+.1f}%<extra></extra>",
                colorbar={
                    "thickness": 12,
                    "tickvals": [-most, 0, most],
                    "ticktext": [f"for {rival}", "0", f"for {winner}"],
                    "outlinewidth": 0,
                },
            ),
            go.Contour(
                z=pixels,
                contours={"start": 0.5, "end": 0.5, "coloring": "none"},
                line={"color": "#888888", "width": 1},
                showscale=False,
                hoverinfo="skip",
            ),
        ],
        layout={
            "shapes": [
                {
                    "type": "rect",
                    "x0": -0.5,
                    "y0": -0.5,
                    "x1": 27.5,
                    "y1": 27.5,
                    "line": {"color": "#888888"},
                }
            ],
            "xaxis": {**hidden, "range": [-1, 28]},
            "yaxis": {**hidden, "range": [28, -1], "scaleanchor": "x"},
            "height": 260,
            "margin": {"l": 4, "r": 4, "t": 8, "b": 4},
        },
    )
