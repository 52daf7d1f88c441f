"""From files to pictures: what can be opened, upright and within limits."""

import tomllib
import zlib
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_kmeans import ImageError, open_image, read_digits
from mnist_kmeans.pictures.opening import MAX_BYTES
from tests.pictures.hand_made import PNG, UNREADABLE, drawing
from tests.synthetic_pages import TURNED, encode


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_picture_is_refused_in_one_sentence(name: str) -> None:
    content, words = UNREADABLE[name]
    with pytest.raises(ImageError, match=words) as caught:
        open_image(content)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert len(sentence) < 200


def chunked(content: bytes, kind: bytes, body: bytes) -> bytes:
    """Put a chunk before the first IDAT of a PNG."""
    at = content.index(b"IDAT") - 4
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    chunk = len(body).to_bytes(4, "big") + kind + body + check
    return content[:at] + chunk + content[at:]


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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"missing\.png cannot be read"):
        open_image(tmp_path / "missing.png")
    with pytest.raises(ImageError, match="cannot be read"):
        open_image("a\0b")


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


@pytest.mark.parametrize(
    ("kind", "n_frames"), [("GIF", 3), ("TIFF", 3), ("WEBP", 3), ("MPO", 1)]
)
def test_frames_are_counted(kind: str, n_frames: int) -> None:
    # In an MPO, as phones write, the others are the same picture in another form.
    first = drawing()
    rest = [first.rotate(90), first.rotate(180)]
    content = encode(first, kind, save_all=True, append_images=rest)
    assert open_image(content).info["n_frames"] == n_frames
    assert len(read_digits(open_image(content))) == 1


def test_damage_behind_the_first_frame_is_no_reason_to_refuse_it() -> None:
    rest = [drawing().rotate(90), drawing().rotate(180)]
    content = encode(drawing(), "TIFF", save_all=True, append_images=rest)
    # The second page's entry says where the third is: a place beyond the file.
    image = Image.open(BytesIO(content))
    image.seek(1)
    n_entries = int.from_bytes(content[image._frame_pos[1] :][:2], "little")
    at = image._frame_pos[1] + 2 + 12 * n_entries
    broken = content[:at] + (0x7FFFFFF0).to_bytes(4, "little") + content[at + 4 :]
    opened = open_image(broken)
    assert np.array_equal(np.asarray(opened.convert("L")), np.asarray(drawing()))
