"""The MNIST k-means explorer: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

import mnist_kmeans.ui
from mnist_kmeans.ui.cache import waiting
from mnist_kmeans.ui.state import carried

# Not beside this file where the package is installed.
UI = Path(mnist_kmeans.ui.__file__).parent
VIEWS = UI / "views"

st.set_page_config(
    page_title="k-means explorer",
    page_icon=UI / "icon.png",
    layout="wide",
)
page = st.navigation(
    [
        st.Page(VIEWS / "explore.py", title="Explore", default=True),
        st.Page(VIEWS / "accuracy.py", title="Accuracy"),
        st.Page(VIEWS / "predict.py", title="Predict"),
        st.Page(VIEWS / "map.py", title="Map"),
        st.Page(VIEWS / "notebook.py", title="Notebook"),
    ]
)
with carried(page.url_path), waiting():
    page.run()
