"""The autoencoder's networks on disk, in the cache folder."""

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
from mnist_kmeans.features.training_process import run_program
from mnist_kmeans.reports import OnStep

logger = logging.getLogger(__name__)

# Networks kept on disk, 5 MB each.
_KEPT = 8

#: The network in its process's folder, and beside it how it was learnt, which is kept
#: in the same file.
NETWORK, HISTORY = "network.keras", "history.json"


def network_name(task: dict[str, Any], images: NDArray[Any]) -> str:
    """Name a network by all that it depends on."""
    digest = hashlib.sha256(json.dumps(task).encode())
    digest.update(f"{images.dtype}{images.shape}".encode())
    digest.update(images.data)
    return f"autoencoder_{digest.hexdigest()[:32]}"


def read_network(kept: Path, room: Path, on_step: OnStep) -> bool:
    """Read a network where it is on disk; return whether it could be used."""
    if not kept.exists():
        return False
    copy = room / NETWORK
    try:
        copy.write_bytes(kept.read_bytes())
        with ZipFile(copy) as archive:
            archive.extract(HISTORY, room)
        run_program(room, on_step)
    except (OSError, BadZipFile, KeyError, TrainingError) as error:
        logger.warning("%s cannot be used and is made anew: %s", kept, error)
        copy.unlink(missing_ok=True)
        return False
    with suppress(OSError):  # it may be gone by now
        os.utime(kept)
    return True


def keep_network(room: Path, kept: Path) -> None:
    """Put a network into the cache folder, and the least recently used out of it."""
    try:
        # Keras's file is an archive, of which it reads only what it knows.
        with ZipFile(room / NETWORK, "a") as archive:
            archive.write(room / HISTORY, HISTORY)
        with whole_file(kept) as file:
            file.write((room / NETWORK).read_bytes())
        files = list(kept.parent.glob("*.keras"))
        files.sort(key=lambda file: file.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("The autoencoder was not kept: %s", error)
