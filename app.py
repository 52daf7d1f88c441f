"""The MNIST k-means explorer: ``streamlit run app.py``.

Streamlit imports this file once for the server, and runs it as a script for each page.
"""

from pathlib import Path

import streamlit as st

import mnist_kmeans.ui

# Not beside this file where the package is installed.
UI = Path(mnist_kmeans.ui.__file__).parent


def show() -> None:
    from mnist_kmeans.ui.background.queues import dropping_unasked
    from mnist_kmeans.ui.shared.between_pages import carried
    from mnist_kmeans.ui.shared.getting_around import getting_around

    page = st.navigation(
        [
            st.Page(
                UI / name / "page.py",
                title=name.title(),
                url_path=name,
                default=name == "explore",
            )
            for name in ("explore", "accuracy", "predict", "map", "notebook")
        ]
    )
    st.set_page_config(
        page_title=f"{page.title} · k-means explorer",
        page_icon=UI / "icon.png",
        layout="wide",
    )
    getting_around()
    with carried(page.url_path), dropping_unasked():
        page.run()


if __name__ == "__main__":
    show()
else:
    from mnist_kmeans.ui.serve import lifespan, routes

    app = st.App(__file__, routes=routes(), lifespan=lifespan)
