"""Digits in MNIST's form."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from mnist_kmeans import open_image, read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.pictures import is_prepared, prepare_image
from tests.pictures.hand_made import drawing
from tests.synthetic_pages import encode


def test_a_bar_has_the_form_worked_out_by_hand() -> None:
    # 12 x 120 pixels: 2 x 20 of the box, as wide as MNIST's strokes are.
    (digit,) = read_digits(drawing())
    assert np.allclose(digit.box, (60, 40, 72, 160), atol=1)
    assert digit.scaled.shape == (20, 2)
    assert digit.pixels.sum() == pytest.approx(40, abs=3)
    rows, columns = np.nonzero(digit.pixels > 0.5)
    assert np.ptp(rows) == 19
    assert np.ptp(columns) == 1
    assert np.allclose(ndimage.center_of_mass(digit.pixels), 14, atol=0.5)


@pytest.mark.parametrize(("width", "least", "most"), [(2, 1.4, 2.2), (44, 2, 4)])
def test_strokes_get_the_width_of_mnist_s(width, least, most) -> None:
    # A cross of thin or of thick strokes.
    image = Image.new("L", (300, 300), 255)
    image.paste(0, (150 - width // 2, 50, 150 + width // 2, 250))
    image.paste(0, (50, 150 - width // 2, 250, 150 + width // 2))
    (digit,) = read_digits(image)
    assert least <= digit.pixels[6:9].sum() / 3 <= most


@pytest.mark.mnist
def test_mnist_s_digits_are_unchanged(mnist: DigitData) -> None:
    unchanged = 0
    for pixels in mnist.x_test[:300]:
        for shown in (pixels, 255 - pixels):
            (digit,) = read_digits(open_image(encode(Image.fromarray(shown))))
            unchanged += np.allclose(digit.pixels, pixels / 255, atol=1e-6)
            assert np.abs(digit.pixels - pixels / 255).mean() < 0.02
    assert unchanged >= 0.98 * 600


def test_what_has_mnist_s_form() -> None:
    bar = np.zeros((28, 28), np.float32)
    bar[4:24, 13:15] = 1
    moved, short, faint = np.roll(bar, 2, axis=1), bar.copy(), bar / 100
    short[4:8] = 0
    images = np.array([bar, moved, np.roll(bar, 2, axis=0), short, faint, 0 * bar])
    expected = [True, False, False, False, True, False]
    assert is_prepared(images).tolist() == expected
    assert [bool(is_prepared(image)) for image in images] == expected
    assert is_prepared((255 * images).astype(np.uint8)).tolist() == [*expected]


def test_a_digit_placed_anyhow_is_brought_into_the_form() -> None:
    # A cross of 8 x 12 pixels in a corner, as thick as MNIST's strokes would be.
    image = np.zeros((28, 28), np.float32)
    image[1:13, 5:7] = image[6:8, 2:10] = 0.8
    prepared = prepare_image(image)
    assert is_prepared(prepared)
    rows, columns = np.nonzero(prepared > 0.5)
    assert np.ptp(rows) + 1 == 20
    assert np.ptp(columns) + 1 == pytest.approx(13, abs=1)
    assert prepared.max() > 0.95
