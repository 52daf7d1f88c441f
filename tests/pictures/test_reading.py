"""From pictures to digits: all conditions, bad input, invariances."""

import subprocess
import sys
import tomllib
import zlib
from collections import defaultdict
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from scipy import ndimage
from sklearn.datasets import load_sample_image

from benchmarks.pictures import overlap, read_page
from mnist_kmeans import ImageError, build_model, open_image, read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.pictures.opening import MAX_BYTES
from mnist_kmeans.pictures.reading import ready_digit
from tests.synthetic_pages import CONDITIONS, TURNED, encode, pages

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
        n_right = sum(right for _, right, _ in read[condition])
        assert n_right >= PER_CONDITION - 2

    def test_all_digits_are_found_on_nearly_all_pages(self, read):
        rows = [row for rows in read.values() for row in rows]
        assert len(rows) >= 300
        clean = [right for noisy, right, _ in rows if not noisy]
        noisy = [right for noisy, right, _ in rows if noisy]
        assert np.mean(clean) >= 0.98
        assert np.mean(noisy) >= 0.90

    def test_answers_are_those_of_the_original_digits(self, read, model):
        pairs = [pair for rows in read.values() for *_, pairs in rows for pair in pairs]
        prepared, originals, _ = map(np.array, zip(*pairs, strict=True))
        same = model.predict(prepared) == model.predict(originals)
        assert same.mean() >= 0.90


def drawing(size=(300, 200), box=(60, 40, 72, 160)) -> Image.Image:
    """Return a black bar on white."""
    image = Image.new("L", size, 255)
    image.paste(0, box)
    return image


def noise(shape, seed=0) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8))


def bomb() -> bytes:
    """A PNG of a few bytes whose header says 60,000 x 60,000."""
    content = bytearray(encode(Image.new("1", (64, 64))))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def not_a_number() -> bytes:
    values = np.ones((50, 50), np.float32)
    values[10:40, 20:25] = np.nan
    return encode(Image.fromarray(values), "TIFF")


def frames() -> bytes:
    first, *rest = (Image.new("L", (64, 64), i % 250) for i in range(500))
    return encode(first, "GIF", save_all=True, append_images=rest)


def landscape() -> bytes:
    """A photo without writing: sky, hills, noise."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:300, 0:400]
    hills = y > 180 + 25 * np.sin(x / 60) + 10 * np.sin(x / 17)
    pixels = np.where(hills[..., None], (70, 95, 50), (150, 180, 220.0))
    pixels = pixels - 0.1 * y[..., None] + rng.normal(0, 4, (300, 400, 3))
    return encode(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), "JPEG")


def photograph(name: str) -> bytes:
    return encode(Image.fromarray(load_sample_image(name)), "JPEG")


PNG = encode(drawing())
BAD = {
    "not an image": (b"These are words, not a picture.", "not a picture"),
    "truncated PNG": (PNG[: len(PNG) // 2], "damaged or cut short"),
    "truncated JPEG": (encode(noise((99, 99)), "JPEG")[:2500], "damaged or cut short"),
    "zero bytes": (b"", "empty"),
    "decompression bomb": (bomb(), "40 megapixels"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='x'></svg>", "SVG"),
    "HTML": (b"<!DOCTYPE html><html></html>", "web page"),
    "PDF": (b"%PDF-1.7 ...", "PDF"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "1 x 30,000": (encode(Image.new("L", (1, 30_000))), "8 to 20,000"),
    "too large a file": (b"\0" * (MAX_BYTES + 1), "larger than 10 MB"),
    "500 frames of grey": (frames(), "No digit"),
    "NaN in a float TIFF": (not_a_number(), "not numbers"),
    "all black": (encode(Image.new("L", (200, 200), 0)), "No digit"),
    "all white": (encode(Image.new("L", (200, 200), 255)), "No digit"),
    "all transparent": (encode(Image.new("RGBA", (200, 200))), "No digit"),
    "pure noise": (encode(noise((300, 400))), "No digit"),
    "noise in colour": (encode(noise((300, 400, 3))), "No digit"),
    "hills without a digit": (landscape(), "No digit"),
    "a photo without a digit": (photograph("china.jpg"), "No digit"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_one_sentence(name: str) -> None:
    content, words = BAD[name]
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


def chunked(content: bytes, kind: bytes, body: bytes) -> bytes:
    """Put a chunk before the first IDAT of a PNG."""
    at = content.index(b"IDAT") - 4
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    chunk = len(body).to_bytes(4, "big") + kind + body + check
    return content[:at] + chunk + content[at:]


def test_a_page_of_many_marks_is_refused() -> None:
    with pytest.raises(ImageError, match="more than 500 marks"):
        read_digits(open_image(marks(2000)))


def test_transparency_beyond_the_palette_is_refused() -> None:
    palette = encode(drawing().convert("P"))
    with pytest.raises(ImageError, match="damaged"):
        read_digits(open_image(chunked(palette, b"tRNS", bytes(300))))


def test_an_icon_is_refused() -> None:
    # Its header may hide a picture of any size.
    with pytest.raises(ImageError, match="not a picture that can be read"):
        open_image(encode(drawing((64, 64), (20, 10, 26, 50)), "ICO"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_with_damaged_exif_is_read(kind: str) -> None:
    content = encode(drawing(), kind, exif=b"Exif\0\0garbagegarbage")
    assert len(read_digits(open_image(content))) == 1


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(orientation: int, kind: str) -> None:
    stored = drawing()
    if orientation in TURNED:
        stored = stored.transpose(TURNED[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    opened = open_image(encode(stored, kind, exif=exif))
    assert np.array_equal(np.asarray(opened), np.asarray(drawing()))


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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"missing\.png cannot be read"):
        open_image(tmp_path / "missing.png")
    with pytest.raises(ImageError, match="cannot be read"):
        open_image("a\0b")


def test_reading_pictures_writes_no_files(tmp_path: Path) -> None:
    for i, (content, _) in enumerate(BAD.values()):
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
    assert out.stdout.strip() == f"{len(BAD) + 1} []", out.stderr


def test_the_server_has_the_same_limit() -> None:
    config = Path(__file__).parent.parent.parent / ".streamlit" / "config.toml"
    server = tomllib.loads(config.read_text())["server"]
    assert server["maxUploadSize"] * 2**20 == MAX_BYTES


def test_sources_are_bytes_paths_and_files(tmp_path: Path) -> None:
    path = tmp_path / "bar.png"
    path.write_bytes(PNG)
    for source in (PNG, path, str(path), BytesIO(PNG)):
        assert np.array_equal(np.asarray(open_image(source)), np.asarray(drawing()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_an_open_picture_is_turned_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = drawing().transpose(TURNED[6])
    content = encode(stored, kind, exif=exif)
    opened = Image.open(BytesIO(content))
    upright = open_image(opened)
    assert upright.size == drawing().size
    assert np.array_equal(np.asarray(upright), np.asarray(open_image(content)))
    # An upright picture is not turned again, and the source is not changed.
    again = open_image(upright)
    assert np.array_equal(np.asarray(again), np.asarray(upright))
    assert np.array_equal(np.asarray(open_image(opened)), np.asarray(upright))
    (digit,) = read_digits(BytesIO(content))
    assert np.allclose(digit.box, (60, 40, 72, 160), atol=3)


def test_an_open_picture_has_the_same_limits() -> None:
    with pytest.raises(ImageError, match="8 to 20,000"):
        open_image(Image.new("L", (1, 30_000)))
    with pytest.raises(ImageError, match="40 megapixels"):
        open_image(Image.new("1", (7000, 7000)))
    assert open_image(Image.new("L", (6000, 4000))).size == (3000, 2000)
    truncated = Image.open(BytesIO(PNG[: len(PNG) // 2]))
    with pytest.raises(ImageError, match="damaged"):
        open_image(truncated)


def test_digits_are_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "bar.png"
    path.write_bytes(PNG)
    (expected,) = read_digits(drawing())
    for source in (path, str(path), PNG):
        (digit,) = read_digits(source)
        assert digit.box == expected.box
        assert np.array_equal(digit.pixels, expected.pixels)


@pytest.mark.parametrize("call", [open_image, read_digits])
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("https://example.org/4.png", "Download it first"),
        ("HTTP://example.org/4.png", "Download it first"),
        (np.zeros((28, 28)), r"shape \(28, 28\).*PIL\.Image\.fromarray"),
        ([[0.0]], "type list is not a picture"),
        (None, "type NoneType is not a picture"),
        (StringIO("4"), 'mode "rb"'),
    ],
)
def test_other_sources_are_refused_with_the_reason(call, source, reason) -> None:
    with pytest.raises(ImageError, match=reason):
        call(source)


def test_a_large_picture_is_halved_and_so_are_boxes() -> None:
    image = open_image(encode(drawing((6000, 4000), (1000, 1000, 1300, 3000)), "JPEG"))
    assert image.size == (3000, 2000)
    (digit,) = read_digits(image)
    assert np.allclose(digit.box, (500, 500, 650, 1500), atol=4)


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "I;16"])
def test_large_pictures_of_any_mode_are_halved(mode: str) -> None:
    grey = drawing((5000, 4000), (1000, 1000, 1300, 3000))
    if mode == "I;16":
        grey = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        grey = grey.convert(mode)
    (digit,) = read_digits(open_image(encode(grey)))
    assert np.allclose(digit.box, (500, 500, 650, 1500), atol=4)


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


def check_digits(image: Image.Image) -> None:
    try:
        digits = read_digits(image)
    except ImageError:
        return
    assert digits
    for digit in digits:
        assert digit.pixels.shape == (28, 28)
        assert digit.pixels.dtype == np.float32
        assert np.isfinite(digit.pixels).all()
        assert digit.pixels.min() >= 0
        assert digit.pixels.max() <= 1
        left, top, right, bottom = digit.box
        assert 0 <= left < right <= image.width
        assert 0 <= top < bottom <= image.height


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_picture_or_an_image_error(content: bytes) -> None:
    try:
        image = open_image(content)
    except ImageError:
        return
    check_digits(image)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
)
def test_damaged_files_are_read_or_refused(kind: str, changes) -> None:
    content = bytearray(encode(drawing((60, 60), (20, 10, 26, 50)), kind))
    for at, value in changes:
        content[at % len(content)] = value
    try:
        image = open_image(bytes(content))
    except ImageError:
        return
    check_digits(image)


SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 40))
ARRAYS = st.one_of(
    hnp.arrays(np.uint8, SHAPES),
    hnp.arrays(np.uint8, SHAPES.map(lambda s: (*s, 3))),
    hnp.arrays(np.uint8, SHAPES.map(lambda s: (*s, 4))),
    hnp.arrays(np.uint16, SHAPES),
    hnp.arrays(np.int32, SHAPES),
    hnp.arrays(np.float32, SHAPES),
    hnp.arrays(np.bool_, SHAPES),
)


@settings(max_examples=300, deadline=None)
@given(ARRAYS)
def test_any_small_array_gives_digits_or_an_image_error(values) -> None:
    check_digits(Image.fromarray(values))


def test_a_ready_digit_is_unchanged() -> None:
    pixels = np.zeros((28, 28), np.float32)
    pixels[4:24, 12:16] = 0.7
    digit = ready_digit(pixels)
    assert digit.pixels is pixels
    assert digit.box == (12, 4, 16, 24)


def test_overlap_of_boxes() -> None:
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(2 / 6)
    assert overlap((0, 0, 2, 2), (5, 5, 6, 6)) == 0
