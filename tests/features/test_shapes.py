"""Deskewing and oriented gradients, on hand-made images."""

import numpy as np
import pytest

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.projections import DeskewedPCA, GradientPCA
from mnist_kmeans.features.shapes import deskew, oriented_gradients


def bar(slant: float, column: float = 13.5) -> np.ndarray:
    """A bar three pixels wide that leans by so many columns a row."""
    y, x = np.mgrid[0:28, 0:28].astype(np.float32)
    image = np.clip(2 - np.abs(x - column - slant * (y - 13.5)), 0, 1)
    image[:5] = image[23:] = 0
    return image[None]


@pytest.mark.parametrize("slant", [-0.8, -0.3, 0.2, 0.6])
def test_a_sheared_bar_comes_out_upright(slant: float) -> None:
    upright = deskew(bar(slant))[0]
    columns = (upright * np.arange(28)).sum(axis=1)[6:22] / upright.sum(axis=1)[6:22]
    assert np.ptp(columns) < 0.3
    assert columns.mean() == pytest.approx(13.5, abs=0.3)


def test_an_upright_bar_is_unchanged() -> None:
    assert np.allclose(deskew(bar(0)), bar(0), atol=1e-5)


def test_deskewing_keeps_the_ink(digits: DigitData) -> None:
    images = digits.x_train[:50].astype(np.float32)
    kept = deskew(images).sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert (kept > 0.97).all()
    assert (kept < 1.001).all()


def test_gradients_of_a_ramp_point_one_way() -> None:
    ramp = np.tile(np.arange(28, dtype=np.float32) / 28, (1, 28, 1))
    blocks = oriented_gradients(ramp).reshape(-1, 9)
    # Across: 0 degrees, shared by the bins centred at 10 and at 170.
    assert np.allclose(blocks[:, 0], blocks[:, 8], atol=1e-5)
    assert np.allclose(blocks[:, 1:8], 0, atol=1e-5)
    turned = oriented_gradients(ramp.transpose(0, 2, 1)).reshape(-1, 9)
    # Down: 90 degrees, the middle bin's centre.
    assert turned.argmax(axis=1).tolist() == [4] * len(turned)
    assert np.allclose(np.delete(turned, 4, axis=1), 0, atol=1e-5)


def test_gradients_of_a_shifted_digit_are_similar(digits: DigitData) -> None:
    images = digits.x_train[:40].astype(np.float32) / 255
    described = oriented_gradients(images)
    moved = oriented_gradients(np.roll(images, 1, axis=2))
    others = oriented_gradients(np.roll(images, 1, axis=0)[::-1])
    near = np.linalg.norm(described - moved, axis=1)
    far = np.linalg.norm(described - others, axis=1)
    assert np.median(near) < 0.6 * np.median(far)


def test_gradients_do_not_depend_on_brightness(digits: DigitData) -> None:
    images = digits.x_train[:20].astype(np.float32) / 510
    assert np.allclose(
        oriented_gradients(images), oriented_gradients(2 * images), atol=1e-3
    )


@pytest.mark.parametrize("describe", [deskew, oriented_gradients])
@pytest.mark.parametrize("value", [0, 0.5, 1])
def test_features_of_constant_images_are_finite(describe, value: float) -> None:
    rows = describe(np.full((3, 28, 28), value, np.float32))
    assert np.isfinite(rows).all()
    assert rows.dtype == np.float32


@pytest.mark.parametrize("transformer", [DeskewedPCA, GradientPCA])
def test_an_image_has_the_same_features_alone_and_among_others(
    transformer, digits: DigitData
) -> None:
    fitted = transformer().fit(digits.x_train)
    many = fitted.transform(digits.x_test[:30])
    assert many.shape == (30, 50)
    assert many.dtype == np.float32
    for i in (0, 7, 29):
        single = fitted.transform(digits.x_test[i : i + 1])
        assert np.allclose(single[0], many[i], atol=1e-3)
    assert fitted.transform(digits.x_test[:0]).shape == (0, 50)
    floats = digits.x_test[:30].astype(np.float32) / 255
    assert np.allclose(fitted.transform(floats), many, atol=1e-3)
    assert np.allclose(
        fitted.transform(np.tile(floats, (50, 1, 1)))[:30], many, atol=1e-3
    )
