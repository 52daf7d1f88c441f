"""Pages that wait for a result."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from mnist_kmeans.ui.requests.request import Ready, UnderWay
    from mnist_kmeans.ui.shared.waiting import wait_for

    class JustReady:
        """A request whose result becomes ready after it was first asked for."""

        def ask(self):
            if "asked" in st.session_state:
                return Ready("the result")
            st.session_state["asked"] = True
            return UnderWay(0.9, "Almost done", None)

    answer = wait_for(JustReady())
    st.markdown(answer.value if isinstance(answer, Ready) else "Nothing yet")


def test_page_reruns_when_the_result_becomes_ready_while_it_is_drawn() -> None:
    app = AppTest.from_function(page).run()
    assert app.markdown[0].value == "Nothing yet"
    assert app.get("progress"), "the page would stay as it is"
    app.run()
    assert app.markdown[0].value == "the result"
    assert not app.get("progress")
