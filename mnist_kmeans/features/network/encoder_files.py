"""Encoders as files: those kept in the cache folder, and those that came along."""

import hashlib
import json
import logging
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.disk.folder import whole_file
from mnist_kmeans.disk.provenance import digest_of_code

logger = logging.getLogger(__name__)

#: The arrays of an encoder by name: ``weights_0, weights_1, ...``, ``seconds``, and
#: what else the program that trained it gives.
Arrays = dict[str, NDArray[Any]]

#: Files in the folder of the program that trains; the encoder's arrays are added to the
#: network's file when it is kept.
NETWORK, ENCODER = "network.keras", "encoder.npz"

# Networks kept, 5 MB each.
_KEPT = 8

# What an encoder of the package was made from, beside its arrays.
_ABOUT = "about"


def network_name(space: str, task: dict[str, Any], images: NDArray[np.uint8]) -> str:
    """Return a name for a network, a digest of all that it depends on.

    Parameters
    ----------
    space : str
        A name in `TRAINED_SPACES`.
    task : dict
        The parameters and the provenance of the code, in JSON's types.
    images : ndarray of shape (n, 28, 28), uint8
        The training images, C-contiguous.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(json.dumps(task).encode())
    digest.update(images.data)
    return f"{space}_{digest.hexdigest()[:32]}"


def read_arrays(path: Path) -> Arrays:
    """Read an encoder's arrays; none of them is a pickle."""
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write an encoder's arrays."""
    everything: dict[str, Any] = dict(arrays)
    np.savez_compressed(path, **everything)


def read_kept(path: Path, folder: Path) -> Arrays | None:
    """Read the encoder of a network that was kept.

    Parameters
    ----------
    path : Path
        The network's file in the cache folder.
    folder : Path
        For a temporary copy.

    Returns
    -------
    dict or None
        None if there is no such file, or with a warning in the log if it is damaged or
        another network's.
    """
    if not path.exists():
        return None
    try:
        with ZipFile(path) as archive:
            archive.extract(ENCODER, folder)
        arrays = read_arrays(folder / ENCODER)
        if str(arrays["name"]) != path.stem:
            raise ValueError(f"the network in it is {arrays['name']}")
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        logger.warning("%s cannot be used and is made anew: %s", path, error)
        return None
    with suppress(OSError):  # it may be gone by now
        os.utime(path)
    return arrays


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
            archive.write(folder / ENCODER, ENCODER)
        with whole_file(path) as file:
            file.write((folder / NETWORK).read_bytes())
        files = list(path.parent.glob("*.keras"))
        files.sort(key=lambda file: file.stat().st_mtime)
        for unused in files[:-_KEPT]:
            unused.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("The network was not kept: %s", error)


def shipped_file(space: str) -> Path:
    """Return the file of the encoder that comes with the package.

    Parameters
    ----------
    space : str
        A name in `TRAINED_SPACES`.
    """
    return Path(__file__).with_name(f"{space}.npz")


def about_shipped(space: str) -> dict[str, Any]:
    """Return what the encoder that comes with the package was made from.

    Parameters
    ----------
    space : str
        A name in `TRAINED_SPACES`.

    Returns
    -------
    dict
        ``parameters``; ``data``, the SHA-256 of the training images; ``code``, as from
        `digest_of_code`; and ``made_by``, the machine and the versions of Python and
        the libraries, for information.
        Empty where no encoder came along.
    """
    path = shipped_file(space)
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as archive:
        about: dict[str, Any] = json.loads(str(archive[_ABOUT]))
    return about


def read_shipped(
    space: str, program: str, parameters: dict[str, Any], images: NDArray[np.uint8]
) -> Arrays | None:
    """Read the encoder that comes with the package, if it is the one asked for.

    Parameters
    ----------
    space : str
        A name in `TRAINED_SPACES`.
    program : str
        The full name of the module that trains it.
    parameters : dict
        Those of the transformer.
    images : ndarray of shape (n, 28, 28), uint8
        The training images, C-contiguous.

    Returns
    -------
    dict or None
        None when parameters, images or the code are others.
    """
    about = about_shipped(space)
    if (
        about.get("parameters") != parameters
        or about["code"] != digest_of_code(program)
        or about["data"] != hashlib.sha256(images.data).hexdigest()
    ):
        return None
    return read_arrays(shipped_file(space))


def write_shipped(
    space: str,
    program: str,
    parameters: dict[str, Any],
    images: NDArray[np.uint8],
    arrays: Arrays,
    made_by: dict[str, str],
) -> Path:
    """Write an encoder that comes with the package.

    Parameters
    ----------
    space, program, parameters, images
        As in `read_shipped`.
    arrays : dict
        Of the encoder.
    made_by : dict
        The machine, and versions of Python and the libraries.

    Returns
    -------
    Path
        The file.
    """
    about = {
        "parameters": parameters,
        "data": hashlib.sha256(images.data).hexdigest(),
        "code": digest_of_code(program),
        "made_by": made_by,
    }
    path = shipped_file(space)
    write_arrays(path, {**arrays, _ABOUT: np.array(json.dumps(about))})
    return path


@cache
def digest_of_shipped(space: str) -> str | None:
    """Return a digest of the encoder that comes with the package.

    Parameters
    ----------
    space : str
        A name in `TRAINED_SPACES`.

    Returns
    -------
    str or None
        None where none came along.
    """
    path = shipped_file(space)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None
