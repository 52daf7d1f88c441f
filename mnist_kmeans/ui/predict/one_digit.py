"""What the model makes of one digit: the answer, doubts, and the votes behind it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.one_fit import votes_chart
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.shared.digit_strip import digit_badge
from mnist_kmeans.words.verdict_sentences import (
    distance_sentence,
    doubt_sentence,
    verdict_reason,
)


def show_answer(verdict: Verdict, fit: Fit, true_digit: int | None = None) -> None:
    """Show the digit that was read and the votes behind it."""
    cluster = int(verdict.clusters[0])
    votes = fit.cluster_counts[cluster]
    st.html(
        '<div style="display:flex;align-items:center;gap:.6rem">'
        f'<span style="font-size:3rem;line-height:1.2">{digit_badge(verdict.digit)}'
        f"</span><span>{verdict_reason(verdict, fit)}</span></div>"
    )
    if true_digit is not None:
        right = true_digit == verdict.digit
        st.markdown(f"Its label is {true_digit}: **{'right' if right else 'wrong'}**.")
    doubt = doubt_sentence(verdict, fit)
    if doubt:
        st.warning(doubt)
    if votes.any():
        once(_votes, cluster, votes)
    if not verdict.unlike:
        st.caption(distance_sentence(verdict))


def _votes(cluster: int, votes: NDArray[np.int64]) -> None:
    st.caption(f"What the training images of #{cluster} show")
    st.plotly_chart(
        votes_chart(votes),
        key="shares",
        config={"displayModeBar": False},
        alt=f"Votes of cluster {cluster} by digit",
    )
