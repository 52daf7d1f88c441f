"""How "spectral" was learnt: the groups, their neighbours, and views of a digit."""

from typing import TYPE_CHECKING

import streamlit as st

from mnist_kmeans.charts.eigenvalues import eigenvalues_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.requests.groups_request import GroupsRequest
from mnist_kmeans.ui.requests.request import Ready
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.waiting import wait_for
from mnist_kmeans.words.learning_captions import (
    chains_sentence,
    groups_headline,
    groups_sentence,
    left_out_sentence,
)

if TYPE_CHECKING:  # it imports SciPy
    from mnist_kmeans.studies.groups.lesson import GroupLesson


def section(fit: Fit, data: DigitData) -> None:
    """Show in four pictures how the feature space of a fit was learnt from groups."""
    st.subheader("How this feature space was learnt: from groups", anchor=False)
    answer = wait_for(GroupsRequest(fit.settings, data))
    if not isinstance(answer, Ready):
        return
    lesson = answer.value
    st.markdown(f"**{groups_headline(lesson)}.** {groups_sentence(lesson)}")
    left, right = st.columns(2, gap="large")
    with left:
        _eigenvalues(lesson)
    with right:
        _neighbors(lesson, data)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**3. What was left out**")
        digit_strip(data.x_train[lesson.left_out])
        st.caption(left_out_sentence(lesson))
    with right:
        _views(lesson)
    st.caption(
        "k-means with as many clusters as groups has an easy task here: an elbow or a "
        "best silhouette there is built in, and no finding. Test images had no part in "
        "any of this."
    )


def _eigenvalues(lesson: "GroupLesson") -> None:
    st.markdown("**1. How many groups: the gap**")
    st.plotly_chart(
        eigenvalues_chart(
            lesson.eigenvalues,
            len(lesson.counts) if lesson.gap_is_clear else None,
            dark=st.context.theme.type == "dark",
        ),
        key="eigenvalues",
        alt="The largest eigenvalues of the graph of neighbours, in descending order",
        config={"displayModeBar": False},
    )


def _neighbors(lesson: "GroupLesson", data: DigitData) -> None:
    st.markdown("**2. Neighbours, and chains of them**")
    n_neighbors = lesson.neighbors.shape[1] - 1
    st.caption(f"Images, each with its {n_neighbors} nearest neighbours:")
    for row in lesson.neighbors:
        digit_strip(data.x_train[row], size=28)
    for what, chain in (
        ("From a 4 to the 4 least like it:", lesson.far_chain),
        ("From the same 4 to a 9:", lesson.other_chain),
    ):
        if len(chain):
            st.caption(what)
            digit_strip(data.x_train[chain], size=28)
    st.caption(chains_sentence(lesson))


def _views(lesson: "GroupLesson") -> None:
    st.markdown("**4. Views of one digit**")
    digit_strip(lesson.views)
    st.caption(
        "A network learnt to tell the groups apart in altered views of the images: "
        "turned, scaled, sheared, shifted and bent at random. The first is the image "
        "itself. The 16 numbers before the network's last layer are the feature space."
    )
