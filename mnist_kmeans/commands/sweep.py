"""The command ``sweep``: measure fits over k, feature spaces and seeds, as CSV."""

import argparse
from collections.abc import Generator
from contextlib import closing
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from mnist_kmeans.commands.arguments import (
    add_command,
    add_data,
    add_steps,
    as_options,
    chosen_data,
    chosen_steps,
    numbers,
)
from mnist_kmeans.commands.filling import add_table, fill
from mnist_kmeans.commands.output import OutputError, Table
from mnist_kmeans.commands.progress import say
from mnist_kmeans.features.names import FEATURE_SPACES

_MORE = """\
Rows are sorted by feature space, k and seed. With --out each row is in the file as soon
as its fit is done. Fits are kept, so that the same command continues where it was
stopped. With MNIST_KMEANS_SCHEDULER=tcp://host:port the fits run on a Dask cluster.

examples:
  mnist-kmeans sweep --k 2-64 --features pca --seeds 3 --out sweep.csv
  mnist-kmeans sweep --k 2 5 10-50:10 256 --features pixels hog | column -ts,"""

# What tells a fit, and its row, from others.
_NAMES = ("feature_space", "n_clusters", "seed")


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = add_command(
        commands, "sweep", run, "measure accuracy over k, as CSV", _MORE
    )
    parser.add_argument(
        "--k",
        type=numbers,
        nargs="+",
        required=True,
        help="values of k, 2 or more: numbers, and ranges such as 2-64 or 2-64:2",
    )
    parser.add_argument(
        "--seeds", type=int, default=1, help="the number of seeds: 3 means 0, 1 and 2"
    )
    parser.add_argument(
        "--features",
        nargs="+",
        default=["pixels"],
        metavar="NAME",
        help=f"feature spaces: {', '.join(FEATURE_SPACES)}; by default pixels",
    )
    add_table(parser)
    add_steps(parser)
    add_data(parser)


def run(options: argparse.Namespace) -> int:
    """Run the sweep and write its table."""
    if options.jobs is not None and options.jobs < 1:
        options.parser.error(f"--jobs {options.jobs} should be at least 1.")
    from mnist_kmeans.studies.sweep import sweep_fits, sweep_row, sweep_settings

    data = chosen_data(options)
    try:
        settings = sweep_settings(
            len(data.x_train),
            chain.from_iterable(options.k),
            options.features,
            options.seeds,
            **chosen_steps(options),
        )
    except ValueError as error:
        options.parser.error(as_options(error))
    names = sorted(attrgetter(*_NAMES)(fit) for fit in settings)
    try:
        table = Table(options.out, names)
    except OutputError as error:
        options.parser.error(f"--out {error}")

    def rows() -> Generator[list[dict[str, Any]]]:
        with closing(sweep_fits(settings, data, n_jobs=options.jobs)) as fits:
            for fit in fits:
                yield [sweep_row(fit, data)]

    say(data.source)
    return fill(table, rows(), len(settings), "fit", itemgetter(*_NAMES))
