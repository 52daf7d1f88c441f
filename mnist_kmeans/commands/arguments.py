"""Arguments that commands share, and how they are read."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mnist_kmeans.features.names import FEATURE_SPACES

if TYPE_CHECKING:
    from mnist_kmeans.digits.digit_data import DigitData
    from mnist_kmeans.fits.settings import FitSettings


class Parser(argparse.ArgumentParser):
    """Reads arguments, and says what is wrong with them in one line."""

    def __init__(self, **others: Any) -> None:
        # Examples keep their lines.
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **others)

    def error(self, message: str) -> NoReturn:
        """End the process with 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def add_command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    more: str,
) -> Parser:
    """Add a command, whose function gets its options and returns the exit code.

    Parameters
    ----------
    commands : object
        As from ``add_subparsers``.
    name : str
    run : callable
        The options have its `Parser` too, as ``parser``.
    summary : str
        A line for the list of commands.
    more : str
        What its help ends with, an example at least.

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
    """Let another data set than MNIST be named: as `chosen_data` reads it."""
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="an .npz file to use instead of MNIST"
    )


def chosen_data(options: argparse.Namespace) -> "DigitData":
    """Load the data that were chosen; raises `DatasetError` as `load_mnist`."""
    from mnist_kmeans.digits.loading import load_mnist

    return load_mnist(options.data)


def add_model(parser: Parser) -> None:
    """Let a model be chosen: as `one_fit` reads it."""
    parser.add_argument(
        "--k", type=int, default=256, help="the number of clusters; by default 256"
    )
    parser.add_argument(
        "--features",
        default="hog",
        metavar="NAME",
        help=f"the feature space: {', '.join(FEATURE_SPACES)}; by default hog",
    )
    parser.add_argument("--seed", type=int, default=0, help="by default 0")
    add_data(parser)


def one_fit(options: argparse.Namespace, data: "DigitData") -> "FitSettings":
    """Return the model that was chosen; end the process with 2 where there is none."""
    from mnist_kmeans.studies.sweep import sweep_settings

    try:
        (settings,) = sweep_settings(
            len(data.x_train), [options.k], [options.features], [options.seed]
        )
    except ValueError as error:
        options.parser.error(as_options(error))
    return settings


def as_options(error: ValueError) -> str:
    """Say what is wrong with a sweep's settings by the names that they have here."""
    sentence = str(error).replace("n_clusters has", "--k has")
    return sentence.replace("feature_space=", "--features ")


def numbers(text: str) -> range:
    """Read a number, as 10, or a range with both its ends, as 2-64 or 2-64:2.

    Parameters
    ----------
    text : str

    Returns
    -------
    range

    Raises
    ------
    argparse.ArgumentTypeError
        When it is neither.
    """
    found = re.fullmatch(r"(-?\d+)(?:-(\d+)(?::([1-9]\d*))?)?", text, re.ASCII)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number, as 10, nor a range, as 2-64 or 2-64:2"
        )
    first = int(found[1])
    last = first if found[2] is None else int(found[2])
    if last < first:
        raise argparse.ArgumentTypeError(f"{text} should go from lower to higher")
    return range(first, last + 1, int(found[3] or 1))
