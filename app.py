"""The MNIST k-means explorer: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from mnist_kmeans.ui.cache import waiting
from mnist_kmeans.ui.state import carried

ROOT = Path(__file__).parent
VIEWS = ROOT / "mnist_kmeans" / "ui" / "views"

st.set_page_config(
    page_title="k-means explorer",
    page_icon=ROOT / "docs" / "icon.png",
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
