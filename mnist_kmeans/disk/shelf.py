"""A cache of results on disk, bounded in size."""

import logging
import os
import shutil
from contextlib import AbstractContextManager, suppress
from functools import lru_cache
from math import inf
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

import joblib

from mnist_kmeans.disk.folder import NETWORKS, PART, RESULTS, whole_file
from mnist_kmeans.disk.locks import LOCK, alone
from mnist_kmeans.on_step import OnStep

#: Bytes that results and networks may take; the least recently used results go first.
CACHE_LIMIT = 1024**3

# Measuring the folder takes milliseconds. So it is done only when this share of the
# limit has been written, and frees twice as much.
_BETWEEN_CHECKS = 0.025

# Seconds after which an unfinished file or a lock's counts as abandoned.
_STALE = 3600

logger = logging.getLogger(__name__)


# A page looks for several results in each run, and most of that is hashing.
@lru_cache(maxsize=4096)
def _hash(key: frozenset[tuple[str, Any]]) -> str:
    return str(joblib.hash(dict(key)))


class Shelf:
    """Results on disk by name and key, one file each, within `CACHE_LIMIT`.

    Parameters
    ----------
    folder : Path or None
        From `cache_folder`. With None nothing is kept.

    Notes
    -----
    Not joblib's `Memory`: its keys cannot hold the provenance of the code, and its size
    is limited only on request. Files are joblib's, which are pickles: use no folder
    that others can write to. The networks of `features.autoencoder` count towards the
    limit, but are not removed for it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from mnist_kmeans.disk.shelf import Shelf
    >>> with TemporaryDirectory() as folder:
    ...     shelf = Shelf(Path(folder))
    ...     shelf.keep("square", {"of": 3}, 9)
    ...     shelf.find("square", {"of": 3}), shelf.find("square", {"of": 4})
    (9, None)
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._written = inf  # bytes since the last check; unknown before the first
        self._lock = Lock()  # of `_written`; files need none, see `whole_file`

    def find(self, name: str, key: dict[str, Any]) -> Any:
        """Load a result.

        Parameters
        ----------
        name : str
            Name of the kind of result; the file's name begins with it.
        key : dict
            All that the result depends on.

        Returns
        -------
        object or None
            None if there is no result, or with a warning in the log if its file is
            damaged.
        """
        if self._folder is None:
            return None
        path = self._path(self._folder, name, key)
        try:
            result = joblib.load(path)
        except FileNotFoundError:
            return None
        except Exception as error:  # a damaged pickle may raise any exception
            logger.warning("%s cannot be used and is made anew: %s", path, error)
            return None
        with suppress(OSError):  # it may be gone by now
            os.utime(path)
        return result

    def has(self, name: str, key: dict[str, Any]) -> bool:
        """Tell whether there is a file of a result, without loading it.

        Parameters
        ----------
        name, key
            As in `find`.
        """
        folder = self._folder
        return folder is not None and self._path(folder, name, key).exists()

    def keep(self, name: str, key: dict[str, Any], result: Any) -> None:
        """Keep a result. If it cannot be written, a warning in the log says so.

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
            if self._written > _BETWEEN_CHECKS * CACHE_LIMIT:
                self._make_room(self._folder)
                self._written = 0

    def alone(
        self, name: str, key: dict[str, Any], on_step: OnStep
    ) -> AbstractContextManager[None]:
        """Hold the lock of a result while it is computed, as `locks.alone` does.

        Parameters
        ----------
        name, key
            As in `find`.
        on_step : callable
            As in `locks.alone`.

        Returns
        -------
        context manager
        """
        folder = self._folder
        return alone(folder and self._path(folder, name, key), on_step)

    def has_room(self) -> bool:
        """Tell whether a tenth of `CACHE_LIMIT` is left."""
        if self._folder is None:
            return False
        return sum(size for _, size, _ in self._files(self._folder)) < 0.9 * CACHE_LIMIT

    @staticmethod
    def _path(folder: Path, name: str, key: dict[str, Any]) -> Path:
        return folder / RESULTS / f"{name}-{_hash(frozenset(key.items()))}.joblib"

    @staticmethod
    def _files(folder: Path) -> list[tuple[float, int, Path]]:
        files = []
        for part in (RESULTS, NETWORKS):
            for path in (folder / part).glob("*"):
                with suppress(FileNotFoundError):  # another process removed it
                    stat = path.stat()
                    files.append((stat.st_mtime, stat.st_size, path))
        return files

    def _make_room(self, folder: Path) -> None:
        # Results of earlier versions, which are no longer read.
        shutil.rmtree(folder / "joblib" / "mnist_kmeans" / "fits", ignore_errors=True)
        files = self._files(folder)
        excess = sum(size for _, size, _ in files)
        excess -= int((1 - 2 * _BETWEEN_CHECKS) * CACHE_LIMIT)
        for used, size, path in sorted(files):
            stale = path.suffix in (PART, LOCK) and used < time() - _STALE
            if stale or (excess > 0 and path.parent.name == RESULTS):
                with suppress(OSError):  # another user's, or open on Windows
                    path.unlink(missing_ok=True)
                    excess -= size
