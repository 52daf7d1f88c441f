"""Chart of a guess: accuracy over k as far as it is known, and what was guessed."""

from collections.abc import Mapping

import numpy as np

from mnist_kmeans.charts.colors import INK, space_color
from mnist_kmeans.charts.over_k import MARGIN, mark_k
from mnist_kmeans.extras import of_extra

with of_extra("app"):
    import plotly.graph_objects as go


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
        "guess": (guess, above, "diamond-open", INK[dark]),
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
                textfont={"size": 15, "color": INK[dark]},
                cliponaxis=False,
                hoverinfo="skip",
            )
    mark_k(figure, k, np.array([min(known), largest]), log=log)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(
        title="majority-vote accuracy, test",
        ticksuffix="%",
        range=[0, 104],
        fixedrange=True,
    )
    # Room on the right for what is said of the last point.
    figure.update_layout(height=400, margin={**MARGIN, "r": 96}, showlegend=False)
    return figure
