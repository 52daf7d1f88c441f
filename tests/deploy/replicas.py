"""Two replicas behind HAProxy, started by the commands of deploy/."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from playwright.sync_api import Page

from mnist_kmeans.disk.folder import CACHE_VARIABLE
from tests.browser.chromium import WAIT, until

ROOT = Path(__file__).parent.parent.parent

DEPLOY = ROOT / "deploy"

CONFIG = DEPLOY / "haproxy.cfg"

#: None where it is not installed, and then there is nothing to test.
HAPROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")


@dataclass
class Replicas:
    """The processes by the value of their cookie, and where to find them."""

    url: str
    ports: dict[str, int]
    processes: dict[str, subprocess.Popen[bytes]]
    proxy: subprocess.Popen[bytes]


def replica_command(port: int) -> list[str]:
    """Return the command of the systemd unit, with this environment's Python."""
    unit = (DEPLOY / "mnist-kmeans@.service").read_text()
    start = re.search("^ExecStart=(.*)$", unit, re.MULTILINE)
    assert start is not None
    program, *arguments = shlex.split(start[1].replace("%i", str(port)))
    assert Path(program).name == "mnist-kmeans"
    return [sys.executable, "-m", "mnist_kmeans", *arguments]


def free_ports(n: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(n)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def answer(url: str) -> tuple[int, str]:
    """Return the status and the text at an address; 0 if nobody answers."""
    try:
        with urlopen(url, timeout=60) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except (URLError, OSError):
        return 0, ""


def replica_of(page: Page) -> str:
    """Return the replica that the proxy sends a visitor to."""
    (name,) = [c["value"] for c in page.context.cookies() if c["name"] == "replica"]
    return name


def until_answered(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until an address of a server, or of those behind it, answers with 200."""
    end = monotonic() + WAIT / 1000
    while answer(url)[0] != 200:
        assert monotonic() < end
        assert process.poll() is None
        sleep(0.1)


def at_rest(page: Page) -> None:
    """Wait until a page is at rest, as in tests.browser.

    That makes the page evaluate a text, which the policy does not allow.
    """
    page.evaluate("() => pageAtRest(true)")
    until(page, lambda: page.evaluate("() => pageAtRest(false)"))


@contextmanager
def behind_proxy(cache: Path) -> Iterator[Replicas]:
    """Serve two replicas with one folder of results behind HAProxy."""
    assert HAPROXY is not None
    front, *ports = free_ports(3)
    environment = os.environ | {
        CACHE_VARIABLE: str(cache),
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same for all",
        "LISTEN": f"127.0.0.1:{front}",
        "REPLICA_A": f"127.0.0.1:{ports[0]}",
        "REPLICA_B": f"127.0.0.1:{ports[1]}",
    }
    by_name = dict(zip("ab", ports, strict=True))  # as the configuration has them
    with ExitStack() as stack:

        def start(command: list[str]) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, cwd=ROOT, env=environment)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        processes = {name: start(replica_command(by_name[name])) for name in by_name}
        for name, process in processes.items():
            until_answered(f"http://localhost:{by_name[name]}/ready", process)
        proxy = start([HAPROXY, "-f", str(CONFIG)])
        url = f"http://localhost:{front}/"
        until_answered(f"{url}ready", proxy)
        yield Replicas(url, by_name, processes, proxy)
