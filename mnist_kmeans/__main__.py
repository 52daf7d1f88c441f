"""The terminal's way in: ``python -m mnist_kmeans sweep --help``."""

import argparse
import csv
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from mnist_kmeans.data import DatasetError, load_mnist
from mnist_kmeans.spaces import FEATURE_SPACES
from mnist_kmeans.sweep import (
    Row,
    SchedulerError,
    sweep_fits,
    sweep_row,
    sweep_settings,
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # One line, without the usage before it.
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default the process's own.

    Returns
    -------
    int
        0 when all went well, 1 when data or cluster cannot be had, 130 when stopped.
        Bad arguments end the process with 2.
    """
    parser = _Parser(prog="mnist_kmeans", description="k-means on handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="command")
    sweep = commands.add_parser("sweep", help="measure accuracy over k, as CSV")
    sweep.add_argument(
        "--k", type=int, nargs="+", required=True, help="values of k, 2 or more"
    )
    sweep.add_argument(
        "--seeds", type=int, default=1, help="how many seeds: 3 is 0, 1 and 2"
    )
    sweep.add_argument(
        "--features",
        nargs="+",
        default=["pixels"],
        help=f"feature spaces: {', '.join(FEATURE_SPACES)}",
    )
    sweep.add_argument(
        "--out", type=Path, help="the CSV file to write; the terminal by default"
    )
    sweep.add_argument(
        "--data", type=Path, help="an .npz file to use; MNIST by default"
    )
    sweep.add_argument("--jobs", type=int, help="fits at a time; all cores by default")
    options = parser.parse_args(arguments)
    if options.jobs is not None and options.jobs < 1:
        sweep.error(f"--jobs {options.jobs} should be at least 1.")
    try:
        data = load_mnist(options.data)
        settings = sweep_settings(
            len(data.x_train), options.k, options.features, options.seeds
        )
    except ValueError as error:
        sweep.error(str(error))
    except DatasetError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        if options.out:  # now, not after the last fit; what it holds stays till then
            options.out.open("a").close()
    except OSError as error:
        sweep.error(f"--out {options.out} cannot be written: {error.strerror}.")

    rows: list[Row] = []
    code = 0
    print(data.source, file=sys.stderr)
    try:
        fits = sweep_fits(settings, data, n_jobs=options.jobs)
        for fit in tqdm(fits, total=len(settings), unit="fit"):
            rows.append(sweep_row(fit, data))
    except SchedulerError as error:
        print(error, file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print(
            f"Stopped after {len(rows)} of {len(settings)} fits, which are kept: the "
            "same command goes on from here.",
            file=sys.stderr,
        )
        code = 130
    # Rows come in any order; the file has them in the order asked for.
    rows.sort(key=lambda row: (row["feature_space"], row["n_clusters"], row["seed"]))
    if rows:
        to_file = options.out.open("w", newline="") if options.out else None
        with to_file or nullcontext(sys.stdout) as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return code


if __name__ == "__main__":
    sys.exit(main())
