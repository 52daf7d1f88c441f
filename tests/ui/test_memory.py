import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

from benchmarks.servers import server
from benchmarks.visitor import Visitor
from tests.ui.conftest import PATIENCE

APP = """
import weakref
from pathlib import Path

import streamlit as st

from mnist_kmeans.ui.background import memory


class Kept:
    def __init__(self):
        self.itself = self
        weakref.finalize(self, Path("{gone}").touch)


if "kept" not in st.session_state:
    memory.PAUSE = 0.1
    memory.give_back_memory()
    st.session_state["kept"] = Kept()
st.write("Text")
"""


def test_visitors_who_left_are_forgotten_without_another_coming(tmp_path):
    app, gone = tmp_path / "app.py", tmp_path / "gone"
    app.write_text(APP.format(gone=gone))

    async def visit(url):
        # Two, as Streamlit goes on referring to whoever was sent something last.
        async with Visitor(url) as first, Visitor(url) as second:
            return first.n_errors + second.n_errors

    with server(app, tmp_path, "--server.disconnectedSessionTTL=1") as (url, _):
        # On a thread of its own: tests in a browser have an event loop on this one.
        with ThreadPoolExecutor() as pool:
            assert pool.submit(asyncio.run, visit(url)).result() == 0
        end = monotonic() + PATIENCE
        while not gone.exists():
            assert monotonic() < end
            sleep(0.1)
