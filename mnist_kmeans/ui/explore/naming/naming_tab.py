"""Name the clusters by hand, without a label, and see what the names read right."""

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.naming import NOT_ASKED, by_gain, by_size
from mnist_kmeans.fits.by_hand.reading_by_name import (
    NamingCurve,
    naming_curve,
    naming_rows,
)
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.explore.gallery import gallery_of_names
from mnist_kmeans.ui.explore.naming.differences import differences
from mnist_kmeans.ui.explore.naming.question import ask
from mnist_kmeans.ui.rooms.teacher_panel import session_room
from mnist_kmeans.ui.shared.between_pages import link, peek
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.guess_score import show_score
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.words.by_hand.naming_sentences import (
    covered_sentence,
    naming_headline,
)

# The order of the questions, as the URL has it, and the rule behind each.
_ORDERS = {
    "size": "The largest first: a name reads all the images of its cluster at once.",
    "gain": "The largest gain first, guessed without labels: size times how far a "
    "cluster stands apart, the distance to the next centroid over that plus the spread "
    "of its own images.",
}


def section(fit: Fit, data: DigitData) -> None:
    """Ask for the names of a fit's clusters, and show what they read right so far."""
    settings = fit.settings
    names = controls.given_names(settings, data)
    test_counts = count_votes(fit.test_clusters, data.y_test, settings.n_clusters)
    order = _order(fit)
    curve = naming_curve(
        names, order, fit.cluster_labels, fit.cluster_counts, test_counts
    )
    right_by_vote = int(test_counts[np.arange(len(names)), fit.cluster_labels].sum())
    with spoken("finding"):
        headline = naming_headline(
            curve, len(data.y_test), right_by_vote, settings.n_train
        )
        st.header(headline, anchor=False)
    cluster = _asked_about(fit, order, names)
    with st.container(horizontal=True, vertical_alignment="center"):
        room = session_room()
    with st.container(key="naming_question"):
        if cluster is not None:
            ask(fit, data, cluster, order, names, room)
        else:
            if room is not None:
                room.ask(None)
            st.markdown(
                f"**All {len(order)} clusters have been asked about.** Pick one below "
                "to name it anew."
            )
    _choose_order()
    gallery_of_names(
        fit, names, order, cluster, partial(_pick, fit), large=presenting()
    )
    left, right = st.columns(2, gap="large")
    with left:
        _figures(curve, fit, data, right_by_vote)
    with right:
        _chart(curve, len(order), len(data.y_test), right_by_vote)
    differences(fit, data, names, test_counts, asked_all=cluster is None)
    with st.container(key=DETAILS + "names"):
        _downloads(fit, data, names, test_counts)


def _order(fit: Fit) -> list[int]:
    if peek("ask_by", _ORDERS, "size") == "gain":
        return by_gain(fit.train_clusters, fit.train_distances, fit.cluster_centers)
    return by_size(np.bincount(fit.train_clusters, minlength=fit.settings.n_clusters))


def _choose_order() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            "Ask next by",
            list(_ORDERS),
            default="size",
            required=True,
            key="ask_by",
            bind="query-params",
            width="content",
        )
        st.caption(_ORDERS[chosen])


def _asked_about(fit: Fit, order: list[int], names: NDArray[np.int8]) -> int | None:
    """Return the cluster that was picked, else the next without a name, if any."""
    of, picked = st.session_state.get("naming", (None, 0))
    if of == fit.settings and picked in order:
        return int(picked)
    return next((c for c in order if names[c] == NOT_ASKED), None)


def _pick(fit: Fit, cluster: int) -> None:
    st.session_state["naming"] = fit.settings, cluster


def _figures(curve: NamingCurve, fit: Fit, data: DigitData, right_by_vote: int) -> None:
    n_test, n_names = len(data.y_test), len(curve.clusters)
    rows = [
        ("**Your names**", curve.yours[-1], n_names),
        ("The vote, in the same clusters", curve.vote[-1], curve.labels_of_vote),
        (
            "One label each, of an image drawn at random, on average",
            curve.one_label[-1],
            n_names,
        ),
        ("The vote, in all clusters", right_by_vote, fit.settings.n_train),
    ]
    st.markdown(
        f"| Named by | read right, of {n_test:,} test images | labels spent |\n"
        "|:--|--:|--:|\n"
        + "\n".join(
            f"| {who} | {right:,.0f} ({right / n_test:.1%}) | {spent:,} |"
            for who, right, spent in rows
        )
    )
    if n_names:
        st.markdown(covered_sentence(curve, n_test))
    show_score()
    st.caption(
        "Shared with Guess first: your first name for a cluster is right if the vote "
        "says the same."
    )


def _chart(
    curve: NamingCurve, n_questions: int, n_test: int, right_by_vote: int
) -> None:
    from mnist_kmeans.charts.naming_curves import naming_chart

    st.plotly_chart(
        naming_chart(
            curve,
            n_questions,
            n_test,
            right_by_vote,
            dark=st.context.theme.type == "dark",
        ),
        key="naming_curve",
        config={"displayModeBar": False},
        alt="Share of test images read right, over the names spent: by your names, by "
        "the vote in the same clusters, and by one label in each",
    )


def _downloads(
    fit: Fit,
    data: DigitData,
    names: NDArray[np.int8],
    test_counts: NDArray[np.int64],
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Names as CSV",
            lambda: csv_text(
                naming_rows(names, fit.cluster_labels, fit.cluster_counts, test_counts)
            ),
            "names.csv",
            "text/csv",
            on_click="ignore",
        )
        st.button(
            "Take all names away",
            on_click=controls.forget_names,
            args=(fit.settings, data),
            disabled=bool((names == NOT_ASKED).all()),
        )
    predict = link("predict", {"use_names": "true"})
    st.caption(
        "The vote and the purity of a cluster are in the file once you have answered "
        f"for it. The link to this page has the names too, and [Predict]({predict}) "
        "can answer by them."
    )
