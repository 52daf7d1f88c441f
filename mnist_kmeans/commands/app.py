"""The command ``app``: the dashboard, from an installation or a clone."""

import argparse
from pathlib import Path
from typing import Any

import mnist_kmeans
from mnist_kmeans.commands.arguments import add_command
from mnist_kmeans.extras import of_extra

_MORE = """\
Opens it in the browser; Ctrl-C ends it. Where others are to see it too, as a class is,
--address 0.0.0.0 lets them in by this machine's own address.

examples:
  mnist-kmeans app
  mnist-kmeans app --address 0.0.0.0 --port 8080 --no-browser"""

_PACKAGE = Path(mnist_kmeans.__file__).parent


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
    if not 1 <= options.port <= 65535:
        options.parser.error(f"--port {options.port} should be from 1 to 65535.")
    with of_extra("app"):
        from streamlit.web import cli
    # The script and the settings beside it: a wheel has its own copies of them.
    folder = _PACKAGE / "dashboard"
    if not folder.exists():
        folder = _PACKAGE.parent
    settings = {
        "server.port": options.port,
        "server.address": options.address,
        "server.headless": str(options.no_browser).lower(),
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    cli.main(["run", str(folder / "app.py"), *flags], standalone_mode=False)
    return 0
