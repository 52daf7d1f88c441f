from dataclasses import fields

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state.query_params import QueryParams


def toasts(app):
    return [toast.value for toast in app.toast]


def test_values_that_a_link_cannot_have_are_said_once(open_app):
    app = open_app(k="1e9", features="zzz", seed="-3", view="Nowhere", sort="`x`")
    assert app.session_state["k"] == 10
    said = "\n".join(toasts(app))
    for sentence in (
        "`k=1e9` is not possible here: k is 10.",
        "`features=zzz` is not possible here: features is pixels.",
        "`seed=-3` is not possible here: seed is 0.",
        "`view=Nowhere` is not possible here: view is Centroids.",
        "`sort='x'` is not possible here: sort is digit.",
    ):
        assert said.count(sentence) == 1
    assert not toasts(app.run())


@pytest.mark.parametrize(
    "query", [{}, {"k": "12", "features": "pca"}, {"k": "10", "present": "TRUE"}]
)
def test_nothing_is_said_of_values_that_are_possible(open_app, query):
    app = open_app(**query)
    assert app.session_state["k"] == int(query.get("k", 10))
    assert not toasts(app)


def test_streamlit_marks_back_and_forward():
    # Neither is public: in Streamlit 1.66 and 1.67 they are there. Without the first,
    # going back keeps the values of the page that is left.
    assert "is_history_navigation" in {field.name for field in fields(ScriptRunContext)}
    assert hasattr(QueryParams, "set_initial_query_params_from_current")
