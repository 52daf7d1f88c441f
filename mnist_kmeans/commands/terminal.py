"""How commands are called, and how they end."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import mnist_kmeans
from mnist_kmeans.commands import app, fit, predict, sweep
from mnist_kmeans.commands.arguments import Parser
from mnist_kmeans.commands.output import OutputError, ReaderGoneError, flush
from mnist_kmeans.commands.progress import say

#: In the order in which help lists them.
COMMANDS = (app, predict, fit, sweep)

#: What a shell reports of a program that is stopped, or whose reader is gone.
STOPPED, READER_GONE = 130, 141


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code, as `mnist_kmeans.__main__.main`.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default the process's own.

    Returns
    -------
    int
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Names of files may have characters that the terminal has not.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            parser = _parser()
            if not (sys.argv[1:] if arguments is None else arguments):
                parser.print_help(sys.stderr)
                return 2
            options = parser.parse_args(arguments)
        finally:
            flush()  # help, before Python does it, with a traceback where it fails
        return int(options.run(options))
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED
    except ReaderGoneError:
        return READER_GONE
    except SystemExit:  # help, the version or wrong arguments, which are said
        raise
    except _failures() as error:
        say(str(error) or "There is not enough memory.")
        return 1


def _parser() -> Parser:
    parser = Parser(
        prog="mnist-kmeans",
        description="k-means on handwritten digits, from the terminal.",
        epilog="mnist-kmeans COMMAND --help says more of each, with examples.",
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {mnist_kmeans.__version__}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _failures() -> tuple[type[Exception], ...]:
    # Their modules take a moment to import, and most commands end well.
    from mnist_kmeans.digits.digit_data import DatasetError
    from mnist_kmeans.extras import MissingExtraError
    from mnist_kmeans.features.names import TrainingError
    from mnist_kmeans.studies.scheduler import SchedulerError

    ours = DatasetError, MissingExtraError, SchedulerError, TrainingError, OutputError
    return *ours, MemoryError
