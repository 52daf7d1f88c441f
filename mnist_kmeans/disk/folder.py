"""Where results are kept on disk, and how much of it they take."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from threading import Lock
from time import time
from typing import IO, Any

import joblib
from platformdirs import user_cache_path

logger = logging.getLogger(__name__)

#: Name of the environment variable that may name the folder for results.
CACHE_VARIABLE = "MNIST_KMEANS_CACHE"

#: Results and networks take at most so many bytes; the least recently used go first.
CACHE_LIMIT = 1024**3

#: The folders of the results and of the networks, within that for results.
RESULTS, NETWORKS = "results", "autoencoders"

# A look at the whole folder takes milliseconds. So there is one whenever this share of
# the limit was written, and it leaves room for twice as much.
_BETWEEN_LOOKS = 0.025

# What a process that was killed has left behind half-written, and the seconds after
# which it is that.
_PART, _STALE = ".part", 3600


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
        dir=path.parent, suffix=_PART, delete=False
    )
    part = Path(file.name)
    try:
        with file:
            yield file
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class Shelf:
    """Results on disk by name and key, a file each, together within `CACHE_LIMIT`.

    Parameters
    ----------
    folder : Path or None
        As from `cache_folder`. With None nothing is kept.

    Notes
    -----
    Files are joblib's, which are pickles: use no folder that others can write to. The
    networks that `features.autoencoder` keeps beside them, few and small, count towards
    the limit, but only results are removed for it.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._written = inf  # bytes since the last look; before the first, who knows
        self._lock = Lock()

    def find(self, name: str, key: dict[str, Any]) -> Any:
        """Load a result.

        Parameters
        ----------
        name : str
            Of what it is the result; a part of its file's name.
        key : dict
            All that it depends on.

        Returns
        -------
        object or None
            None where there is none, and for a damaged file, with a warning in the log.
        """
        if self._folder is None:
            return None
        path = self._path(self._folder, name, key)
        try:
            result = joblib.load(path)
        except FileNotFoundError:
            return None
        except Exception as error:  # a damaged pickle may raise any
            logger.warning("%s cannot be used and is made anew: %s", path, error)
            return None
        with suppress(OSError):  # it may be gone by now
            os.utime(path)
        return result

    def keep(self, name: str, key: dict[str, Any], result: Any) -> None:
        """Keep a result; where the disk is full, only a warning in the log says so.

        Parameters
        ----------
        name, key
            As in `find`.
        result : object
            Not None.
        """
        if self._folder is None:
            return
        path = self._path(self._folder, name, key)
        try:
            with whole_file(path) as file:
                joblib.dump(result, file)
                size = file.tell()
        except OSError as error:
            logger.warning("%s was not kept: %s", path, error)
            return
        with self._lock:
            self._written += size
            if self._written > _BETWEEN_LOOKS * CACHE_LIMIT:
                self._make_room(self._folder)
                self._written = 0

    @staticmethod
    def _path(folder: Path, name: str, key: dict[str, Any]) -> Path:
        return folder / RESULTS / f"{name}-{joblib.hash(key)}.joblib"

    @staticmethod
    def _make_room(folder: Path) -> None:
        # Results as earlier versions kept them, which nothing reads any more.
        shutil.rmtree(folder / "joblib" / "mnist_kmeans" / "fits", ignore_errors=True)
        files = []
        for part in (RESULTS, NETWORKS):
            for path in (folder / part).glob("*"):
                with suppress(FileNotFoundError):  # another process removed it
                    stat = path.stat()
                    files.append((stat.st_mtime, stat.st_size, path))
        over = sum(size for _, size, _ in files)
        over -= int((1 - 2 * _BETWEEN_LOOKS) * CACHE_LIMIT)
        for used, size, path in sorted(files):
            stale = path.suffix == _PART and used < time() - _STALE
            if stale or (over > 0 and path.parent.name == RESULTS):
                with suppress(OSError):  # another user's, or on Windows just being read
                    path.unlink(missing_ok=True)
                    over -= size
