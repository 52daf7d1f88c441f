import numpy as np
from PIL import Image

from mnist_kmeans import read_digits
from mnist_kmeans.pictures.reading import ready_digit
from mnist_kmeans.ui.predict.explanation import how_prepared
from tests.pictures.hand_made import drawing


def test_how_a_digit_was_prepared() -> None:
    bar = np.zeros((28, 28), np.float32)
    bar[4:24, 13:15] = 1
    as_is = "The picture is in MNIST's form already and is taken as it is."
    assert how_prepared(ready_digit(bar), (28, 28)) == as_is
    (read,) = read_digits(Image.fromarray((255 * bar).astype(np.uint8)))
    assert how_prepared(read, (28, 28)) == as_is
    moved = Image.fromarray((255 * np.roll(bar, 6, axis=1)).astype(np.uint8))
    (prepared,) = read_digits(moved)
    told = how_prepared(prepared, (28, 28))
    assert told.startswith("This 28 x 28 picture is not exactly in MNIST's form")
    (large,) = read_digits(drawing())
    assert how_prepared(large, (300, 200)).startswith("Each digit is prepared")
