"""Where results are kept on disk, and how much of it they take."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from platformdirs import user_cache_path

logger = logging.getLogger(__name__)

#: Name of the environment variable that may name the folder for results.
CACHE_VARIABLE = "MNIST_KMEANS_CACHE"

#: The folders of the results and of the networks, within that for results.
RESULTS, NETWORKS = "results", "autoencoders"

#: The suffix of a file that is still being written.
PART = ".part"


def cache_folder(folder: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the folder for results, made if it is not there.

    Parameters
    ----------
    folder : path-like, optional
        By default the folder named by ``MNIST_KMEANS_CACHE``, else one in the user's
        own cache folder.

    Returns
    -------
    Path or None
        None, with a warning in the log, where it cannot be written.
    """
    named = folder or os.environ.get(CACHE_VARIABLE)
    path = Path(named) if named else user_cache_path("mnist-kmeans")
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
    """Write a file that is there as a whole or not at all, whoever writes it besides.

    Parameters
    ----------
    path : Path
        Its folder is made if it is not there.

    Yields
    ------
    binary file
        What is written to it takes the name when the context ends without an exception.

    Raises
    ------
    OSError
        When it cannot be written.
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
