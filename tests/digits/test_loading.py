import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_kmeans import DatasetError, DigitData, load_mnist
from mnist_kmeans.digits import loading
from mnist_kmeans.digits.loading import DATA_VARIABLE, load_bundled_digits


@pytest.fixture(autouse=True)
def no_sources(monkeypatch, tmp_path):
    """No named file and an empty Keras cache."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def slim(monkeypatch, tmp_path):
    """A package without MNIST, and a Keras whose download fails."""
    monkeypatch.setattr(loading, "_PACKAGED", tmp_path / "not-there.npz")
    set_download(monkeypatch, tmp_path, "raise Exception('URL fetch failure')")


def set_download(monkeypatch, tmp_path, body):
    """Replace keras.datasets.mnist.load_data, which uses the network."""
    package = tmp_path / "stand-in" / "keras"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    (package / "datasets.py").write_text(
        "import os, sys, types\n"
        "import numpy as np\n"
        f"def load_data():\n    {body}\n"
        "mnist = types.SimpleNamespace(load_data=load_data)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(package.parent))


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


def test_the_environment_variable_names_a_file(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    assert len(load_mnist().x_train) == 300


def test_the_path_precedes_the_environment_variable(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, "/nowhere/mnist.npz")
    assert len(load_mnist(small_npz).x_train) == 300


def test_the_package_carries_mnist():
    data = load_mnist()
    assert data.is_mnist
    assert not data.is_fallback
    assert data.source == "MNIST from this package"
    assert (data.x_train.shape, data.x_test.shape) == (
        (60000, 28, 28),
        (10000, 28, 28),
    )
    assert (data.y_test == 1).sum() == 1135


def test_the_licence_is_beside_the_data():
    licence = (loading._PACKAGED.parent / "LICENSE").read_text()
    assert "Yann LeCun" in licence
    assert "Attribution-ShareAlike 3.0 Unported" in licence


def test_the_package_precedes_the_keras_cache(small_npz, tmp_path):
    keras_cache(tmp_path).write_bytes(small_npz.read_bytes())
    assert len(load_mnist().x_train) == 60000


@pytest.mark.parametrize("damage", ["cut short", "another data set"])
def test_a_damaged_copy_in_the_package_is_logged_and_skipped(
    damage, small_npz, tmp_path, monkeypatch, caplog
):
    keras_cache(tmp_path).write_bytes(small_npz.read_bytes())
    if damage == "cut short":
        small_npz.write_bytes(small_npz.read_bytes()[:5000])
    monkeypatch.setattr(loading, "_PACKAGED", small_npz)
    assert len(load_mnist().x_train) == 300
    assert f"{small_npz} is not a usable MNIST file" in caplog.text


@pytest.mark.usefixtures("slim")
def test_the_keras_cache_precedes_the_download(small_npz, tmp_path):
    keras_cache(tmp_path).write_bytes(small_npz.read_bytes())
    assert len(load_mnist().x_train) == 300


@pytest.mark.usefixtures("slim")
def test_the_download_is_used(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    body = (
        "assert os.environ['KERAS_BACKEND'] == 'jax'\n"
        "    y = np.arange(50, dtype=np.uint8) % 10\n"
        "    return (np.ones((50, 28, 28), np.uint8), y), (np.ones((9, 28, 28), "
        "np.uint8), y[:9])"
    )
    set_download(monkeypatch, tmp_path, body)
    data = load_mnist()
    assert len(data.x_train) == 50
    assert "download" in data.source


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise Exception('URL fetch failure')", "URL fetch failure"),
        ("os._exit(9)", "ended with code 9"),
    ],
)
def test_without_any_source_no_other_data_set_is_loaded(
    body, reason, monkeypatch, tmp_path
):
    set_download(monkeypatch, tmp_path, body)
    with pytest.raises(DatasetError, match=f"could not be downloaded: .*{reason}"):
        load_mnist()


@pytest.mark.usefixtures("slim")
def test_without_keras_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(loading, "find_spec", lambda name: None)
    with pytest.raises(DatasetError, match=r'"mnist-kmeans\[autoencoder\]"'):
        load_mnist()


@pytest.mark.usefixtures("slim")
def test_a_download_does_not_run_the_program_again(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "print('once')\n"
        "from pathlib import Path\n"
        "from mnist_kmeans.digits import loading\n"
        "loading._PACKAGED = Path('not-there')\n"
        "try:\n    loading.load_mnist()\n"
        "except loading.DatasetError as error:\n    print(error)\n"
    )
    paths = [str(Path(__file__).parent.parent.parent), os.environ["PYTHONPATH"]]
    out = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    once, error = out.stdout.splitlines()
    assert once == "once"
    assert "URL fetch failure" in error


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


def test_the_caller_can_still_write_to_its_arrays(digits):
    images = digits.x_train[:50].copy()
    labels = digits.y_train[:50]
    data = DigitData(images, labels, images[:9], labels[:9], "here")
    before = data.fingerprint
    images[:] = 0
    assert data.x_train.any()
    assert data.fingerprint == before


def test_a_read_only_view_of_a_writable_array_is_copied(digits):
    images = digits.x_train[:50].copy()
    view = images.view()
    view.setflags(write=False)
    data = DigitData(view, digits.y_train[:50], view[:9], digits.y_train[:9], "here")
    images[:] = 0
    assert data.x_train.any()


def test_fortran_order_has_the_same_fingerprint(tmp_path, digits):
    path = saved(tmp_path, digits)
    fortran = saved(tmp_path / "f", digits, x_train=digits.x_train[:30].copy(order="F"))
    assert load_mnist(fortran).fingerprint == load_mnist(path).fingerprint


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
    tmp_path.mkdir(exist_ok=True)
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
def test_a_damaged_file_is_refused_with_its_path_and_the_reason(name, tmp_path, digits):
    changes, reason = DAMAGES[name]
    path = saved(tmp_path, digits, **changes)
    with pytest.raises(DatasetError, match=reason) as caught:
        load_mnist(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.999])
def test_a_truncated_file_is_refused(share, small_npz):
    whole = small_npz.read_bytes()
    small_npz.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DatasetError, match=r"cut short|unreadable|pickled"):
        load_mnist(small_npz)


def test_a_flipped_byte_is_refused(small_npz):
    whole = bytearray(small_npz.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    small_npz.write_bytes(whole)
    with pytest.raises(DatasetError):
        load_mnist(small_npz)


def test_a_pickle_is_never_loaded(tmp_path):
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


@pytest.mark.usefixtures("slim")
def test_a_damaged_keras_cache_is_not_skipped(tmp_path):
    path = keras_cache(tmp_path)
    path.write_bytes(b"half a download")
    with pytest.raises(DatasetError, match="Delete it to download") as caught:
        load_mnist()
    assert str(path) in str(caught.value)


def test_fingerprints_of_different_data_differ(digits):
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
