"""Charts of guesses: of an accuracy, among those revealed so far, and of a room."""

from collections.abc import Mapping, Sequence

import numpy as np

from mnist_kmeans.charts.colors import INK, space_color
from mnist_kmeans.charts.over_k import MARGIN, mark_k
from mnist_kmeans.missing_extra import of_extra

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
    """Draw the test accuracies revealed so far, a guess at k, and the answer.

    Parameters
    ----------
    known : mapping of int to float
        Test accuracy by k, in percent.
    space : str
        The feature space, which has its own colour.
    largest : int
        The largest k of the sweep, so that the axes do not reveal what is to come.
    k : int, optional
        The k of the guess; marked.
    guess, truth : float, optional
        In percent.
    log, dark : bool
        As in `accuracy_chart`.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    color = space_color(space, dark=dark)
    shown = dict(known) if truth is None else {**known, k: truth}
    figure = go.Figure()
    figure.add_scatter(
        x=sorted(shown),
        y=[shown[value_of_k] for value_of_k in sorted(shown)],
        name="known",
        mode="lines+markers",
        line={"color": color, "width": 2},
        marker_size=8,
        hovertemplate="k = %{x}: %{y:.1f}%<extra></extra>",
    )
    # The higher of the two has its label above the point, the lower below.
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
    # Room on the right for the label of the last point.
    figure.update_layout(height=400, margin={**MARGIN, "r": 96}, showlegend=False)
    return figure


def answers_chart(
    counts: Sequence[int], right: int, choices: Sequence[str], colors: Sequence[str]
) -> go.Figure:
    """Draw a room's answers, a bar for each choice.

    Parameters
    ----------
    counts : sequence of int
        Answers by choice.
    right : int
        The right one; the axis says so.
    choices, colors : sequence of str
        The choices and their colours.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    names = list(choices)
    names[right] = f"<b>{choices[right]}<br>right</b>"
    # Names of more than a digit have room beside their bars only.
    lies = any(len(choice) > 1 for choice in choices)
    x, y = list(choices), list(counts)
    figure = go.Figure(
        go.Bar(
            x=y if lies else x,
            y=x if lies else y,
            orientation="h" if lies else "v",
            text=[str(count or "") for count in counts],
            textposition="outside",
            cliponaxis=False,
            marker_color=list(colors),
            hovertemplate="%{x} said %{y}" if lies else "%{y} said %{x}",
            name="",
        )
    )
    by_choice = {"type": "category", "tickvals": x, "ticktext": names}
    by_count = {"visible": False, "range": [0, 1.1 * max(1, *counts)]}
    if lies:
        figure.update_layout(
            xaxis=by_count, yaxis={**by_choice, "autorange": "reversed"}
        )
    else:
        figure.update_layout(xaxis={**by_choice, "title": "said"}, yaxis=by_count)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    height = 40 + 28 * len(choices) if lies else 200
    figure.update_layout(
        height=height, margin={**MARGIN, "t": 8 if lies else 24}, bargap=0.25
    )
    return figure
