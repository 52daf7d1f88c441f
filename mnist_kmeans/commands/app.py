"""The command ``app``: the dashboard."""

import argparse
import errno
import os
import socket
from typing import Any

from mnist_kmeans.commands.arguments import add_command
from mnist_kmeans.missing_extra import of_extra

# Otherwise a visitor who comes from another replica could not upload anything.
_SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"

_MORE = """\
Opens the dashboard in the browser; Ctrl-C stops it. To show it to others, such as a
class, use --address 0.0.0.0: they reach it at this machine's address.

examples:
  mnist-kmeans app
  mnist-kmeans app --address 0.0.0.0 --port 8080 --no-browser"""


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = add_command(commands, "app", run, "start the dashboard", _MORE)
    parser.add_argument(
        "--port", type=int, default=8501, help="the port; by default 8501"
    )
    parser.add_argument(
        "--address",
        default="localhost",
        help="where to serve it; by default localhost, for this machine only",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser"
    )
    parser.add_argument(
        "--replica",
        action="store_true",
        help="serve one of several replicas behind a proxy, as docs/hosting.md has it",
    )


def run(options: argparse.Namespace) -> int:
    """Serve the dashboard until it is stopped."""
    with of_extra("app"):
        from mnist_kmeans.ui.serve import serve, serve_replica
    if options.replica and not os.environ.get(_SECRET):
        options.parser.error(
            f"--replica needs a long random text in {_SECRET}, the same for all "
            "replicas."
        )
    _check_address(options)
    if options.replica:
        serve_replica(options.address, options.port)
        return 0
    settings = {"server.port": options.port, "server.address": options.address}
    if options.no_browser:  # else Streamlit checks for a screen
        settings["server.headless"] = "true"
    serve(settings)
    return 0


def _check_address(options: argparse.Namespace) -> None:
    """End the process with 2 if the address and port cannot be served on."""
    address, port = options.address, options.port
    if not 1 <= port <= 65535:
        options.parser.error(f"--port {port} should be from 1 to 65535.")
    try:
        resolved = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        family, kind, _, _, socket_address = resolved[0]
        with socket.socket(family, kind) as probe:
            # As the server does; else a port stays in use for a minute after a server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(socket_address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            options.parser.error(f"--port {port} is in use; choose another.")
        if error.errno == errno.EACCES:
            options.parser.error(
                f"--port {port} needs an administrator's rights; choose one from 1024."
            )
        options.parser.error(
            f"--address {address} is not one of this machine's; 0.0.0.0 stands for all "
            "of them."
        )
