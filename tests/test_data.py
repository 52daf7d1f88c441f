import pickle
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from mnist_kmeans import DatasetError, DigitData, load_mnist
from mnist_kmeans.data import DATA_VARIABLE, load_bundled_digits


@pytest.fixture(autouse=True)
def no_sources(monkeypatch, tmp_path):
    """No named file, an empty Keras cache, and a download that fails."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    set_download(monkeypatch, error=Exception("URL fetch failure"))


def set_download(monkeypatch, arrays=None, error=None):
    """Replace keras.datasets.mnist, the edge to the network."""

    def load_data():
        if error is not None:
            raise error
        return arrays

    datasets = types.ModuleType("keras.datasets")
    datasets.mnist = types.SimpleNamespace(load_data=load_data)
    monkeypatch.setitem(sys.modules, "keras", types.ModuleType("keras"))
    monkeypatch.setitem(sys.modules, "keras.datasets", datasets)


def keras_cache(tmp_path: Path) -> Path:
    path = tmp_path / "keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    return path


def test_a_named_file_is_loaded(small_npz, digits):
    data = load_mnist(small_npz)
    np.testing.assert_array_equal(data.x_train, digits.x_train[:300])
    np.testing.assert_array_equal(data.y_test, digits.y_test[:60])
    assert not data.is_fallback
    assert str(small_npz) in data.source
    assert "not MNIST" in data.source


def test_the_variable_names_a_file(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    assert len(load_mnist().x_train) == 300


def test_the_path_goes_before_the_variable(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, "/nowhere/mnist.npz")
    assert len(load_mnist(small_npz).x_train) == 300


def test_keras_cache_goes_before_the_download(small_npz, tmp_path):
    keras_cache(tmp_path).write_bytes(small_npz.read_bytes())
    assert len(load_mnist().x_train) == 300


def test_the_download_is_used(monkeypatch, digits):
    train = (digits.x_train[:50].copy(), digits.y_train[:50].copy())
    test = (digits.x_test[:10].copy(), digits.y_test[:10].copy())
    set_download(monkeypatch, arrays=(train, test))
    data = load_mnist()
    assert len(data.x_train) == 50
    assert "download" in data.source


def test_keras_gets_an_installed_backend(monkeypatch, digits):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    load_mnist()
    import os

    assert os.environ["KERAS_BACKEND"] == "jax"


def test_without_any_source_the_bundled_digits_are_used():
    data = load_mnist()
    assert data.is_fallback
    assert "not MNIST" in data.source
    assert data.x_train.shape == (1437, 28, 28)
    assert data.x_test.shape == (360, 28, 28)


def test_bundled_digits_look_like_mnist():
    data = load_bundled_digits()
    assert data.x_train.dtype == data.y_train.dtype == np.uint8
    assert data.x_train.max() == 255
    assert not data.x_train[:, :4].any()  # a margin of four pixels all around
    assert not data.x_train[:, :, 24:].any()
    assert set(data.y_train) == set(range(10))


def test_arrays_are_read_only(digits):
    with pytest.raises(ValueError, match="read-only"):
        digits.x_train[0, 0, 0] = 1


def test_importing_and_reading_a_file_loads_neither_keras_nor_sklearn(small_npz):
    code = (
        "import sys, mnist_kmeans; "
        f"mnist_kmeans.load_mnist({str(small_npz)!r}); "
        "print([m for m in ('keras', 'jax', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def saved(tmp_path, digits, **changes):
    arrays = dict(
        x_train=digits.x_train[:30],
        y_train=digits.y_train[:30],
        x_test=digits.x_test[:10],
        y_test=digits.y_test[:10],
    )
    arrays.update(changes)
    path = tmp_path / "given.npz"
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
    return path


DAMAGES = {
    "missing array": (dict(y_test=None), "no array y_test"),
    "float images": (dict(x_train=np.zeros((30, 28, 28))), "x_train is float64"),
    "wide labels": (dict(y_train=np.zeros(30, np.int64)), "y_train is int64"),
    "flat images": (dict(x_test=np.zeros((10, 784), np.uint8)), r"\(10, 784\)"),
    "no images": (dict(x_test=np.zeros((0, 28, 28), np.uint8)), "x_test has shape"),
    "too few labels": (dict(y_train=np.zeros(29, np.uint8)), r"\(29,\), not \(30,\)"),
    "no digit": (dict(y_test=np.full(10, 10, np.uint8)), "label 10"),
    "pickled": (dict(y_test=np.array([None] * 10)), "pickled"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_named_with_its_damage(name, tmp_path, digits):
    changes, what = DAMAGES[name]
    path = saved(tmp_path, digits, **changes)
    with pytest.raises(DatasetError, match=what) as caught:
        load_mnist(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.999])
def test_a_file_cut_short_is_refused(share, small_npz):
    whole = small_npz.read_bytes()
    small_npz.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DatasetError, match=r"cut short|unreadable|pickled"):
        load_mnist(small_npz)


def test_a_flipped_byte_is_noticed(small_npz):
    whole = bytearray(small_npz.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    small_npz.write_bytes(whole)
    with pytest.raises(DatasetError):
        load_mnist(small_npz)


def test_a_pickle_is_never_run(tmp_path):
    ran = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (Path.touch, (ran,))

    path = tmp_path / "evil.npz"
    path.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(DatasetError):
        load_mnist(path)
    assert not ran.exists()


def test_a_single_array_is_refused(tmp_path):
    path = tmp_path / "one.npy"
    np.save(path, np.zeros(3))
    with pytest.raises(DatasetError, match="one array"):
        load_mnist(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"no file .*gone\.npz"):
        load_mnist(tmp_path / "gone.npz")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="no file"):
        load_mnist(tmp_path)


def test_a_damaged_keras_cache_never_falls_through(tmp_path):
    path = keras_cache(tmp_path)
    path.write_bytes(b"half a download")
    with pytest.raises(DatasetError, match="Delete it to download") as caught:
        load_mnist()
    assert str(path) in str(caught.value)


def test_fingerprint_tells_data_apart(digits):
    def some(n):
        return DigitData(
            digits.x_train[:n].copy(),
            digits.y_train[:n].copy(),
            digits.x_test,
            digits.y_test,
            "here",
        )

    assert some(50).fingerprint == some(50).fingerprint
    assert some(50).fingerprint != some(51).fingerprint
    assert not some(50).is_mnist


@pytest.mark.mnist
def test_the_real_mnist_is_recognised(mnist):
    assert mnist.x_train.shape == (60000, 28, 28)
    assert mnist.x_test.shape == (10000, 28, 28)
    assert not mnist.is_fallback
    assert (mnist.y_test == 1).sum() == 1135
