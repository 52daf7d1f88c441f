"""From pictures to digits: all conditions, pictures without digits, invariances."""

import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.pictures import overlap, read_page
from mnist_kmeans import ImageError, build_model, open_image, read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.recognition import recognition_score
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.pictures.reading import ready_digit
from tests.hard_pages import hard_pages
from tests.pictures.hand_made import PNG, UNREADABLE, WITHOUT_DIGITS, drawing
from tests.synthetic_pages import CONDITIONS, encode, pages

PER_CONDITION = 11


@pytest.fixture(scope="module")
def model(mnist: DigitData):
    return build_model(256, "pixels", random_state=0).fit(mnist.x_train, mnist.y_train)


@pytest.fixture(scope="module")
def read(mnist: DigitData):
    """The results of 308 pages of test digits, by condition."""
    results = defaultdict(list)
    for page in pages(mnist.x_test, mnist.y_test, PER_CONDITION):
        results[page.condition].append((page.noisy, *read_page(page)))
    return results


@pytest.mark.mnist
class TestPages:
    @pytest.mark.parametrize("condition", CONDITIONS)
    def test_digits_are_found_in_order(self, read, condition):
        n_right = sum(right for _, right, *_ in read[condition])
        assert n_right >= PER_CONDITION - 2

    def test_all_digits_are_found_on_nearly_all_pages(self, read):
        rows = [row for rows in read.values() for row in rows]
        assert len(rows) >= 300
        clean = [right for noisy, right, *_ in rows if not noisy]
        noisy = [right for noisy, right, *_ in rows if noisy]
        assert np.mean(clean) >= 0.98
        assert np.mean(noisy) >= 0.90

    def test_answers_are_those_of_the_original_digits(self, read, model):
        pairs = [
            pair for rows in read.values() for *_, pairs, _ in rows for pair in pairs
        ]
        prepared, originals, _ = map(np.array, zip(*pairs, strict=True))
        same = model.predict(prepared) == model.predict(originals)
        assert same.mean() >= 0.90


@pytest.mark.mnist
@pytest.mark.parametrize(
    ("condition", "strength"),
    [
        ("hard shadow beside the digits", 1),
        ("hard shadow over the digits", 2),
        ("dark line along the border", 2),
        ("sheet on a table", 0),
        ("sheet on a table", 2),
        ("boxes of a form", 1),
        ("comb of joined boxes", 2),
        ("turned lines", 2),
        ("small digits in 12 megapixels", 1),
        ("faint pencil", 2),
        ("strong squared paper, tilted", 2),
    ],
)
def test_pages_as_people_photograph_them(mnist, model, condition, strength) -> None:
    made = list(hard_pages(mnist.x_test, mnist.y_test, 2, condition, strength, seed=1))
    in_order, found, n_false = zip(*map(read_page, made), strict=True)
    assert all(in_order)
    assert sum(n_false) == 0
    pairs = [pair for pairs in found for pair in pairs]
    prepared, originals, _ = map(np.array, zip(*pairs, strict=True))
    same = model.predict(prepared) == model.predict(originals)
    assert same.mean() >= 0.85


@pytest.mark.mnist
def test_touching_digits_are_cut_apart_and_others_are_not(mnist: DigitData) -> None:
    features = compute_features("hog", mnist.x_train, mnist.x_test[:10])
    small = replace(mnist, x_test=mnist.x_test[:10], y_test=mnist.y_test[:10])
    fit = compute_fit(FitSettings(len(mnist.x_train), 100, "hog"), small, features)
    score = recognition_score(fit, features.transformer)
    images, labels = mnist.x_test, mnist.y_test
    made = list(hard_pages(images, labels, 4, "touching pairs", 2, seed=2))
    n_digits = sum(len(page.boxes) for page in made)
    n_found = sum(len(read_page(page, score)[1]) for page in made)
    assert n_found >= 0.85 * n_digits
    assert sum(len(read_page(page)[1]) for page in made) <= 0.6 * n_digits
    for page in hard_pages(images, labels, 4, "strong squared paper, tilted", 0):
        assert [digit.cut_from for digit in read_digits(page.content, score=score)] == [
            None for _ in page.boxes
        ]


@pytest.mark.mnist
def test_digits_out_of_focus_are_sharpened(mnist: DigitData, model) -> None:
    made = list(hard_pages(mnist.x_test, mnist.y_test, 6, "blur", 2, seed=1))
    pairs = [pair for page in made for pair in read_page(page)[1]]
    assert len(pairs) >= 0.9 * sum(len(page.boxes) for page in made)
    prepared, originals, _ = map(np.array, zip(*pairs, strict=True))
    same = model.predict(prepared) == model.predict(originals)
    assert same.mean() >= 0.85


@pytest.mark.parametrize("name", WITHOUT_DIGITS)
def test_a_picture_without_a_digit_is_refused_in_one_sentence(name: str) -> None:
    content, words = WITHOUT_DIGITS[name]
    with pytest.raises(ImageError, match=words) as caught:
        read_digits(open_image(content))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert len(sentence) < 200


def marks(n: int) -> bytes:
    image = Image.new("L", (1500, 1000), 255)
    rng = np.random.default_rng(0)
    for _ in range(n):
        x, y = rng.integers((20, 20), (1480, 970)).tolist()
        image.paste(0, (x, y, x + 3, y + 20))
    return encode(image)


def test_a_page_of_many_marks_is_refused() -> None:
    with pytest.raises(ImageError, match="more than 500 marks"):
        read_digits(open_image(marks(2000)))


@pytest.mark.parametrize("mode", ["L", "I"])
def test_boxes_are_right_in_narrow_pictures(mode: str) -> None:
    image = drawing((231, 19_999), (100, 19_000, 130, 19_300)).convert(mode)
    (digit,) = read_digits(image)
    assert np.allclose(digit.box, (100, 19_000, 130, 19_300), atol=3)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "RGBa", "CMYK", "YCbCr", "HSV", "I"]
)
def test_pictures_of_any_mode_are_read(mode: str) -> None:
    via = drawing().convert("RGBA" if mode == "RGBa" else "RGB")
    image = via.convert(mode) if mode not in ("LA", "I") else drawing().convert(mode)
    (digit,) = read_digits(image)
    assert np.allclose(digit.box, (60, 40, 72, 160), atol=1)


def test_reading_pictures_writes_no_files(tmp_path: Path) -> None:
    bad = UNREADABLE | WITHOUT_DIGITS
    for i, (content, _) in enumerate(bad.values()):
        (tmp_path / f"{i}.bin").write_bytes(content)
    (tmp_path / "bar.bin").write_bytes(PNG)
    code = f"""
import sys
from pathlib import Path
from mnist_kmeans import ImageError, open_image, read_digits
contents = [path.read_bytes() for path in Path({str(tmp_path)!r}).iterdir()]
read_digits(open_image({str(tmp_path / "bar.bin")!r}))  # all code is loaded
written = []
def watch(event, args):
    if event == "open" and args[2] & 3 and "/dev/" not in str(args[0]):
        written.append(args[0])
sys.addaudithook(watch)
for content in contents:
    try:
        read_digits(open_image(content))
    except ImageError:
        pass
print(len(contents), written)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert out.stdout.strip() == f"{len(bad) + 1} []", out.stderr


def test_digits_are_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "bar.png"
    path.write_bytes(PNG)
    (expected,) = read_digits(drawing())
    for source in (path, str(path), PNG):
        (digit,) = read_digits(source)
        assert digit.box == expected.box
        assert np.array_equal(digit.pixels, expected.pixels)


def answers(images: list[Image.Image], model) -> np.ndarray:
    return model.predict(np.array([read_digits(i)[0].pixels for i in images]))


@pytest.fixture(scope="module")
def shown(mnist: DigitData) -> list[Image.Image]:
    return [
        Image.fromarray(255 - pixels).resize((140, 140), Image.Resampling.BICUBIC)
        for pixels in mnist.x_test[:60]
    ]


@pytest.mark.mnist
class TestInvariance:
    """The answer does not depend on polarity, scale or position."""

    def test_inverting(self, shown, model):
        inverted = [Image.fromarray(255 - np.asarray(image)) for image in shown]
        assert np.mean(answers(shown, model) == answers(inverted, model)) >= 0.98

    @pytest.mark.parametrize("times", [2, 3, 5, 10])
    def test_scaling(self, mnist, model, times):
        originals = mnist.x_test[:60]
        larger = [
            Image.fromarray(255 - np.kron(pixels, np.ones((times, times), np.uint8)))
            for pixels in originals
        ]
        assert np.mean(answers(larger, model) == model.predict(originals)) >= 0.95

    def test_moving(self, shown, model):
        def on_page(image, at):
            page = Image.new("L", (400, 300), 255)
            page.paste(image, at)
            return page

        here = [on_page(image, (20, 30)) for image in shown]
        there = [on_page(image, (231, 143)) for image in shown]
        assert np.mean(answers(here, model) == answers(there, model)) >= 0.98


def test_a_ready_digit_is_unchanged() -> None:
    pixels = np.zeros((28, 28), np.float32)
    pixels[4:24, 12:16] = 0.7
    digit = ready_digit(pixels)
    assert digit.pixels is pixels
    assert digit.box == (12, 4, 16, 24)


def test_overlap_of_boxes() -> None:
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(2 / 6)
    assert overlap((0, 0, 2, 2), (5, 5, 6, 6)) == 0
