"""Errors for extras of the package that are not installed."""

from collections.abc import Iterator
from contextlib import contextmanager


class MissingExtraError(ImportError):
    """Raised when an extra is not installed; the message says how to install it."""


@contextmanager
def of_extra(extra: str) -> Iterator[None]:
    """Import the dependencies of an extra within the context.

    Parameters
    ----------
    extra : {"app", "autoencoder", "dask"}

    Raises
    ------
    MissingExtraError
        When an imported module is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is not installed. Run: {install_command(extra)}",
            name=error.name,
        ) from error


def install_command(extra: str) -> str:
    """Return the command that installs an extra.

    Examples
    --------
    >>> from mnist_kmeans.missing_extra import install_command
    >>> install_command("app")
    'pip install "mnist-kmeans[app]"'
    """
    return f'pip install "mnist-kmeans[{extra}]"'
