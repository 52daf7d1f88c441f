"""Images brought into MNIST's form before a feature space."""

import numpy as np
import pytest
from PIL import Image
from sklearn.pipeline import make_pipeline

from mnist_kmeans import MnistForm, build_model
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import FeatureSpace
from mnist_kmeans.pictures import is_prepared


def off_centre(images: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return digits smaller or larger than MNIST's, each anywhere in its image."""
    rng = np.random.default_rng(seed)
    moved = np.zeros_like(images)
    for image, new in zip(images, moved, strict=True):
        y, x = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
        digit = Image.fromarray(image[y[0] : y[-1] + 1, x[0] : x[-1] + 1])
        factor = rng.uniform(0.6, 1.35)
        width, height = (max(1, round(factor * side)) for side in digit.size)
        digit = digit.resize((width, height), Image.Resampling.BICUBIC)
        top, left = rng.integers(0, 29 - height), rng.integers(0, 29 - width)
        new[top : top + height, left : left + width] = np.asarray(digit)
    return moved


@pytest.mark.mnist
def test_mnist_s_own_images_come_back_unchanged(mnist: DigitData) -> None:
    for images in (mnist.x_train, mnist.x_test):
        assert is_prepared(images).all()
    prepared = MnistForm().fit_transform(mnist.x_test)
    assert prepared.dtype == np.float32
    assert np.array_equal(prepared, mnist.x_test * np.float32(1 / 255))


@pytest.mark.mnist
def test_preparing_finds_the_digit_wherever_it_lies(mnist: DigitData) -> None:
    images, labels = mnist.x_train[:12_000], mnist.y_train[:12_000]
    model = build_model(64, "hog", prepare=True).fit(images, labels)
    plain = build_model(64, "hog").fit(images, labels)
    tests, answers = mnist.x_test[:1000], mnist.y_test[:1000]
    assert np.array_equal(model.predict(tests), plain.predict(tests))
    moved = off_centre(tests)
    assert model.score(moved, answers) > plain.score(tests, answers) - 0.02
    assert plain.score(moved, answers) < plain.score(tests, answers) - 0.1


def test_every_shape_of_images_is_prepared_alike() -> None:
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 2:12, 3:5] = 200  # a bar in a corner
    images[1, 4:24, 13:15] = 255  # a bar in MNIST's form
    expected = MnistForm().fit_transform(images)
    assert is_prepared(expected).tolist() == [True, True, False]
    assert np.array_equal(expected[1], images[1] / np.float32(255))
    assert not expected[2].any()
    for same in (images.reshape(3, 784), images[..., None], images / 255):
        assert np.allclose(MnistForm().transform(same), expected, atol=1e-6)
    assert MnistForm().transform(images[:0]).shape == (0, 28, 28)
    assert images[0].sum() == 20 * 200


def test_what_is_no_image_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="divided by 255 twice"):
        MnistForm().fit(np.full((1, 28, 28), 1 / 255**2))
    with pytest.raises(ValueError, match="has shape"):
        MnistForm().transform(np.zeros((28, 28)))


@pytest.mark.parametrize("at", [(0, 0), (27, 27), (13, 14)])
def test_a_single_pixel_is_a_digit_too(at: tuple[int, int]) -> None:
    images = np.zeros((1, 28, 28), np.float32)
    images[0][at] = 1
    prepared = MnistForm().fit_transform(images)
    assert np.isfinite(prepared).all()
    assert prepared.max() <= 1
    assert prepared.any()


def test_set_params_reaches_the_space_behind_the_form() -> None:
    model = build_model(10, "pca", prepare=True).set_params(features__name="hog")
    assert model[-1].feature_space == "hog"
    pipeline = make_pipeline(MnistForm(), FeatureSpace("pixels"))
    assert pipeline.fit_transform(np.zeros((2, 28, 28))).shape == (2, 784)
