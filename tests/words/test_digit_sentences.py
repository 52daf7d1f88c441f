import numpy as np
import pytest
from PIL import Image

from mnist_kmeans import read_digits
from mnist_kmeans.pictures.reading import ready_digit
from mnist_kmeans.words.digit_sentences import hand_sentence, preparation_sentence
from tests.pictures.hand_made import drawing
from tests.pictures.test_continental import FLAG, FOOT, ONE, SEVEN, drawn


def test_how_a_digit_was_prepared() -> None:
    bar = np.zeros((28, 28), np.float32)
    bar[4:24, 13:15] = 1
    as_is = "The picture is in MNIST's form already and is taken as it is."
    assert preparation_sentence(ready_digit(bar), (28, 28)) == as_is
    (read,) = read_digits(Image.fromarray((255 * bar).astype(np.uint8)))
    assert preparation_sentence(read, (28, 28)) == as_is
    moved = Image.fromarray((255 * np.roll(bar, 6, axis=1)).astype(np.uint8))
    (prepared,) = read_digits(moved)
    told = preparation_sentence(prepared, (28, 28))
    assert told.startswith("This 28 x 28 picture is not exactly in MNIST's form")
    (large,) = read_digits(drawing())
    assert preparation_sentence(large, (300, 200)).startswith("Each digit is prepared")


@pytest.mark.parametrize(
    ("strokes", "digit", "told"),
    [
        ((SEVEN, [(85, 140), (165, 140)]), 7, "This 7 has a bar through its stem"),
        ((SEVEN, [(85, 140), (165, 140)]), 2, None),
        ((SEVEN,), 7, None),
        ((ONE, FLAG, FOOT), 1, "This 1 has a foot"),
        ((ONE, FLAG, FOOT), 2, "It looks like a 1 with a foot"),
        ((ONE, FLAG), 1, None),
    ],
)
def test_what_few_people_write_so_is_told(strokes, digit, told) -> None:
    sentence = hand_sentence(drawn(*strokes), digit)
    assert sentence is None if told is None else sentence.startswith(told)
