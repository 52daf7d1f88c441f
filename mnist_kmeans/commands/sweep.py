"""The command ``sweep``: measure fits over k, feature spaces and seeds, as CSV."""

import argparse
import sys
from contextlib import closing
from itertools import chain
from pathlib import Path
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
from mnist_kmeans.commands.output import OutputError, Table
from mnist_kmeans.commands.progress import progress, say
from mnist_kmeans.features.names import FEATURE_SPACES, TrainingError

_MORE = """\
Rows are sorted by feature space, k and seed. With --out each row is in the file as soon
as its fit is done. Fits are kept, so that the same command continues where it was
stopped. With MNIST_KMEANS_SCHEDULER=tcp://host:port the fits run on a Dask cluster.

examples:
  mnist-kmeans sweep --k 2-64 --features pca --seeds 3 --out sweep.csv
  mnist-kmeans sweep --k 2 5 10-50:10 256 --features pixels hog | column -ts,"""


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
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="the CSV file to write; the standard output by default",
    )
    parser.add_argument(
        "--jobs", type=int, help="fits at a time; by default one per core"
    )
    add_steps(parser)
    add_data(parser)


def run(options: argparse.Namespace) -> int:
    """Run the sweep and write its table."""
    if options.jobs is not None and options.jobs < 1:
        options.parser.error(f"--jobs {options.jobs} should be at least 1.")
    from mnist_kmeans.studies.dask_cluster import SchedulerError
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
    names = sorted((fit.feature_space, fit.n_clusters, fit.seed) for fit in settings)
    try:
        table = Table(options.out, names)
    except OutputError as error:
        options.parser.error(f"--out {error}")

    code = 0
    say(data.source)
    try:
        fits = sweep_fits(settings, data, n_jobs=options.jobs)
        # Rows that are printed to a terminal would be mixed up with a bar.
        printed = options.out is None and sys.stdout is not None and sys.stdout.isatty()
        with closing(fits), progress(len(settings), "fit", disable=printed) as bar:
            for fit in fits:
                row = sweep_row(fit, data)
                name = (row["feature_space"], row["n_clusters"], row["seed"])
                table.add(name, row)
                bar.update()
    except (SchedulerError, TrainingError, MemoryError) as error:
        say(str(error) or "There is not enough memory.")
        code = 1
    except KeyboardInterrupt:
        code = 130
    table.finish()
    if code == 130:
        say(
            f"Stopped after {len(table)} of {len(settings)} fits, which are kept: the "
            "same command continues from here."
        )
    return code
