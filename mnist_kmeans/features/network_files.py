"""The autoencoder's networks as files in the cache folder."""

import hashlib
import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from numpy.typing import NDArray

from mnist_kmeans.disk.folder import whole_file
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.run_network_program import run_program
from mnist_kmeans.on_step import OnStep

logger = logging.getLogger(__name__)

# Networks kept, 5 MB each.
_KEPT = 8

#: Files in the folder of the program that trains: the network, and its losses and time,
#: which are added to the network's file when it is kept.
NETWORK, HISTORY = "network.keras", "history.json"


def network_name(task: dict[str, Any], images: NDArray[Any]) -> str:
    """Return a name for a network, a digest of all that it depends on.

    Parameters
    ----------
    task : dict
        The parameters and the provenance of the code, in JSON's types.
    images : ndarray of shape (n, 28, 28)
        The training images, C-contiguous.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(json.dumps(task).encode())
    digest.update(f"{images.dtype}{images.shape}".encode())
    digest.update(images.data)
    return f"autoencoder_{digest.hexdigest()[:32]}"


def read_network(path: Path, folder: Path, on_step: OnStep) -> bool:
    """Extract a network's weights and history from its file.

    Parameters
    ----------
    path : Path
        The network's file in the cache folder.
    folder : Path
        With the program's task; the results are written there.
    on_step : callable
        As in `run_program`.

    Returns
    -------
    bool
        False if there is no such file, or with a warning in the log if it is damaged.
    """
    if not path.exists():
        return False
    copy = folder / NETWORK
    try:
        copy.write_bytes(path.read_bytes())
        with ZipFile(copy) as archive:
            archive.extract(HISTORY, folder)
        run_program(folder, on_step)
    except (OSError, BadZipFile, KeyError, TrainingError) as error:
        logger.warning("%s cannot be used and is made anew: %s", path, error)
        copy.unlink(missing_ok=True)
        return False
    with suppress(OSError):  # it may be gone by now
        os.utime(path)
    return True


def keep_network(folder: Path, path: Path) -> None:
    """Copy a network to the cache folder and remove the least recently used ones.

    Parameters
    ----------
    folder : Path
        With the program's results.
    path : Path
        The network's file in the cache folder. Where it cannot be written, a warning in
        the log says so.
    """
    try:
        # Keras's file is a zip archive, in which it ignores files of other names.
        with ZipFile(folder / NETWORK, "a") as archive:
            archive.write(folder / HISTORY, HISTORY)
        with whole_file(path) as file:
            file.write((folder / NETWORK).read_bytes())
        files = list(path.parent.glob("*.keras"))
        files.sort(key=lambda file: file.stat().st_mtime)
        for unused in files[:-_KEPT]:
            unused.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("The autoencoder was not kept: %s", error)
