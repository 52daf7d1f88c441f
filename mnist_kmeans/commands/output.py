"""Where results go: the standard output, or a file that is never half written."""

import errno
import os
import shutil
import sys
from collections.abc import Hashable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, NoReturn


class OutputError(Exception):
    """Results cannot be written; the message says where and why, for people."""


class ReaderGoneError(Exception):
    """Nobody reads the standard output any more, as in ``| head -1``."""


def write(text: str) -> None:
    """Write to the standard output, at once.

    Parameters
    ----------
    text : str

    Raises
    ------
    OutputError
        When it cannot be written.
    ReaderGoneError
        When nobody reads it any more.
    """
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up(error)


def flush() -> None:
    """Write what has been printed so far; raises as `write`."""
    if sys.stdout is not None:
        write("")


def _give_up(error: OSError) -> NoReturn:
    if sys.stdout is not None:
        # What is left would be tried again at the end of Python, with a complaint.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if isinstance(error, BrokenPipeError):
        raise ReaderGoneError from error
    raise OutputError(
        f"The results cannot be written: {error.strerror or error}."
    ) from error


def check_file(path: Path) -> None:
    """Make sure that a file can be written, and leave what it holds.

    Parameters
    ----------
    path : Path

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    try:
        if path.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not os.access(path, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        if _is_replaced(path):
            new = _beside(path)
            new.touch()
            new.unlink()
    except OSError as error:
        raise _unwritten(path, error) from error


def write_file(path: Path, content: bytes) -> None:
    """Put new content in a file, which holds the old one until it is complete.

    Parameters
    ----------
    path : Path
        What is no ordinary file, a pipe or a device, is simply written to.
    content : bytes

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    try:
        if not _is_replaced(path):
            path.write_bytes(content)
            return
        new = _beside(path)
        try:
            new.write_bytes(content)
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path.resolve())
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(path, error) from error


def _is_replaced(path: Path) -> bool:
    return path.is_file() or not path.exists()


def _beside(path: Path) -> Path:
    path = path.resolve()  # a link stays one
    return path.with_name(f".{path.name}.{os.getpid()}")


def _unwritten(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}.")


class Table:
    """Rows that come in any order, and are written in theirs as soon as can be.

    Parameters
    ----------
    path : Path or None
        The CSV file. It holds what it held before until the first row, and from then on
        all rows there are. None is the standard output, where a row waits for those
        before it. A pipe or a device gets all at the end.
    order : sequence
        The names of all rows to come.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """

    def __init__(self, path: Path | None, order: Sequence[Hashable]) -> None:
        if path is not None:
            check_file(path)
        self._path = path
        self._order = order
        self._rows: dict[Hashable, dict[str, Any]] = {}
        self._n_written = 0

    def __len__(self) -> int:
        """Count the rows that have been added."""
        return len(self._rows)

    def add(self, name: Hashable, row: dict[str, Any]) -> None:
        """Take a row; raises as `write` and `write_file`."""
        self._rows[name] = row
        if self._path is None:
            ready = list(takewhile(self._rows.__contains__, self._order))
            self._write([self._rows[name] for name in ready[self._n_written :]])
        elif _is_replaced(self._path):
            self._write_all(self._path)

    def finish(self) -> None:
        """Write what is left, though rows be missing; raises as `add`."""
        if self._path is None:
            self._write(self._there()[self._n_written :])
        elif len(self._rows) > self._n_written:
            self._write_all(self._path)

    def _there(self) -> list[dict[str, Any]]:
        return [self._rows[name] for name in self._order if name in self._rows]

    def _write(self, rows: list[dict[str, Any]]) -> None:
        from mnist_kmeans.fits.exports import csv_text

        if rows:
            write(csv_text(rows, header=not self._n_written))
            self._n_written += len(rows)

    def _write_all(self, path: Path) -> None:
        from mnist_kmeans.fits.exports import csv_text

        rows = self._there()
        write_file(path, csv_text(rows).encode())
        self._n_written = len(rows)
