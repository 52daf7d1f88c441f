"""The command ``stress``: accuracy on altered test digits, as CSV."""

import argparse
from itertools import product
from operator import itemgetter
from typing import Any

from mnist_kmeans.commands.arguments import (
    add_command,
    add_data,
    add_steps,
    as_options,
    chosen_data,
    chosen_steps,
)
from mnist_kmeans.commands.filling import add_table, fill
from mnist_kmeans.commands.output import OutputError, Table
from mnist_kmeans.commands.progress import say
from mnist_kmeans.features.names import FEATURE_SPACES, TRAINED_SPACES

_MORE = """\
2,000 of the test images, evenly spaced, are altered: "turn" (degrees clockwise),
"across" and "down" (pixels to the right, down), "size" (percent larger), "slant"
(degrees to the right), "pen" (pixels wider), "blur" (pixels), "noise" (percent). There
is a row for each feature space, kind and amount, with the majority-vote accuracy. Fits
and curves are kept, so that the same command continues where it was stopped.

examples:
  mnist-kmeans stress --out stress.csv
  mnist-kmeans stress --kinds turn pen --features pixels hog --k 256 | column -ts,"""

# What tells a row from others.
_NAMES = ("feature_space", "kind", "amount")


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = add_command(
        commands, "stress", run, "measure accuracy on altered digits, as CSV", _MORE
    )
    parser.add_argument(
        "--kinds",
        nargs="+",
        metavar="NAME",
        help="how digits are altered, see below; by default in all eight ways",
    )
    parser.add_argument(
        "--features",
        nargs="+",
        metavar="NAME",
        help=f"feature spaces: {', '.join(FEATURE_SPACES)}; by default all, with other "
        "data than MNIST those that no network learns",
    )
    parser.add_argument(
        "--k", type=int, default=64, help="the number of clusters; by default 64"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="the random seed; by default 0"
    )
    add_table(parser)
    add_steps(parser)
    add_data(parser)


def run(options: argparse.Namespace) -> int:
    """Measure and write the table."""
    if options.jobs is not None and options.jobs < 1:
        options.parser.error(f"--jobs {options.jobs} should be at least 1.")
    from mnist_kmeans.studies.stress.altering import KINDS
    from mnist_kmeans.studies.stress.curves import stress_rows
    from mnist_kmeans.studies.sweep import sweep_settings

    data = chosen_data(options)
    untrained = [name for name in FEATURE_SPACES if name not in TRAINED_SPACES]
    kinds = options.kinds or list(KINDS)
    try:
        settings = sweep_settings(
            len(data.x_train),
            [options.k],
            options.features or (FEATURE_SPACES if data.is_mnist else untrained),
            [options.seed],
            **chosen_steps(options),
        )
        tables = stress_rows(settings, data, kinds, n_jobs=options.jobs)
        names = [
            (fit.feature_space, kind, amount)
            for fit, kind in product(settings, kinds)
            for amount in KINDS[kind].amounts.tolist()
        ]
        table = Table(options.out, names)
    except ValueError as error:
        options.parser.error(as_options(error))
    except OutputError as error:
        options.parser.error(f"--out {error}")

    say(data.source)
    n_curves = len(settings) * len(kinds)
    return fill(table, tables, n_curves, "curve", itemgetter(*_NAMES))
