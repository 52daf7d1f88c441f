"""What the model makes of one digit: the answer, doubts, and the votes behind it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.one_fit import votes_chart
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import USUAL_SHARE, Verdict
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.shared.digits import digit_badge
from mnist_kmeans.words.numbers import percent


def show_answer(verdict: Verdict, fit: Fit, true_digit: int | None = None) -> None:
    """Show the digit that was read and the votes behind it."""
    cluster = int(verdict.clusters[0])
    votes = fit.cluster_counts[cluster]
    size = int(votes.sum())
    st.html(
        '<div style="display:flex;align-items:center;gap:.6rem">'
        f'<span style="font-size:3rem;line-height:1.2">{digit_badge(verdict.digit)}'
        f"</span><span>{_reason(verdict, cluster, size)}</span></div>"
    )
    if true_digit is not None:
        right = true_digit == verdict.digit
        st.markdown(f"Its label is {true_digit}: **{'right' if right else 'wrong'}**.")
    if verdict.unlike:
        st.warning(
            f"Not sure: unlike any digit seen. Its distance to the nearest centroid is "
            f"{verdict.distances[0]:.2f}; {USUAL_SHARE:.0%} of the training images are "
            f"within {verdict.usual:.2f} of theirs."
        )
    elif verdict.close and verdict.rival is not None:
        rival = verdict.clusters[verdict.rival]
        st.warning(
            f"A close call: #{rival}, which stands for {fit.cluster_labels[rival]}, is "
            f"almost as near, at {verdict.distances[verdict.rival]:.2f} against "
            f"{verdict.distances[0]:.2f}."
        )
    if size:
        once(_votes, cluster, votes)
    if not verdict.unlike:
        st.caption(
            f"Its distance to that centroid is {verdict.distances[0]:.2f}, lower is "
            f"more usual; {USUAL_SHARE:.0%} of the training images are within "
            f"{verdict.usual:.2f} of theirs."
        )


def _votes(cluster: int, votes: NDArray[np.int64]) -> None:
    st.caption(f"What the training images of #{cluster} show")
    st.plotly_chart(
        votes_chart(votes),
        key="shares",
        config={"displayModeBar": False},
        alt=f"Votes of cluster {cluster} by digit",
    )


def _reason(verdict: Verdict, cluster: int, size: int) -> str:
    if not size:
        return (
            f"The nearest cluster, #{cluster}, is empty: it takes its digit from its "
            "nearest neighbour."
        )
    share = verdict.shares[verdict.digit]
    return (
        f"The nearest centroid is #{cluster}'s. Of its {size:,} training images "
        f"{percent(share)} show a {verdict.digit}."
    )
