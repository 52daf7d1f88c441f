"""Where digits come from: MNIST in this package or elsewhere, and smaller ones."""

import logging
import os
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mnist_kmeans.digits.digit_data import MNIST_SHA256, DatasetError, DigitData
from mnist_kmeans.extras import install_command

logger = logging.getLogger(__name__)

#: Name of the environment variable that may name an ``.npz`` file to use.
DATA_VARIABLE = "MNIST_KMEANS_DATA"

# MNIST as this package carries it, in the layout in which Keras publishes it.
_PACKAGED = Path(__file__).parent / "mnist.npz"

# Run by a process of its own, which is told where to put the archive.
_DOWNLOAD = """
import sys
import numpy
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
numpy.savez(
    sys.argv[1], x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test
)
"""

# The bundled digits stand in the order in which they were written, so that a cut
# keeps most writers on one side of it; a shuffled split would not.
_BUNDLED_TRAIN = 1437


def load_mnist(path: str | os.PathLike[str] | None = None) -> DigitData:
    """Load MNIST from the first of its sources that is there.

    In order: `path`; the file named by the environment variable
    ``MNIST_KMEANS_DATA``; MNIST as this package carries it. Only in a copy of the
    package without it, or where it is damaged: the copy in Keras's cache folder; the
    download through ``keras.datasets.mnist``.

    Parameters
    ----------
    path : path-like, optional
        An ``.npz`` file with ``x_train, y_train, x_test, y_test`` as Keras lays
        them out. Another data set in that form is accepted and its `source` says
        that it is not MNIST.

    Returns
    -------
    DigitData

    Raises
    ------
    DatasetError
        When a file that is named, or the copy in Keras's cache, is missing or
        damaged: such a file is never passed over for the next source. Also when all
        sources have failed; another data set is never returned in MNIST's place.

    Examples
    --------
    >>> from mnist_kmeans import load_mnist
    >>> data = load_mnist()
    >>> data.x_train.shape, data.x_test.shape
    ((60000, 28, 28), (10000, 28, 28))
    """
    named = path or os.environ.get(DATA_VARIABLE)
    if named:
        return _read_npz(Path(named).expanduser())
    if _PACKAGED.exists():
        try:
            return _read_packaged()
        except DatasetError as error:
            logger.warning("%s Looking for MNIST elsewhere.", error)
    if _keras_cache().exists():
        return _read_npz(_keras_cache())
    return _download()


def loading_code(data: DigitData) -> str:
    """Write the lines of Python that load the same digits again.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    str
        They leave them in ``data``.
    """
    if data.is_fallback:
        return (
            "from mnist_kmeans.digits.loading import load_bundled_digits\n"
            "\n"
            "data = load_bundled_digits()\n"
        )
    what = f"  # {DATA_VARIABLE} names the file, which is not MNIST's own"
    return (
        "from mnist_kmeans import load_mnist\n"
        "\n"
        f"data = load_mnist(){what * (not data.is_mnist)}\n"
    )


def load_bundled_digits() -> DigitData:
    """Load the 1,797 digits of 8x8 pixels that scikit-learn carries, made 28x28.

    Returns
    -------
    DigitData
        The first 1,437 images to train on and the last 360 to test on, each
        enlarged (bicubic) to 20x20 in the middle of 28x28. `is_fallback` is True.

    Notes
    -----
    UCI "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak
    (1998), CC BY 4.0.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    small = np.rint(small.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
    images = np.zeros((len(small), 28, 28), np.uint8)
    for image, eight in zip(images, small, strict=True):
        enlarged = Image.fromarray(eight).resize((20, 20), Image.Resampling.BICUBIC)
        image[4:24, 4:24] = np.asarray(enlarged)
    labels = labels.astype(np.uint8)
    return DigitData(
        images[:_BUNDLED_TRAIN],
        labels[:_BUNDLED_TRAIN],
        images[_BUNDLED_TRAIN:],
        labels[_BUNDLED_TRAIN:],
        source="scikit-learn's 1,797 digits of 8x8 pixels, enlarged: not MNIST",
        is_fallback=True,
    )


def _read_packaged() -> DigitData:
    data = _read_npz(_PACKAGED, "this package")
    if not data.is_mnist:
        raise _damaged(_PACKAGED, "its arrays are not MNIST's own")
    return data


def _keras_cache() -> Path:
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    return home / "datasets" / "mnist.npz"


def _download() -> DigitData:
    # In a process of its own: where Keras is loaded, Streamlit clears its session after
    # every run, which slowed fits a hundredfold; and it takes 250 MB.
    backends = [name for name in ("jax", "tensorflow", "torch") if find_spec(name)]
    if not backends or not find_spec("keras"):
        raise DatasetError(
            "This copy of the package is without MNIST, and without Keras it cannot "
            f"download it. Run {install_command('autoencoder')}, or name a copy of "
            f"MNIST in {DATA_VARIABLE}."
        )
    environment = {"KERAS_BACKEND": backends[0]} | os.environ
    with TemporaryDirectory(prefix="mnist-kmeans-") as folder:
        file = Path(folder) / "mnist.npz"
        child = subprocess.run(
            [sys.executable, "-c", _DOWNLOAD, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
            errors="replace",
        )
        if child.returncode == 0:
            return _read_npz(file, "the download by Keras")
    lines = child.stderr.strip().splitlines()
    why = lines[-1] if lines else f"it ended with code {child.returncode}"
    raise DatasetError(
        f"MNIST could not be downloaded: {why.rstrip('.')}. Try again, or name a copy "
        f"of MNIST in {DATA_VARIABLE}."
    )


def _read_npz(path: Path, origin: str | None = None) -> DigitData:
    """Read a file; `origin` says in `source` where it is from, by default its path."""
    if not path.is_file():
        raise DatasetError(
            f"There is no file {path}. Correct the path, or leave it out to use MNIST "
            "as this package carries it."
        )
    try:
        # Pickled arrays could run code on loading; MNIST needs none.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in MNIST_SHA256}
    except KeyError as error:
        raise _damaged(path, f"it has no array {error.args[0].split()[0]}") from error
    except TypeError as error:
        raise _damaged(path, "it holds one array, not an .npz archive") from error
    except ValueError as error:
        what = "pickled" if "pickle" in str(error) else "unreadable"
        raise _damaged(path, f"it holds {what} data") from error
    except (zipfile.BadZipFile, EOFError, zlib.error, MemoryError) as error:
        raise _damaged(path, "it is cut short or not an .npz archive") from error
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be read: {error.strerror or error}."
        ) from error
    for part in ("train", "test"):
        x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
        for name, array in ((f"x_{part}", x), (f"y_{part}", y)):
            if array.dtype != np.uint8:
                raise _damaged(path, f"{name} is {array.dtype}, not uint8")
        if x.ndim != 3 or x.shape[1:] != (28, 28) or len(x) == 0:
            raise _damaged(path, f"x_{part} has shape {x.shape}, not (n, 28, 28)")
        if y.shape != (len(x),):
            raise _damaged(path, f"y_{part} has shape {y.shape}, not ({len(x)},)")
        if y.max() > 9:
            raise _damaged(path, f"y_{part} has a label {y.max()}, not a digit")
    for array in arrays.values():
        array.setflags(write=False)  # nobody else has them: no copy is needed
    data = DigitData(**arrays, source=f"MNIST from {origin or path}")
    if not data.is_mnist:
        data = replace(data, source=f"{origin or path}: not MNIST's own images")
    return data


def _damaged(path: Path, what: str) -> DatasetError:
    remedy = "Replace it with a good copy"
    if path == _keras_cache():
        remedy = "Delete it to download MNIST again"
    return DatasetError(f"{path} is not a usable MNIST file: {what}. {remedy}.")
