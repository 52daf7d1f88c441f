"""Chart of what names read right, beside the vote, over the names spent."""

from mnist_kmeans.charts.colors import GREY, INK, LINES
from mnist_kmeans.charts.over_k import MARGIN
from mnist_kmeans.fits.by_hand.reading_by_name import NamingCurve
from mnist_kmeans.missing_extra import of_extra

with of_extra("app"):
    import plotly.graph_objects as go


def naming_chart(
    curve: NamingCurve,
    n_questions: int,
    n_test: int,
    right_by_vote: int,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw the share of test images read right, over the names spent.

    Parameters
    ----------
    curve : NamingCurve
    n_questions : int
        The clusters that can be named: the end of the axis.
    n_test : int
        Test images in all.
    right_by_vote : int
        Those that the vote reads right in all clusters: a level.
    dark : bool, default=False
        Whether the page is dark.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    lines = {
        "one label each, on average": (curve.one_label, GREY, "dot"),
        "the vote, same clusters": (curve.vote, INK[dark], "dash"),
        "your names": (curve.yours, LINES[dark][0], "solid"),
    }
    figure = go.Figure()
    for name, (right, color, dash) in lines.items():
        figure.add_scatter(
            x=list(range(len(right))),
            y=right / n_test,
            name=name,
            mode="lines+markers",
            line={"color": color, "dash": dash, "width": 2},
            marker_size=6 if len(right) < 30 else 3,
            hovertemplate=f"%{{x}} names, {name}: %{{y:.1%}}<extra></extra>",
        )
    level = right_by_vote / n_test
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        y0=level,
        y1=level,
        xref="x domain",
        line={"color": GREY, "width": 1},
    )
    figure.add_annotation(
        x=0,
        y=level,
        xref="x domain",
        text=f"the vote, all clusters: {level:.1%}",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font_color=GREY,
    )
    figure.update_xaxes(
        title="names spent",
        range=[0, n_questions * 1.03],
        dtick=max(1, round(n_questions / 10)),
        fixedrange=True,
    )
    figure.update_yaxes(
        title="test images read right",
        tickformat=".0%",
        range=[0, 1.04],
        fixedrange=True,
    )
    legend = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
    figure.update_layout(height=320, margin=MARGIN, legend=legend)
    return figure
