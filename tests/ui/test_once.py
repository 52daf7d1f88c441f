from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.background.once import once
from tests.ui.conftest import by_label

CALLS = []


def draw(*of):
    CALLS.append(of)
    left, right = st.columns(2)
    left.caption(f"{len(CALLS)} calls")
    with right:
        st.subheader("Right")
    return len(CALLS)


def page():
    from tests.ui import test_once

    with test_once.st.container():
        test_once.once(test_once.draw, "the same")


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def test_what_was_drawn_is_shown_again_to_all():
    for _ in range(2):
        app = AppTest.from_function(page).run()
        for _ in range(2):
            assert [caption.value for caption in app.caption] == ["1 calls"]
            assert [title.value for title in app.columns[1].subheader] == ["Right"]
            app.run()


def test_fits_of_the_same_settings_are_told_apart(digits):
    fit = compute_fit(FitSettings(300, n_clusters=2), digits)
    other = replace(fit, fit_seconds=0.0)
    assert [once(draw, f, digits) for f in (fit, other, fit)] == [1, 2, 1]


def members(app):
    """Return the strip of the most typical members."""
    return next(h.proto.body for h in app.get("html") if "figure" in h.proto.body)


def test_each_cluster_of_a_fit_has_its_own_members(open_app):
    app = open_app(k="2")
    texts = {members(app)}
    for cluster in (1, 0, 1):
        by_label(app.selectbox, "Selected cluster").set_value(cluster).run()
        texts.add(members(app))
    assert len(texts) == 2
