"""The command ``stress``: accuracy on altered test digits, as CSV."""

import argparse
import sys
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

from mnist_kmeans.commands.arguments import (
    add_command,
    add_data,
    add_steps,
    as_options,
    chosen_data,
    chosen_steps,
)
from mnist_kmeans.commands.output import OutputError, Table
from mnist_kmeans.commands.progress import progress, say
from mnist_kmeans.features.names import FEATURE_SPACES, TRAINED_SPACES, TrainingError

_MORE = """\
2,000 of the test images, evenly spaced, are altered: "turn" (degrees clockwise),
"across" and "down" (pixels to the right, down), "size" (percent larger), "slant"
(degrees to the right), "pen" (pixels wider), "blur" (pixels), "noise" (percent). There
is a row for each feature space, kind and amount, with the majority-vote accuracy. Fits
and curves are kept, so that the same command continues where it was stopped.

examples:
  mnist-kmeans stress --out stress.csv
  mnist-kmeans stress --kinds turn pen --features pixels hog --k 256 | column -ts,"""


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
    """Measure and write the table."""
    if options.jobs is not None and options.jobs < 1:
        options.parser.error(f"--jobs {options.jobs} should be at least 1.")
    from mnist_kmeans.studies.dask_cluster import SchedulerError
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

    code, n_done, n_curves = 0, 0, len(settings) * len(kinds)
    say(data.source)
    try:
        # Rows that are printed to a terminal would be mixed up with a bar.
        printed = options.out is None and sys.stdout is not None and sys.stdout.isatty()
        with closing(tables), progress(n_curves, "curve", disable=printed) as bar:
            for rows in tables:
                for row in rows:
                    name = (row["feature_space"], row["kind"], row["amount"])
                    table.add(name, row)
                n_done += 1
                bar.update()
    except (SchedulerError, TrainingError, MemoryError) as error:
        say(str(error) or "There is not enough memory.")
        code = 1
    except KeyboardInterrupt:
        code = 130
    table.finish()
    if code == 130:
        say(
            f"Stopped after {n_done} of {n_curves} curves, which are kept: the same "
            "command continues from here."
        )
    return code
