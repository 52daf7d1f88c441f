"""What phones in a room ask the server, and what it answers."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.routing import Router

from mnist_kmeans.ui.rooms import phone_routes
from mnist_kmeans.ui.rooms.open_rooms import OpenRooms
from mnist_kmeans.ui.serve import routes
from tests.ui.test_room import Clock, question

ANN, BOB = "a" * 32, "b" * 32


@pytest.fixture
def rooms(monkeypatch):
    rooms = OpenRooms(Clock())
    monkeypatch.setattr(phone_routes, "ROOMS", rooms)
    return rooms


def asked(path, body=None, **headers):
    """Return status, headers and body of an answer; with a body it is a POST."""
    chunks = iter([body or b""])
    messages = []

    async def receive():
        return {"type": "http.request", "body": next(chunks)}

    async def send(message):
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET" if body is None else "POST",
        "path": path,
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "query_string": b"",
        "root_path": "",
    }
    # In a thread of its own: tests with a browser leave an event loop running in this.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(
            lambda: asyncio.run(Router(routes())(scope, receive, send))
        ).result()
    start, *rest = messages
    given = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], given, b"".join(message["body"] for message in rest)


def update(code, *, token=ANN, shown=0, answer=None, under="", **headers):
    body = json.dumps({"token": token, "shown": shown, "answer": answer}).encode()
    status, _, content = asked(f"/{under}room/{code}/update", body, **headers)
    return status, json.loads(content)


@pytest.mark.parametrize("under", ["", "some/where/"])
def test_a_round(rooms, under):
    room = rooms.open()
    assert update(room.code, under=under)[1]["phase"] == "waiting"
    room.ask(question())
    status, view = update(room.code, under=under)
    assert (status, view["number"], view["text"]) == (200, 1, "a?")
    assert update(room.code, shown=1, answer=1, under=under)[1]["answer"] == 1
    assert update(room.code, token=BOB, shown=1, under=under)[1]["answer"] is None
    assert (room.n_here, room.counts) == (2, [0, 1, 0])
    room.reveal("a")
    view = update(room.code, token=BOB, shown=1, under=under)[1]
    assert (view["counts"], view["right"]) == ([0, 1, 0], 1)
    room.close()
    assert update(room.code, under=under) == (410, {"error": "The room is over."})


def test_an_update_while_nothing_changes_is_small(rooms):
    room = rooms.open()
    room.ask(question())
    assert len(json.dumps(update(room.code, shown=1)[1])) < 100


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "An update should be JSON."),
        (b"\xff", "An update should be JSON."),
        (b"[" * 400, "An update should be JSON."),
        (b"[]", "token should be 32 hexadecimal digits."),
        (b'{"token": "a"}', "token should be 32 hexadecimal digits."),
        (b'{"token": 1}', "token should be 32 hexadecimal digits."),
        (b" " * 513, "An update has 512 bytes at most."),
        (
            b'{"token": "%s", "shown": true}' % ANN.encode(),
            "shown and answer should be whole numbers.",
        ),
        (
            b'{"token": "%s", "shown": 1, "answer": "1"}' % ANN.encode(),
            "shown and answer should be whole numbers.",
        ),
        (
            b'{"token": "%s", "shown": 1, "answer": 3}' % ANN.encode(),
            "There is no answer number 3.",
        ),
    ],
)
def test_what_no_phone_sends_is_refused(rooms, body, sentence):
    room = rooms.open()
    room.ask(question())
    status, _, content = asked(f"/room/{room.code}/update", body)
    assert (status, json.loads(content)) == (400, {"error": sentence})
    assert room.counts == [0, 0, 0]


def test_guesses_are_refused_and_told_how_long_to_wait(rooms):
    room = rooms.open()
    for _ in range(60):
        assert update(room.code[:-1] + "A")[0] == 404
    status, answer = update(room.code)
    assert (status, answer["wait"]) == (429, 5)


def test_a_full_room_says_so(rooms):
    room = rooms.open()
    for i in range(100):
        room.seat(f"{i:032x}")
    status, answer = update(room.code)
    assert (status, answer["error"]) == (503, "The room is full: it holds 100 phones.")


def test_a_phone_whose_replica_is_gone_learns_that_the_room_is_over(rooms):
    here = rooms.open("b")
    headers = {phone_routes.REPLICA_HEADER.lower(): "b"}
    assert update(here.code, **headers)[0] == 200
    for _ in range(500):  # which does not count as guessing
        status, answer = update("AK7QXMP", **headers)
    assert (status, answer["error"]) == (
        410,
        "The room is over: its server has stopped.",
    )
    assert update(here.code, token=BOB, **headers)[0] == 200


def test_the_page_and_its_files(rooms):
    for path in ("/room/", "/room/K7QXMP", "/some/where/room/K7QXMP"):
        status, headers, page = asked(path)
        assert status == 200
        assert headers["content-type"].startswith("text/html")
        assert "script-src 'self'" in headers["content-security-policy"]
        assert b"<script>" not in page
        assert b"style=" not in page
    for name, kind in (("phone.js", "javascript"), ("phone.css", "css")):
        assert name.encode() in page
        status, headers, _ = asked(f"/some/where/room-files/{name}")
        assert status == 200
        assert kind in headers["content-type"]
    assert asked("/some/where/room")[1]["location"] == "room/"
    assert asked("/room")[1]["location"] == "room/"
    assert asked("/room-files/room.py")[0] == 404
    assert asked("/room-files/..%2fserve.py")[0] == 404


@pytest.mark.parametrize(
    "path",
    ["/classroom", "/classroom/", "/classroom/K7QXMP", "/my-room-files/phone.js"],
)
def test_a_path_that_ends_in_room_is_no_room(path):
    assert asked(path)[0] == 404
