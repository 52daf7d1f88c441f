"""Answers by the visitor's names for the clusters, in place of the vote."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui import controls
from mnist_kmeans.words.by_hand.naming_sentences import by_name_sentence


@dataclass(frozen=True, eq=False)
class ByNames:
    """Which digits are by the visitor's names.

    Attributes
    ----------
    names : ndarray of shape (n_clusters,), int8
        As `read_names` returns them.
    votes : ndarray of shape (n_clusters,), uint8
        The digit that each cluster stands for by majority vote.
    """

    names: NDArray[np.int8]
    votes: NDArray[np.uint8]

    def sentence(self, verdict: Verdict) -> str:
        """Write whether an answer is by a name or by the vote."""
        cluster = int(verdict.clusters[0])
        return by_name_sentence(
            cluster, int(self.names[cluster]), int(self.votes[cluster])
        )

    def columns(self, verdict: Verdict) -> dict[str, str | int]:
        """Return what a row of the table says of it."""
        cluster = verdict.clusters[0]
        by = "your name" if self.names[cluster] >= 0 else "vote"
        return {"digit_by": by, "vote_digit": int(self.votes[cluster])}


def use_names(fit: Fit, data: DigitData) -> tuple[Fit, ByNames | None]:
    """Offer to answer by the visitor's names, if there are any for a fit's clusters.

    Parameters
    ----------
    fit : Fit
    data : DigitData

    Returns
    -------
    Fit
        Its clusters stand for the digits that the visitor gave, where there is one.
    ByNames or None
        None where answers are by the vote.
    """
    names = controls.given_names(fit.settings, data)
    n_named = int((names >= 0).sum())
    # What comes and goes must not move what is below in the page's order.
    with st.container(horizontal=True, vertical_alignment="center", key="by_names"):
        if not n_named or not st.toggle(
            "Use my names", key="use_names", bind="query-params"
        ):
            return fit, None
        rest = "" if n_named == len(names) else "; the others keep that of the vote"
        st.caption(f"You named {n_named} of {len(names)} clusters on Explore{rest}.")
    digits = np.where(names >= 0, names, fit.cluster_labels).astype(np.uint8)
    return replace(fit, cluster_labels=digits), ByNames(names, fit.cluster_labels)
