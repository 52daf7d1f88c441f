"""The votes behind an answer."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.one_fit import votes_chart
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.predict.by_names import ByNames
from mnist_kmeans.words.verdict_sentences import (
    distance_sentence,
    trust_sentence,
    votes_sentence,
)


def show_votes(verdict: Verdict, fit: Fit, by_names: ByNames | None) -> None:
    """Show the nearest cluster's votes, how far it is, and how often that is right."""
    cluster = int(verdict.clusters[0])
    votes = fit.cluster_counts[cluster]
    if votes.any():
        once(_votes, cluster, votes)
    else:
        st.caption(votes_sentence(verdict, fit))
    st.caption(distance_sentence(verdict))
    # That was measured with the digits of the vote.
    if by_names is None:
        st.caption(trust_sentence(fit))


def _votes(cluster: int, votes: NDArray[np.int64]) -> None:
    st.caption(f"What the training images of #{cluster} show: its votes")
    st.plotly_chart(
        votes_chart(votes),
        key="shares",
        config={"displayModeBar": False},
        alt=f"Votes of cluster #{cluster} by digit",
    )
