"""Networks, trained in a process of their own on a few hundred images."""

import logging
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from zipfile import ZipFile

import numpy as np
import pytest

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.features import learnt as module
from mnist_kmeans.features.autoencoder import GradientAutoencoder
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.network import encoder_files
from mnist_kmeans.features.network.autoencoder_program import smoothed
from mnist_kmeans.features.network.encoder_files import keep_network


def quick() -> GradientAutoencoder:
    return GradientAutoencoder(8, epochs=1)


@pytest.fixture(scope="module")
def images(digits: DigitData) -> np.ndarray:
    return digits.x_train[:500]


@pytest.fixture(scope="module")
def trained(images: np.ndarray, tmp_path_factory: pytest.TempPathFactory):
    """A fitted transformer, and the file of its network."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        fitted = quick().fit(images)
    (file,) = folder.rglob("*.keras")
    return fitted, file


def put(file: Path, own_cache: Path, content: bytes) -> Path:
    """Write a network's file to the cache folder."""
    path = own_cache / file.parent.name / file.name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def n_trained(monkeypatch) -> list[object]:
    """Count the networks that are trained, not read."""
    calls = []
    monkeypatch.setattr(
        module, "keep_network", lambda *a: calls.append(a) or keep_network(*a)
    )
    return calls


def test_one_epoch_lowers_the_loss(trained) -> None:
    before, after = trained[0].losses_
    assert after < 0.95 * before


def test_the_same_seed_gives_the_same_features(trained, images, n_trained) -> None:
    again = quick().fit(images)
    assert len(n_trained) == 1
    np.testing.assert_array_equal(again.transform(images), trained[0].transform(images))


def test_a_network_read_from_disk_gives_the_same_features(
    trained, images, own_cache, n_trained
):
    put(trained[1], own_cache, trained[1].read_bytes())
    read = quick().fit(images)
    assert not n_trained
    assert (read.losses_, read.seconds_) == (trained[0].losses_, trained[0].seconds_)
    np.testing.assert_array_equal(read.transform(images), trained[0].transform(images))


@pytest.mark.parametrize("damage", ["cut short", "foreign"])
def test_an_unusable_file_is_replaced(
    trained, images, own_cache, caplog, damage: str
) -> None:
    fitted, file = trained
    if damage == "cut short":
        content = file.read_bytes()[:-1000]
    else:  # a network that Keras can read, but of other images
        GradientAutoencoder(8, epochs=1, random_state=1).fit(images[:300])
        (other,) = own_cache.rglob("*.keras")
        content = other.read_bytes()
        other.unlink()
        other.parent.rmdir()
    path = put(file, own_cache, content)
    with caplog.at_level(logging.WARNING):
        rebuilt = quick().fit(images)
    assert "cannot be used and is made anew" in caplog.text
    np.testing.assert_array_equal(rebuilt.transform(images), fitted.transform(images))
    assert path.read_bytes() != content


def test_an_exception_in_on_step_ends_the_process(images, own_cache, monkeypatch):
    started = []

    class Popen(subprocess.Popen):
        def __init__(self, *args, **kwargs) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Popen)

    class StopError(Exception):
        pass

    reports = []

    def stop(fraction: float, what: str) -> None:
        reports.append(what)
        if "epoch" in what:
            raise StopError

    with pytest.raises(StopError):
        GradientAutoencoder(epochs=500).fit(images, on_step=stop)
    assert started[0].returncode is not None
    assert re.match(r"Training the autoencoder: epoch \d+ of 500, loss \d", reports[-1])
    assert not Path(started[0].args[-1]).exists()
    assert not list(own_cache.rglob("*.keras"))


def test_an_error_of_the_process_is_reported(images) -> None:
    # A seed that is too large for Keras.
    with pytest.raises(TrainingError, match=r"process ended early: .*[Ss]eed"):
        GradientAutoencoder(epochs=1, random_state=2**40).fit(images)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_features", 0),
        ("epochs", 0),
        ("epochs", 1.5),
        ("n_neighbors", 0),
        ("n_steps", -1),
        ("random_state", None),
    ],
)
def test_a_parameter_out_of_range_is_refused_by_name(images, name, value) -> None:
    with pytest.raises(ValueError, match=f"{name}={value} should be an integer"):
        GradientAutoencoder(**{name: value}).fit(images)


def test_numpy_integers_are_the_same_parameters(trained, images, own_cache, n_trained):
    put(trained[1], own_cache, trained[1].read_bytes())
    GradientAutoencoder(np.int64(8), epochs=np.int32(1)).fit(images)
    assert not n_trained


def test_the_process_ends_with_its_parent(images, tmp_path) -> None:
    code = (
        "import subprocess, sys, numpy as np; "
        "from mnist_kmeans.features.autoencoder import GradientAutoencoder as A; "
        "p = subprocess.Popen; "
        "subprocess.Popen = lambda *a, **k: (q := p(*a, **k), "
        "print(q.pid, flush=True))[0]; "
        "A(epochs=5000).fit(np.load(sys.argv[1]))"
    )
    np.save(tmp_path / "images.npy", images)
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "images.npy")],
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(1000):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return  # a zombie, whose exit status nobody has read
        sleep(0.1)
    raise AssertionError("the process goes on without its parent")


def test_keras_is_not_imported_in_this_process(trained) -> None:
    assert "keras" not in sys.modules
    assert "jax" not in sys.modules


def test_keras_reads_the_file_in_safe_mode(trained) -> None:
    code = (
        "import sys, keras; network = keras.saving.load_model(sys.argv[1], "
        "compile=False, safe_mode=True); print(network.count_params())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(trained[1])],
        capture_output=True,
        text=True,
        env=os.environ | {"KERAS_BACKEND": "jax"},
    )
    assert int(done.stdout) > 100_000, done.stderr


def test_an_image_has_the_same_features_alone_and_among_others(trained, digits) -> None:
    fitted = trained[0]
    many = fitted.transform(np.concatenate([digits.x_train, digits.x_train]))
    assert many.shape == (2 * len(digits.x_train), 8)
    assert many.dtype == np.float32
    for i in (0, 1023, 1024):
        alone = fitted.transform(digits.x_train[i : i + 1])
        np.testing.assert_allclose(alone[0], many[i], atol=1e-4)
    assert fitted.transform(digits.x_train[:0]).shape == (0, 8)
    floats = digits.x_train[:5] / 255
    np.testing.assert_allclose(fitted.transform(floats), many[:5], atol=1e-4)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_features_of_constant_images_are_finite(trained, value: int) -> None:
    features = trained[0].transform(np.full((2, 28, 28), value, np.uint8))
    assert np.isfinite(features).all()


def test_one_image_is_too_few(images) -> None:
    with pytest.raises(ValueError, match="n_samples=1 should be >= 2"):
        GradientAutoencoder().fit(images[:1])


@pytest.mark.parametrize("missing", [{"keras"}, {"jax"}, {"keras", "jax"}])
def test_a_missing_library_is_named_with_what_to_install(images, monkeypatch, missing):
    monkeypatch.setattr(module, "find_spec", lambda name: name not in missing or None)
    names = " and ".join(sorted(missing, reverse=True))
    says = rf'needs {names}, not installed here.*"mnist-kmeans\[autoencoder\]"'
    with pytest.raises(TrainingError, match=says):
        quick().fit(images)


def test_code_changed_since_the_start_trains_nothing(images, monkeypatch, own_cache):
    # The process that trains reads the code again.
    monkeypatch.setattr(
        module, "fingerprint_of_code", lambda program, learnt: "as it was"
    )
    with pytest.raises(TrainingError, match="was changed since it was started"):
        quick().fit(images)
    assert not list(own_cache.rglob("*.keras"))


def test_threads_that_keep_the_same_network_leave_a_complete_file(own_cache, caplog):
    folders = [own_cache / name for name in "abcd"]
    path = own_cache / "autoencoders" / "network.keras"
    for _ in range(20):
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "network.keras").write_bytes(b"")
            (folder / "encoder.npz").write_bytes(100_000 * b" ")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda folder: keep_network(folder, path), folders))
        with ZipFile(path) as archive:
            assert archive.testzip() is None
    assert list(path.parent.iterdir()) == [path]
    assert not caplog.text


def test_two_who_ask_for_the_same_network_train_it_once(images, n_trained) -> None:
    with ThreadPoolExecutor(2) as pool:
        fitted = list(pool.map(lambda _: quick().fit(images), range(2)))
    assert len(n_trained) == 1
    assert fitted[0].seconds_ == fitted[1].seconds_


def test_the_least_recently_used_networks_are_removed(own_cache, monkeypatch) -> None:
    monkeypatch.setattr(encoder_files, "_KEPT", 2)
    own_cache.mkdir()
    (own_cache / "encoder.npz").write_bytes(b"")
    for name in "abcd":
        (own_cache / "network.keras").unlink(missing_ok=True)
        keep_network(own_cache, own_cache / "autoencoders" / f"{name}.keras")
    assert len(list((own_cache / "autoencoders").iterdir())) == 2


def test_random_walks_end_at_the_mean_of_neighbours() -> None:
    # Two distant pairs: the nearest neighbour of each point is the other of its pair.
    points = np.array([[0], [1], [100], [103]], np.float32)
    means = smoothed(points, 1, 1)
    np.testing.assert_allclose(means[:, 0], [0.5, 0.5, 101.5, 101.5])
    np.testing.assert_allclose(smoothed(points, 1, 7), means)
    np.testing.assert_array_equal(smoothed(points, 1, 0), points)
    # More neighbours than points: all walks end at the mean of all.
    np.testing.assert_allclose(smoothed(points, 9, 1)[:, 0], np.full(4, 51))
