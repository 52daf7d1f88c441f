"""Output of results, to the standard output or to files that are never half written."""

import errno
import os
import shutil
import sys
from collections.abc import Hashable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, NoReturn


class OutputError(Exception):
    """Raised when results cannot be written; the message says where and why."""


class ReaderGoneError(Exception):
    """Raised when the reader of the standard output is gone, as with ``| head -1``."""


def write(text: str) -> None:
    """Write to the standard output and flush it.

    Parameters
    ----------
    text : str

    Raises
    ------
    OutputError
        When the text cannot be written.
    ReaderGoneError
        When the reader is gone.
    """
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up(error)


def flush() -> None:
    """Flush the standard output; raises as `write` does."""
    if sys.stdout is not None:
        write("")


def _give_up(error: OSError) -> NoReturn:
    if sys.stdout is not None:
        # Else Python would write the rest at its end, and print the error again.
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
    if isinstance(error, BrokenPipeError):
        raise ReaderGoneError from error
    raise OutputError(
        f"The results cannot be written: {error.strerror or error}."
    ) from error


def check_file(path: Path) -> None:
    """Check that a file can be written, without changing it.

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
        raise _not_writable(path, error) from error


def write_file(path: Path, content: bytes) -> None:
    """Replace a file, which keeps its old content until the new one is complete.

    Parameters
    ----------
    path : Path
        A pipe or a device is written to directly.
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
        # Not `disk.folder.whole_file`, whose files only their owner can read.
        new = _beside(path)
        try:
            new.write_bytes(content)
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path.resolve())
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise _not_writable(path, error) from error


def _is_replaced(path: Path) -> bool:
    return path.is_file() or not path.exists()


def _beside(path: Path) -> Path:
    path = path.resolve()  # a link stays a link
    return path.with_name(f".{path.name}.{os.getpid()}")


def _not_writable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}.")


class Table:
    """A CSV table whose rows arrive in any order and are written in a given one.

    Parameters
    ----------
    path : Path or None
        The CSV file. It keeps its old content until the first row is added, and is
        rewritten with each row. A pipe or a device gets all rows at the end. None is
        the standard output, to which each row is written once those before it are.
    order : sequence
        The names of all expected rows.

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

    @property
    def is_printed(self) -> bool:
        """Whether rows go to a terminal, where a progress bar would mix with them."""
        return self._path is None and sys.stdout is not None and sys.stdout.isatty()

    def add(self, name: Hashable, row: dict[str, Any]) -> None:
        """Add a row; raises as `write` and `write_file` do."""
        self._rows[name] = row
        if self._path is None:
            ready = list(takewhile(self._rows.__contains__, self._order))
            self._write([self._rows[name] for name in ready[self._n_written :]])
        elif _is_replaced(self._path):
            self._write_all(self._path)

    def finish(self) -> None:
        """Write the remaining rows, even if some are missing; raises as `add` does."""
        if self._path is None:
            self._write(self._in_order()[self._n_written :])
        elif len(self._rows) > self._n_written:
            self._write_all(self._path)

    def _in_order(self) -> list[dict[str, Any]]:
        return [self._rows[name] for name in self._order if name in self._rows]

    def _write(self, rows: list[dict[str, Any]]) -> None:
        from mnist_kmeans.fits.exports import csv_text

        if rows:
            write(csv_text(rows, header=not self._n_written))
            self._n_written += len(rows)

    def _write_all(self, path: Path) -> None:
        from mnist_kmeans.fits.exports import csv_text

        rows = self._in_order()
        write_file(path, csv_text(rows).encode())
        self._n_written = len(rows)
