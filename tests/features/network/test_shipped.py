"""The encoders that come with the package."""

import json
import subprocess
import sys

import numpy as np
import pytest

from mnist_kmeans.digits.data_set import MNIST_SHA256
from mnist_kmeans.disk.provenance import digest_of_code
from mnist_kmeans.features import learnt as module
from mnist_kmeans.features.building import make_transformer
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.features.network.encoder_files import (
    about_shipped,
    read_shipped,
    shipped_file,
)
from mnist_kmeans.features.shapes import deskew, oriented_gradients

SPACES = pytest.mark.parametrize("space", TRAINED_SPACES)


@SPACES
def test_encoders_are_of_the_code_as_it_is(space: str) -> None:
    transformer, about = make_transformer(space), about_shipped(space)
    current = digest_of_code(transformer.program)
    assert about["code"] == current, "Run: make encoders"
    assert about["parameters"] == transformer.training_parameters()
    assert about["data"] == MNIST_SHA256["x_train"]
    assert {"python", "numpy", "keras", "jax"} <= about["made_by"].keys()


@SPACES
def test_files_are_small_and_hold_no_pickles(space: str) -> None:
    assert shipped_file(space).stat().st_size < 2e6
    with np.load(shipped_file(space), allow_pickle=False) as archive:
        assert all(archive[name].dtype != object for name in archive.files)
        json.loads(str(archive["about"]))


@pytest.mark.mnist
@SPACES
def test_mnist_needs_no_training(space: str, mnist, monkeypatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setattr(
        module, "run_program", lambda *a: pytest.fail("a network is trained")
    )
    fitted = make_transformer(space).fit(mnist.x_train)
    images = mnist.x_test[:100].astype(np.float32) / 255
    # The encoder's layers by hand, from the weights as they are in the file.
    with np.load(shipped_file(space)) as archive:
        k1, b1, k2, b2, k3, b3 = (archive[f"weights_{i}"] for i in range(6))
    hidden = np.maximum(oriented_gradients(deskew(images)) @ k1 + b1, 0)
    expected = np.maximum(hidden @ k2 + b2, 0) @ k3 + b3
    assert expected.shape == (100, 16)
    np.testing.assert_allclose(
        fitted.transform(mnist.x_test[:100]), expected, atol=1e-4
    )


@pytest.mark.mnist
@SPACES
def test_images_divided_by_255_are_the_same_images(space: str, mnist) -> None:
    floats = mnist.x_train.reshape(-1, 784) / np.float32(255)
    transformer = make_transformer(space).fit(floats)
    assert transformer.seconds_ == make_transformer(space).fit(mnist.x_train).seconds_


@pytest.mark.mnist
@SPACES
def test_other_images_parameters_or_code_are_not_served(
    space: str, mnist, monkeypatch
) -> None:
    transformer, images = make_transformer(space), mnist.x_train
    asked = (space, transformer.program, transformer.training_parameters())
    assert read_shipped(*asked, images) is not None
    assert read_shipped(*asked, images[:50_000]) is None
    other_seed = {**asked[2], "random_state": 1}
    assert read_shipped(*asked[:2], other_seed, images) is None
    assert read_shipped(space, "mnist_kmeans.features.shapes", asked[2], images) is None


@pytest.mark.mnist
@SPACES
def test_it_can_be_trained_anew_nevertheless(space: str, mnist, monkeypatch) -> None:
    class TrainedError(Exception):
        pass

    def train(*arguments: object) -> None:
        raise TrainedError

    monkeypatch.setattr(module, "run_program", train)
    with pytest.raises(TrainedError):
        make_transformer(space, pretrained=False).fit(mnist.x_train)


@pytest.mark.mnist
def test_a_process_that_uses_them_loads_neither_keras_nor_jax() -> None:
    code = (
        "import sys\n"
        "from mnist_kmeans import build_model, load_mnist\n"
        "data = load_mnist()\n"
        "model = build_model(10, 'spectral', n_starts=1, max_iter=1, polish_iter=5)\n"
        "model.fit(data.x_train, data.y_train)\n"
        "print(model.score(data.x_test[:2000], data.y_test[:2000]))\n"
        "assert not {'keras', 'jax'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 0.7
