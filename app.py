"""The MNIST k-means explorer: ``streamlit run app.py``.

Streamlit imports this file for the server, and runs it as a script for each page.
"""

from pathlib import Path

import streamlit as st

import mnist_kmeans.ui
from mnist_kmeans.ui.background.queues import dropping_unasked
from mnist_kmeans.ui.serve import lifespan, routes
from mnist_kmeans.ui.shared.between_pages import carried
from mnist_kmeans.ui.shared.getting_around import getting_around

# Not beside this file where the package is installed.
UI = Path(mnist_kmeans.ui.__file__).parent
PAGES = ("explore", "accuracy", "predict", "map", "notebook")

if __name__ == "__main__":
    page = st.navigation(
        [
            st.Page(
                UI / name / "page.py",
                title=name.title(),
                url_path=name,
                default=name == PAGES[0],
            )
            for name in PAGES
        ]
    )
    title = f"{page.title} · k-means explorer"
    st.set_page_config(page_title=title, page_icon=UI / "icon.png", layout="wide")
    getting_around()
    with carried(page.url_path), dropping_unasked():
        page.run()
else:
    app = st.App(__file__, routes=routes(), lifespan=lifespan)
