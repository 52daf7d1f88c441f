"""What a user is told where one of the package's extras is not installed."""

from collections.abc import Iterator
from contextlib import contextmanager


class MissingExtraError(ImportError):
    """An optional dependency is not installed; the message says what to install."""


@contextmanager
def of_extra(extra: str) -> Iterator[None]:
    """Import what an extra brings, within the context.

    Parameters
    ----------
    extra : str
        Its name in the package's metadata: "app", "autoencoder" or "dask".

    Raises
    ------
    MissingExtraError
        When something that is imported is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is not installed. Run: {install_command(extra)}",
            name=error.name,
        ) from error


def install_command(extra: str) -> str:
    """Return the command that installs an extra, such as "app"."""
    return f'pip install "mnist-kmeans[{extra}]"'
