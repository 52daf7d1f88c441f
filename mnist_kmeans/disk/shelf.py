"""Results on disk under keys, bounded in size."""

import logging
import os
import shutil
from contextlib import suppress
from math import inf
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

import joblib

from mnist_kmeans.disk.folder import NETWORKS, PART, RESULTS, whole_file

#: Results and networks take at most so many bytes; the least recently used go first.
CACHE_LIMIT = 1024**3

# A look at the whole folder takes milliseconds. So there is one whenever this share of
# the limit was written, and it leaves room for twice as much.
_BETWEEN_LOOKS = 0.025

# Seconds after which a file is no longer being written: its process was killed.
_STALE = 3600

logger = logging.getLogger(__name__)


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
            stale = path.suffix == PART and used < time() - _STALE
            if stale or (over > 0 and path.parent.name == RESULTS):
                with suppress(OSError):  # another user's, or on Windows just being read
                    path.unlink(missing_ok=True)
                    over -= size
