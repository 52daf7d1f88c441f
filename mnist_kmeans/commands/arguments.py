"""Options that commands share, and their parsing."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mnist_kmeans.features.names import FEATURE_SPACES

if TYPE_CHECKING:
    from mnist_kmeans.digits.data_set import DigitData
    from mnist_kmeans.fits.settings import FitSettings

# How settings begin in messages, and the options for them.
_OPTIONS = {
    "n_clusters has": "--k has",
    "feature_space=": "--features ",
    "kinds has": "--kinds has",
    "kind=": "--kinds ",
}


class Parser(argparse.ArgumentParser):
    """An argument parser that reports errors in one line."""

    def __init__(self, **others: Any) -> None:
        # The examples in the help keep their line breaks.
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **others)

    def error(self, message: str) -> NoReturn:
        """Print the message and end the process with 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def add_command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    more: str,
) -> Parser:
    """Add a command.

    Parameters
    ----------
    commands : object
        From ``add_subparsers``.
    name : str
    run : callable
        Takes the options, among them the command's `Parser` as ``parser``, and returns
        the exit code.
    summary : str
        A line for the list of commands.
    more : str
        The end of the command's help, with examples.

    Returns
    -------
    Parser
    """
    parser: Parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=more,
    )
    parser.set_defaults(run=run, parser=parser)
    return parser


def add_data(parser: Parser) -> None:
    """Add the option that `chosen_data` reads."""
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="an .npz file to use instead of MNIST"
    )


def chosen_data(options: argparse.Namespace) -> "DigitData":
    """Load the chosen data; raises `DatasetError` as `load_mnist` does."""
    from mnist_kmeans.digits.loading import load_mnist

    return load_mnist(options.data)


def add_model(parser: Parser) -> None:
    """Add the options that `chosen_settings` and `chosen_data` read."""
    parser.add_argument(
        "--k",
        type=int,
        help="the number of clusters; by default 64 in spectral, else 256",
    )
    parser.add_argument(
        "--features",
        metavar="NAME",
        help=f"the feature space: {', '.join(FEATURE_SPACES)}; by default spectral, "
        "whose network comes along for MNIST, and hog for other data",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="the random seed; by default 0"
    )
    add_steps(parser)
    add_data(parser)


def add_steps(parser: Parser) -> None:
    """Add the options that `chosen_steps` reads."""
    parser.add_argument(
        "--init",
        choices=("pca", "k-means++"),
        help="how fits start; by default as suits the feature space",
    )
    parser.add_argument(
        "--polish",
        type=whole_number,
        metavar="STEPS",
        help="full steps at the end; by default as suits the feature space. 0 with "
        "--init k-means++ is scikit-learn's MiniBatchKMeans",
    )


def chosen_steps(options: argparse.Namespace) -> dict[str, Any]:
    """Return the chosen fields of `FitSettings`."""
    return {"init": options.init, "polish_iter": options.polish}


def chosen_settings(options: argparse.Namespace, data: "DigitData") -> "FitSettings":
    """Return the settings of the chosen model; end the process with 2 if invalid."""
    from mnist_kmeans.studies.sweep import sweep_settings

    space = options.features or ("spectral" if data.is_mnist else "hog")
    k = (64 if space == "spectral" else 256) if options.k is None else options.k
    try:
        (settings,) = sweep_settings(
            len(data.x_train),
            [k],
            [space],
            [options.seed],
            **chosen_steps(options),
        )
    except ValueError as error:
        options.parser.error(as_options(error))
    return settings


def as_options(error: ValueError) -> str:
    """Return an error's message with the names of the options for the settings."""
    message = str(error)
    for name, option in _OPTIONS.items():
        message = message.replace(name, option)
    return message


def whole_number(text: str) -> int:
    """Parse 0, 1, 2, ...; raises ``argparse.ArgumentTypeError`` as `numbers` does."""
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 on")
    return int(text)


def numbers(text: str) -> range:
    """Parse a number such as 10, or a range that includes its end, such as 2-64:2.

    Parameters
    ----------
    text : str

    Returns
    -------
    range

    Raises
    ------
    argparse.ArgumentTypeError
        When the text is neither.

    Examples
    --------
    >>> from mnist_kmeans.commands.arguments import numbers
    >>> list(numbers("10")), list(numbers("2-8:2"))
    ([10], [2, 4, 6, 8])
    """
    match = re.fullmatch(r"(-?\d+)(?:-(\d+)(?::([1-9]\d*))?)?", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number, such as 10, nor a range, such as 2-64 or "
            "2-64:2"
        )
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if last < first:
        raise argparse.ArgumentTypeError(f"{text} should go from lower to higher")
    return range(first, last + 1, int(match[3] or 1))
