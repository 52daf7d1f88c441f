"""Where results are kept on disk."""

import logging
import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

logger = logging.getLogger(__name__)

#: Name of the environment variable that may name the folder for results.
CACHE_VARIABLE = "MNIST_KMEANS_CACHE"


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
