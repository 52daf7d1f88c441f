"""The command ``mnist-kmeans``: its parser, and the exit codes."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import mnist_kmeans
from mnist_kmeans.commands import app, fit, predict, stress, sweep
from mnist_kmeans.commands.arguments import Parser
from mnist_kmeans.commands.output import OutputError, ReaderGoneError, flush
from mnist_kmeans.commands.progress import say

#: In the order of the help.
COMMANDS = (app, predict, fit, sweep, stress)

#: The exit codes that a shell reports for SIGINT and SIGPIPE.
STOPPED, READER_GONE = 130, 141


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code, as in `mnist_kmeans.__main__.main`.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default the process's.

    Returns
    -------
    int
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # File names may have characters that the terminal cannot encode.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            parser = _parser()
            if not (sys.argv[1:] if arguments is None else arguments):
                parser.print_help(sys.stderr)
                return 2
            options = parser.parse_args(arguments)
        finally:
            flush()  # the help; at Python's end a failure would print a traceback
        return int(options.run(options))
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED
    except ReaderGoneError:
        return READER_GONE
    except SystemExit:  # help, version or wrong arguments: `_failures` is not needed
        raise
    except _failures() as error:
        say(str(error) or "There is not enough memory.")
        return 1


def _parser() -> Parser:
    parser = Parser(
        prog="mnist-kmeans",
        description="k-means on handwritten digits, from the terminal.",
        epilog="mnist-kmeans COMMAND --help describes each, with examples.",
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {mnist_kmeans.__version__}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _failures() -> tuple[type[Exception], ...]:
    # Imported only when a command fails, for these modules take a moment to import.
    from mnist_kmeans.digits.data_set import DatasetError
    from mnist_kmeans.features.names import TrainingError
    from mnist_kmeans.missing_extra import MissingExtraError
    from mnist_kmeans.studies.dask_cluster import SchedulerError

    ours = DatasetError, MissingExtraError, OutputError, SchedulerError, TrainingError
    return *ours, MemoryError
