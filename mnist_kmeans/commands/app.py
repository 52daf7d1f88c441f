"""The command ``app``: the dashboard."""

import argparse
import errno
import socket
from typing import Any

from mnist_kmeans.commands.arguments import add_command
from mnist_kmeans.extras import of_extra

_MORE = """\
Opens it in the browser; Ctrl-C ends it. Where others are to see it too, as a class is,
--address 0.0.0.0 lets them in by this machine's own address.

examples:
  mnist-kmeans app
  mnist-kmeans app --address 0.0.0.0 --port 8080 --no-browser"""


def add(commands: Any) -> None:
    """Add the command to those of the terminal."""
    parser = add_command(commands, "app", run, "start the dashboard", _MORE)
    parser.add_argument("--port", type=int, default=8501, help="by default 8501")
    parser.add_argument(
        "--address",
        default="localhost",
        help="where it is offered: by default localhost, to this machine only",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser"
    )


def run(options: argparse.Namespace) -> int:
    """Serve the dashboard until it is stopped."""
    with of_extra("app"):
        from mnist_kmeans.ui.serve import serve
    _check_place(options)
    settings = {"server.port": options.port, "server.address": options.address}
    if options.no_browser:  # else Streamlit looks whether there is a screen
        settings["server.headless"] = "true"
    serve(settings)
    return 0


def _check_place(options: argparse.Namespace) -> None:
    """End the process with 2 where nothing can be offered at an address and port."""
    address, port = options.address, options.port
    if not 1 <= port <= 65535:
        options.parser.error(f"--port {port} should be from 1 to 65535.")
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        family, kind, _, _, place = found[0]
        with socket.socket(family, kind) as probe:
            # As the server does: else a port stays taken for a minute after its use.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            options.parser.error(f"--port {port} is in use; choose another.")
        if error.errno == errno.EACCES:
            options.parser.error(f"--port {port} is not for you; choose one from 1024.")
        options.parser.error(
            f"--address {address} is not one of this machine's; 0.0.0.0 stands for all "
            "that it has."
        )
