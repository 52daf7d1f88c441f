"""Filling a table with rows as they are computed, in a command."""

from collections.abc import Callable, Generator, Hashable
from contextlib import closing
from pathlib import Path
from typing import Any

from mnist_kmeans.commands.arguments import Parser
from mnist_kmeans.commands.output import Table
from mnist_kmeans.commands.progress import progress, say
from mnist_kmeans.features.names import TrainingError


def add_table(parser: Parser) -> None:
    """Add the arguments of a command that writes a table of fits."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="the CSV file to write; the standard output by default",
    )
    parser.add_argument(
        "--jobs", type=int, help="fits at a time; by default one per core"
    )


def fill(
    table: Table,
    parts: Generator[list[dict[str, Any]]],
    n_parts: int,
    unit: str,
    name_of: Callable[[dict[str, Any]], Hashable],
) -> int:
    """Add rows to a table as they come, with a progress bar, and finish it.

    Parameters
    ----------
    table : Table
    parts : generator of list of dict
        The rows of each part; it is closed.
    n_parts : int
    unit : str
        What a part is, in the singular.
    name_of : callable
        From a row to its name in the table.

    Returns
    -------
    int
        The exit code: 0, 1 where the work could not go on, 130 where it was stopped.
    """
    from mnist_kmeans.studies.dask_cluster import SchedulerError

    code, n_done = 0, 0
    try:
        with closing(parts), progress(n_parts, unit, disable=table.is_printed) as bar:
            for rows in parts:
                n_done += 1  # first: a row that is being written will be there
                for row in rows:
                    table.add(name_of(row), row)
                bar.update()
    except (SchedulerError, TrainingError, MemoryError) as error:
        say(str(error) or "There is not enough memory.")
        code = 1
    except KeyboardInterrupt:
        code = 130
    table.finish()
    if code == 130:
        say(
            f"Stopped after {n_done} of {n_parts} {unit}s, which are kept: the same "
            "command continues from here."
        )
    return code
