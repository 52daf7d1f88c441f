"""A room of phones and its teacher, without browsers."""

import asyncio
import json
import re
import secrets
from time import perf_counter
from urllib.parse import urlsplit

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitor import Visitor


class Teacher(Visitor):
    """A visitor who opens a room and asks its questions.

    Attributes
    ----------
    code : str
        The room's, once it is open.
    """

    def __init__(self, url, query):
        super().__init__(url, query=query)
        self._buttons = {}
        self.code = ""

    async def press(self, label):
        """Press a button; return the seconds to the end of the run."""
        button = self._buttons[label]
        self._widgets[button] = WidgetState(id=button, trigger_value=True)
        try:
            return await self.run()
        finally:
            del self._widgets[button]

    async def look(self, seconds):
        """Have the page look at the answers each second, as it asks for."""
        end = perf_counter() + seconds
        while perf_counter() < end:
            await asyncio.sleep(1)
            for fragment in list(self.polls):
                await self.run(fragment)

    async def teach(self):
        """Ask a question every 10 s, reveal it, and 2 s later ask the next."""
        while True:
            await self.look(10)
            await self.press("Reveal")
            await asyncio.sleep(2)
            await self.press("Next cluster")

    def _see(self, element):
        super()._see(element)
        if element.HasField("button"):
            self._buttons[element.button.label] = element.button.id
        found = re.search(r'class="room-code">(\w+)<', element.html.body)
        if found:
            self.code = found[1]


class Phone:
    """A phone in a room, with one connection, as a browser has it.

    Parameters
    ----------
    url : str
        The server's.
    code : str
        The room's.
    """

    def __init__(self, url, code):
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._path = f"{parts.path}room/{code}/update"
        self._token = secrets.token_hex(16)
        self._shown = 0
        self.phases = set()

    async def take_part(self, seconds, random_state):
        """Update once a second, and answer each question once; return the seconds."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        end = perf_counter() + seconds
        times, answer = [], None
        await asyncio.sleep(random_state.random())
        while perf_counter() < end:
            start = perf_counter()
            view = await self._update(reader, writer, answer)
            times.append(perf_counter() - start)
            self.phases.add(view["phase"])
            answer = None
            if view["phase"] == "asked" and view["answer"] is None:
                answer = random_state.randrange(10)
            self._shown = view["number"]
            await asyncio.sleep(max(0, 1 - times[-1]))
        writer.close()
        return times

    async def _update(self, reader, writer, answer):
        said = {"token": self._token, "shown": self._shown, "answer": answer}
        body = json.dumps(said)
        # A browser sends about 500 bytes of headers.
        writer.write(
            f"POST {self._path} HTTP/1.1\r\nHost: {self._host}\r\n"
            f"User-Agent: {'x' * 400}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            "".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(re.search(r"content-length: (\d+)", head)[1])
        view = json.loads(await reader.readexactly(length))
        if " 200 " not in head.splitlines()[0]:
            raise RuntimeError(view["error"])
        return view
