"""How a digit was prepared, and what is rare in how it is written, in sentences."""

from mnist_kmeans.pictures.continental import crossed_seven, footed_one
from mnist_kmeans.pictures.ink import Floats
from mnist_kmeans.pictures.reading import Digit

_PREPARED = (
    "Each digit is prepared as MNIST's were: its ink alone, scaled into 20 x 20 "
    "pixels, then placed in 28 x 28 with its centre of mass in the middle. Very thin "
    "and very thick strokes are redrawn as wide as MNIST's are."
)


def preparation_sentence(digit: Digit, size: tuple[int, int]) -> str:
    """Write how a digit was brought into MNIST's form.

    Parameters
    ----------
    digit : Digit
    size : (width, height)
        Of its picture, in pixels.

    Returns
    -------
    str
    """
    if digit.scaled is digit.ink:
        return "The picture is in MNIST's form already and is taken as it is."
    if size == (28, 28):
        return (
            "This 28 x 28 picture is not exactly in MNIST's form, so its digit is "
            f"prepared first. {_PREPARED}"
        )
    return _PREPARED


def hand_sentence(pixels: Floats, digit: int) -> str | None:
    """Write that a digit is written as few of MNIST's are.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        In MNIST's form.
    digit : int
        What it is read as.

    Returns
    -------
    str or None
        None where there is nothing to say. By the rules in `pictures.continental`, 618
        of MNIST's 6,265 training sevens have a bar, and 61 of its 6,742 ones a foot.
    """
    if digit == 7 and crossed_seven(pixels):
        return (
            "This 7 has a bar through its stem, as one in ten of MNIST's sevens has. "
            "They are read wrong more often than the others."
        )
    if footed_one(pixels):
        what = "This 1 has" if digit == 1 else "It looks like a 1 with"
        return (
            f"{what} a foot. Fewer than one in a hundred of MNIST's ones have one, so "
            "they are often taken for a 2."
        )
    return None
