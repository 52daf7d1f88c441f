"""The folder for results, and how files are written to it."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from platformdirs import user_cache_path

logger = logging.getLogger(__name__)

#: Environment variable with the path of the folder for results.
CACHE_VARIABLE = "MNIST_KMEANS_CACHE"

#: Subfolders of that folder.
RESULTS, NETWORKS = "results", "autoencoders"

#: The suffix of a file that is still being written.
PART = ".part"


def cache_folder(folder: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the folder for results, creating it if needed.

    Parameters
    ----------
    folder : path-like, optional
        By default the folder that ``MNIST_KMEANS_CACHE`` names, else one in the user's
        cache folder.

    Returns
    -------
    Path or None
        None, with a warning in the log, if the folder cannot be written to.
    """
    path = Path(
        folder or os.environ.get(CACHE_VARIABLE) or user_cache_path("mnist-kmeans")
    )
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        logger.warning(
            "Results will not be kept: %s cannot be written: %s", path, error
        )
        return None


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file atomically: it appears complete or not at all.

    Replacing a file is atomic, so several processes may write to one path without a
    lock.

    Parameters
    ----------
    path : Path
        Its folder is created if needed.

    Yields
    ------
    binary file
        A temporary file, which is renamed to `path` when the context ends without an
        exception.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = tempfile.NamedTemporaryFile(  # noqa: SIM115
        dir=path.parent, suffix=PART, delete=False
    )
    part = Path(file.name)
    try:
        with file:
            yield file
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
