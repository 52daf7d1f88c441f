"""Load MNIST, or the smaller digits that scikit-learn carries."""

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

from mnist_kmeans.digits.data_set import MNIST_SHA256, DatasetError, DigitData
from mnist_kmeans.missing_extra import install_command

logger = logging.getLogger(__name__)

#: Environment variable with the path of an ``.npz`` file to load instead of MNIST.
DATA_VARIABLE = "MNIST_KMEANS_DATA"

# MNIST as shipped with this package, in the layout of Keras's mnist.npz.
_PACKAGED = Path(__file__).parent / "mnist.npz"

# The program that downloads MNIST; its argument is the archive to write.
_DOWNLOAD = """
import sys
import numpy
from keras.datasets import mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
numpy.savez(
    sys.argv[1], x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test
)
"""

# scikit-learn's digits are sorted by writer, so this split keeps most writers on one
# side; a shuffled split would not.
_BUNDLED_TRAIN = 1437


def load_mnist(path: str | os.PathLike[str] | None = None) -> DigitData:
    """Load MNIST from the first available source.

    In order: `path`; the file named by the environment variable
    ``MNIST_KMEANS_DATA``; the copy shipped with this package. Only where that copy is
    missing or damaged: the copy in Keras's cache folder; the download through
    ``keras.datasets.mnist``.

    Parameters
    ----------
    path : path-like, optional
        An ``.npz`` file with the arrays ``x_train, y_train, x_test, y_test``, as in
        Keras's ``mnist.npz``. Another data set in that form is accepted, and its
        `source` says that it is not MNIST.

    Returns
    -------
    DigitData

    Raises
    ------
    DatasetError
        When a named file is missing or damaged, or the copy in Keras's cache is
        damaged: the next source is then not tried. Also when all sources fail;
        another data set is never returned instead.

    Examples
    --------
    >>> from mnist_kmeans import load_mnist
    >>> data = load_mnist()
    >>> data.x_train.shape, data.x_test.shape
    ((60000, 28, 28), (10000, 28, 28))
    """
    path = path or os.environ.get(DATA_VARIABLE)
    if path:
        return _read_npz(Path(path).expanduser())
    if _PACKAGED.exists():
        try:
            return _read_packaged()
        except DatasetError as error:
            logger.warning("%s Looking for MNIST elsewhere.", error)
    if _keras_cache().exists():
        return _read_npz(_keras_cache())
    return _download()


def loading_code(data: DigitData) -> str:
    """Return Python source that loads the same digits.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    str
        Lines that assign the digits to ``data``.

    Examples
    --------
    >>> from mnist_kmeans.digits.loading import load_bundled_digits, loading_code
    >>> print(loading_code(load_bundled_digits()))
    from mnist_kmeans.digits.loading import load_bundled_digits
    <BLANKLINE>
    data = load_bundled_digits()
    <BLANKLINE>
    """
    if data.is_fallback:
        return (
            "from mnist_kmeans.digits.loading import load_bundled_digits\n"
            "\n"
            "data = load_bundled_digits()\n"
        )
    comment = f"  # {DATA_VARIABLE} names the file, which is not MNIST's own"
    return (
        "from mnist_kmeans import load_mnist\n"
        "\n"
        f"data = load_mnist(){comment * (not data.is_mnist)}\n"
    )


def load_bundled_digits() -> DigitData:
    """Load scikit-learn's 1,797 digits of 8x8 pixels, enlarged to 28x28.

    Returns
    -------
    DigitData
        The first 1,437 images for training and the last 360 for testing, each
        enlarged (bicubic) to 20x20 and centred in 28x28. `is_fallback` is True.

    Notes
    -----
    UCI "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak
    (1998), CC BY 4.0.

    Examples
    --------
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data = load_bundled_digits()
    >>> data.x_train.shape, data.x_test.shape
    ((1437, 28, 28), (360, 28, 28))
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    small = np.rint(small.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
    images = np.zeros((len(small), 28, 28), np.uint8)
    for image, digit in zip(images, small, strict=True):
        enlarged = Image.fromarray(digit).resize((20, 20), Image.Resampling.BICUBIC)
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
    # By Keras rather than pooch, so that Keras and this package share one copy. In
    # another process: Keras takes 250 MB, and once it is loaded Streamlit clears its
    # session after every run, which slows fits a hundredfold.
    backends = [name for name in ("jax", "tensorflow", "torch") if find_spec(name)]
    if not backends or not find_spec("keras"):
        raise DatasetError(
            "This copy of the package lacks MNIST, and downloading it takes Keras. "
            f"Run {install_command('autoencoder')}, or name a copy of MNIST in "
            f"{DATA_VARIABLE}."
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
    reason = lines[-1] if lines else f"it ended with code {child.returncode}"
    raise DatasetError(
        f"MNIST could not be downloaded: {reason.rstrip('.')}. Try again, or name a "
        f"copy of MNIST in {DATA_VARIABLE}."
    )


def _read_npz(path: Path, origin: str | None = None) -> DigitData:
    """Read an .npz file; `source` names `origin`, by default the path."""
    if not path.is_file():
        raise DatasetError(
            f"There is no file {path}. Correct the path, or leave it out to use the "
            "MNIST that comes with this package."
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
        kind = "pickled" if "pickle" in str(error) else "unreadable"
        raise _damaged(path, f"it holds {kind} data") from error
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
        array.setflags(write=False)  # spares `DigitData` a copy
    data = DigitData(**arrays, source=f"MNIST from {origin or path}")
    if not data.is_mnist:
        data = replace(data, source=f"{origin or path}: not MNIST's own images")
    return data


def _damaged(path: Path, reason: str) -> DatasetError:
    remedy = "Replace it with a good copy"
    if path == _keras_cache():
        remedy = "Delete it to download MNIST again"
    return DatasetError(f"{path} is not a usable MNIST file: {reason}. {remedy}.")
