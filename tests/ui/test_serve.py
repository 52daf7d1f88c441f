"""What a replica tells the proxy before it."""

import asyncio
import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st
from starlette.routing import Router

from mnist_kmeans.__main__ import main
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.studies.whole_map.layout import TILE, find_whole_map
from mnist_kmeans.ui.serve import ready, routes, security_headers


def test_it_is_ready_with_the_digits_and_a_folder(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    answer = ready()
    assert (answer.status_code, answer.body) == (200, b"ready")


def test_without_the_digits_it_is_not_ready_and_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "missing.npz"))
    answer = ready()
    assert answer.status_code == 503
    assert b"missing.npz" in answer.body


def test_without_a_folder_it_is_not_ready(small_npz, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    answer = ready()
    assert answer.status_code == 503
    assert b"cannot be written" in answer.body


def test_the_policy_has_the_hash_of_the_inline_script():
    # As in Streamlit 1.66 and 1.67; with another one the browser tests tell.
    script = b"\n      window.prerenderReady = false\n    "
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert f"'sha256-{digest}'" in security_headers()["Content-Security-Policy"]


def test_a_replica_needs_the_secret_that_all_share(monkeypatch, capsys):
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["app", "--replica"])
    assert ended.value.code == 2
    assert "STREAMLIT_SERVER_COOKIE_SECRET" in capsys.readouterr().err


def asked(path):
    """Return the answer of the dashboard's own routes, as a server would send it."""
    messages = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    scope |= {"query_string": b"", "root_path": ""}
    # In a thread of its own: tests with a browser leave an event loop running in this.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(
            lambda: asyncio.run(Router(routes())(scope, receive, send))
        ).result()
    start, *rest = messages
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], b"".join(message["body"] for message in rest), headers


@pytest.mark.mnist
def test_the_map_of_all_digits_is_sent_in_parts_that_browsers_keep(mnist):
    whole = find_whole_map(mnist)
    for under in ("", "some/where/"):
        status, body, headers = asked(f"/{under}whole-map/{whole.digest}/points")
        assert (status, body) == (200, whole.points(mnist))
        assert "immutable" in headers["cache-control"]
    last = -(-70_000 // TILE) - 1
    status, body, _ = asked(f"/whole-map/{whole.digest}/{last}")
    numbers = whole.order[last * TILE :]
    assert (status, len(body)) == (200, 784 * len(numbers))
    shown = [*mnist.x_train, *mnist.x_test][numbers[-1]]
    assert body[-784:] == shown.tobytes()
    for part in (last + 1, -1, "x", "1.5", "%00"):
        assert asked(f"/whole-map/{whole.digest}/{part}")[0] == 404
    assert asked("/whole-map/0123456789abcdef/points")[0] == 404


def test_other_data_have_no_map_of_all_digits(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    assert asked("/whole-map/x/points")[0] == 404
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz.with_name("missing.npz")))
    st.cache_resource.clear()
    assert asked("/whole-map/x/points")[0] == 404
