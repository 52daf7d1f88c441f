"""A visitor without a browser, who speaks Streamlit's own protocol."""

import asyncio
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

# Runs for which Streamlit's page keeps a message that the server may refer to.
_KEPT = 2
# Seconds that a server may take to start.
_START = 60


class Visitor:
    """A session on a page.

    Parameters
    ----------
    url : str
        The server's.
    page, query : str
        The page's name in the URL and its query, without question mark.

    Attributes
    ----------
    n_errors : int
        Exceptions that were shown, and runs that did not end well.
    polls : dict of str to float
        Seconds between the reruns that each fragment asks for.
    awaited : bytes or None
        What to look for in messages.
    came : float or None
        When a message with it came, as from `perf_counter`.
    """

    def __init__(self, url, page="", query=""):
        self._url = url.replace("http", "ws", 1) + "_stcore/stream"
        self._page, self._query = page, query
        self._script = ""
        self._widgets = {}
        self._sliders = {}
        self._kept = {}
        self._n_runs = 0
        self._new_polls = {}
        self.n_errors = 0
        self.polls = {}
        self.awaited = self.came = None

    async def __aenter__(self):
        async with asyncio.timeout(_START):
            self._socket = await self._connected()
        await self.run()
        return self

    async def __aexit__(self, *error):
        await self._socket.close()

    async def _connected(self):
        while True:
            try:
                return await connect(
                    self._url,
                    subprotocols=["streamlit"],
                    max_size=None,
                    compression=None,
                )
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)

    async def run(self, fragment=""):
        """Have the page, or a fragment of it, run; return the seconds it took."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_name, state.page_script_hash = self._page, self._script
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        state.context_info.color_scheme = "light"
        state.widget_states.widgets.extend(self._widgets.values())
        state.cached_message_hashes.extend(self._kept)
        start = perf_counter()
        await self._socket.send(message.SerializeToString())
        while not self._receive(await self._socket.recv()):
            pass
        return perf_counter() - start

    async def move(self, k):
        """Move the slider over k; return the seconds to the end of the run."""
        slider, of_options = self._sliders["k"]
        state = self._widgets[slider] = WidgetState(id=slider)
        if of_options:
            state.string_array_value.data.append(str(k))
        else:
            state.double_array_value.data.append(k)
        query = [part for part in self._query.split("&") if part[:2] != "k="]
        self._query = "&".join([f"k={k}", *filter(None, query)])
        return await self.run()

    async def settle(self, seconds):
        """Rerun what asks for it, until all is there or the time is over."""
        end = perf_counter() + seconds
        while self.polls and perf_counter() < end:
            await asyncio.sleep(min(self.polls.values()))
            for fragment in list(self.polls):
                if fragment in self.polls:  # a fragment's end reruns the page
                    await self.run(fragment)
        return not self.polls

    def _receive(self, content):
        """Take in a message; tell whether it is the last one of a run."""
        if self.awaited and self.came is None and self.awaited in content:
            self.came = perf_counter()
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept[message.hash] = self._n_runs
        if kind == "ref_hash":
            self._kept[message.ref_hash] = self._n_runs
        elif kind == "new_session":
            session = message.new_session
            self._script = session.page_script_hash or self._script
            self._new_polls = {}
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            rerun = message.auto_rerun
            self._new_polls[rerun.fragment_id] = rerun.interval
        elif kind == "delta":
            self._see(message.delta.new_element)
        elif kind == "script_finished":
            return self._finished(message.script_finished)
        return False

    def _see(self, element):
        """Take in an element of the page."""
        slider = element.slider
        if slider.query_param_key:
            about = slider.id, bool(slider.options)
            self._sliders[slider.query_param_key] = about
        self.n_errors += element.HasField("exception")

    def _finished(self, status):
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        self.n_errors += status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
        self.polls |= self._new_polls
        if status == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.polls = self._new_polls
            self._n_runs += 1
            oldest = self._n_runs - _KEPT
            self._kept = {
                hash: run for hash, run in self._kept.items() if run >= oldest
            }
        return True
