"""The drawing pad and the pictures with answers, in a browser."""

import re
from collections.abc import Callable
from csv import DictReader
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from mnist_kmeans.digits.data_set import DigitData
from tests.browser.chromium import at_rest, until
from tests.browser.page_of_digits import open_page_of_digits
from tests.synthetic_pages import encode, write

pytestmark = pytest.mark.browser


# In shares of the pad's side: a 1, and the bar that makes it a 7.
ONE = [(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]
BAR = [(0.2, 0.15), (0.35, 0.15), (0.5, 0.15)]
FOUR = [[(0.35, 0.2), (0.28, 0.52), (0.68, 0.5)], [(0.62, 0.18), (0.58, 0.85)]]

BLANK = "Give the model a digit of your own"


def open_pad(page: Page, url: str) -> Locator:
    page.goto(f"{url}predict?k=64&features=pca")
    pad = page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    expect(title(page)).to_have_text(BLANK)
    at_rest(page)  # until then the pad may move away under the mouse
    return pad


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=2).first


def draw(page: Page, pad: Locator, points: list[tuple[float, float]]) -> None:
    box = pad.bounding_box()
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def inked(pad: Locator) -> int:
    """Return how many pixels of the pad are drawn on."""
    count: int = pad.evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
        ".filter((v, i) => i % 4 === 3 && v > 128).length"
    )
    return count


def test_each_stroke_gets_an_answer(page: Page, url: str, mnist: DigitData) -> None:
    pad = open_pad(page, url)
    draw(page, pad, ONE)
    expect(title(page)).to_have_text(re.compile("Read as 1"))
    draw(page, pad, BAR)
    expect(title(page)).not_to_have_text(re.compile("Read as 1"))
    page.get_by_role("button", name="Undo").click()
    expect(title(page)).to_have_text(re.compile("Read as 1"))
    assert inked(pad) > 0
    page.get_by_role("button", name="Clear").click()
    expect(title(page)).to_have_text(BLANK)
    assert inked(pad) == 0
    expect(page.get_by_text("Draw a digit on the pad.")).to_be_visible()


def test_answers_are_announced(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    # Whole: a headline alone would leave out what it rests on.
    status = page.locator('[role="status"][aria-atomic="true"]').filter(has_text=BLANK)
    expect(status).to_be_visible()
    # The region stays: only what is written in one that is there is announced.
    status.evaluate("e => { e.stays = true; }")
    draw(page, pad, ONE)
    status = page.locator('[role="status"]').filter(has_text="Read as 1")
    expect(status).to_be_visible()
    assert status.evaluate("e => e.stays")


def drawing_in(page: Page) -> str | None:
    """Return the drawing in the page's address."""
    return parse_qs(urlparse(page.url).query).get("drawing", [None])[0]


def drawn_four(page: Page, url: str) -> tuple[Locator, str]:
    """Draw a 4, and return the pad and the answer."""
    pad = open_pad(page, url)
    for stroke in FOUR:
        draw(page, pad, stroke)
    until(page, lambda: (drawing_in(page) or "").count(".") == 1)
    at_rest(page)
    return pad, title(page).inner_text()


def test_a_drawing_goes_along_in_the_link(
    page: Page, open_page: Callable[..., Page], url: str
) -> None:
    pad, answer = drawn_four(page, url)
    ink, address = inked(pad), page.url
    assert len(address) < len(url) + 300
    page.reload()
    # Another visitor's page, too.
    other = open_page()
    other.goto(address)
    for opened in (page, other):
        expect(title(opened)).to_have_text(answer)
        pad = opened.get_by_role("application", name="Drawing pad")
        expect(pad).to_be_visible()
        until(opened, lambda pad=pad: inked(pad) == pytest.approx(ink, rel=0.02))
        at_rest(opened)
        assert opened.url == address
    # What was drawn elsewhere can be taken back here.
    other.get_by_role("button", name="Undo").click()
    until(other, lambda: "." not in (drawing_in(other) or "."))


def test_a_drawing_stays_in_the_link_until_it_is_cleared(page: Page, url: str) -> None:
    drawn_four(page, url)
    entries, drawing = page.evaluate("history.length"), drawing_in(page)
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: "k=72" in page.url)
    at_rest(page)
    page.get_by_text("Test digit", exact=True).click()
    expect(page.get_by_text("its label is")).to_be_visible()
    page.get_by_text("Draw", exact=True).click()
    expect(page.get_by_role("application", name="Drawing pad")).to_be_visible()
    at_rest(page)
    assert drawing_in(page) == drawing
    page.get_by_role("button", name="Clear").click()
    until(page, lambda: drawing_in(page) is None)
    # None of this is a page to go back to.
    assert page.evaluate("history.length") == entries


def test_a_damaged_drawing_is_refused_and_leaves_the_link(page: Page, url: str) -> None:
    page.goto(f"{url}predict?k=64&features=pca&drawing=damaged")
    expect(page.get_by_text("drawing in the link is damaged")).to_be_visible()
    until(page, lambda: page.url == f"{url}predict?k=64&features=pca")
    expect(title(page)).to_have_text(BLANK)


def test_a_drawing_too_long_for_the_link_is_told(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    places = np.random.default_rng(0).uniform(0.2, 0.8, (450, 2)).tolist()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    for x, y in places:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.up()
    expect(page.get_by_text("too long for the link")).to_be_visible()
    assert drawing_in(page) is None


@pytest.mark.parametrize("dark", [False, True])
def test_the_pad_stands_out_from_the_page(
    open_page: Callable[..., Page], url: str, dark: bool
) -> None:
    page = open_page(dark=dark)
    pad = open_pad(page, url)
    # As seen: the border's colour may be mixed with the background.
    shot = np.asarray(Image.open(BytesIO(pad.screenshot())).convert("RGB"), float)
    middle = len(shot) // 2
    border, paper = shot[middle, 0], shot[middle, 12]
    assert contrast(border, paper) >= 3


def contrast(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the contrast of two colours, as WCAG 2.2 defines it."""

    def luminance(colour: NDArray[np.float64]) -> float:
        c = colour / 255
        linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted(map(luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def test_brushes_are_seen_in_forced_colours(page: Page, url: str) -> None:
    page.emulate_media(forced_colors="active")
    open_pad(page, url)
    for name in ("thin", "medium", "thick"):
        brush = page.get_by_role("radio", name=f"{name} brush")
        shot = Image.open(BytesIO(brush.screenshot())).convert("L")
        width, height = shot.size
        dot = shot.getpixel((width // 2, height // 2))
        assert abs(dot - shot.getpixel((width // 2, height // 8 + 4))) > 100


def test_drawing_persists_across_pages(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    for stroke in FOUR:
        draw(page, pad, stroke)
    expect(page.get_by_text("What the model sees")).to_be_visible()
    # Until then the answer may be to the first stroke only.
    at_rest(page)
    answer, ink = title(page).inner_text(), inked(pad)
    page.get_by_text("Test digit", exact=True).click()
    expect(page.get_by_text("its label is")).to_be_visible()
    page.get_by_text("Draw", exact=True).click()
    expect(title(page)).to_have_text(answer)
    page.get_by_test_id("stSidebarNavLink").get_by_text("Accuracy").click()
    expect(page.get_by_role("heading", name="Accuracy", exact=True)).to_be_visible()
    page.get_by_test_id("stSidebarNavLink").get_by_text("Predict").click()
    expect(title(page)).to_have_text(answer)
    pad = page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    until(page, lambda: inked(pad) == pytest.approx(ink, rel=0.02))


def test_the_answer_follows_k(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    draw(page, pad, ONE)
    neighbours = page.get_by_text("The nearest training images")
    expect(neighbours).to_be_visible()
    at_rest(page)
    distance = page.get_by_text("away from its centroid")
    before = distance.inner_text()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(distance).not_to_have_text(before)
    assert inked(pad) > 0


def test_the_keyboard_draws(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    pad.focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(16):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(title(page)).not_to_have_text(BLANK)
    page.keyboard.press("Backspace")
    expect(title(page)).to_have_text(BLANK)


def test_the_brush_sets_the_width(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    widths = {}
    for name in ("thin", "thick"):
        page.get_by_role("radio", name=f"{name} brush").click()
        draw(page, pad, ONE)
        at_rest(page)
        widths[name] = inked(pad)
        page.get_by_role("button", name="Clear").click()
        expect(title(page)).to_have_text(BLANK)
    assert widths["thick"] > 2 * widths["thin"]


def test_boxes_on_an_upload_can_be_picked(
    page: Page, url: str, mnist: DigitData, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    sheet = write(mnist.x_test[:6], rng, rows=2, columns=3, cell=120)
    path = tmp_path / "six.png"
    path.write_bytes(encode(Image.fromarray(np.uint8(255 - 230 * sheet.ink))))
    (tmp_path / "page.png").write_text("<!DOCTYPE html>")
    page.goto(f"{url}predict?k=64&features=pca&from=Upload")
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files([path, tmp_path / "page.png"])
    boxes = page.get_by_role("button", name=re.compile(r"Digit \d: read"))
    expect(boxes).to_have_count(6)
    expect(page.get_by_text("a web page, not a picture")).to_be_visible()
    expect(boxes.first).to_have_attribute("aria-pressed", "true")
    boxes.nth(4).click()
    expect(boxes.nth(4)).to_have_attribute("aria-pressed", "true")
    # During a rerun a click may fall between two drawings of a button.
    at_rest(page)
    page.get_by_text("All digits as a table").click()
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert len(Path(download.value.path()).read_text().splitlines()) == 7


def downloaded(page: Page, folder: Path) -> list[dict[str, str]]:
    """Download the table, and return its rows."""
    at_rest(page)
    page.get_by_text("All digits as a table").click()
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    path = folder / "digits.csv"
    download.value.save_as(path)
    with path.open() as file:
        return list(DictReader(file))


def test_boxes_are_drawn_moved_merged_deleted_and_named(
    page: Page, url: str, mnist: DigitData, tmp_path: Path
) -> None:
    boxes = open_page_of_digits(page, url, mnist, tmp_path, 2, 3)
    second = boxes.nth(1).bounding_box()
    boxes.nth(1).focus()
    page.keyboard.press("Delete")
    expect(boxes).to_have_count(5)
    # Drawn again, in two halves, each from its outer corner.
    left, right = second["x"] - 4, second["x"] + second["width"] + 4
    middle = second["y"] + second["height"] / 2
    for x, x_end, y in (
        (left, right, second["y"] - 4),
        (right, left, second["y"] + second["height"] + 4),
    ):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x_end, middle, steps=4)
        page.mouse.up()
    expect(boxes).to_have_count(7)
    at_rest(page)
    page.get_by_role("button", name="Merge with nearest").click()
    expect(boxes).to_have_count(6)
    at_rest(page)
    # The merged box is chosen: a key says what it is.
    page.locator('.mark[aria-pressed="true"]').focus()
    page.keyboard.press("7")
    expect(title(page)).to_have_text(re.compile("you named one of them"))
    # The last one is moved off its digit and back.
    last = boxes.nth(5)
    place = last.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 14, y + 6, steps=3)
    page.mouse.up()
    until(page, lambda: last.bounding_box()["x"] > place["x"] + 10)
    at_rest(page)
    page.keyboard.press("Control+z")
    until(page, lambda: abs(last.bounding_box()["x"] - place["x"]) < 1)
    rows = downloaded(page, tmp_path)
    assert [row["your_digit"] for row in rows] == ["", "7", "", "", "", ""]
    assert [row["your_box"] for row in rows].count("True") == 1
    assert rows[1]["your_box"] == "True"
    page.get_by_role("button", name="Reset").click()
    expect(title(page)).not_to_have_text(re.compile("you"))
    expect(boxes).to_have_count(6)


def test_boxes_are_corrected_by_the_keyboard_alone(
    page: Page, url: str, mnist: DigitData, tmp_path: Path
) -> None:
    boxes = open_page_of_digits(page, url, mnist, tmp_path, 1, 3)
    place = boxes.nth(2).bounding_box()
    boxes.nth(2).focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: boxes.nth(2).bounding_box()["x"] < place["x"] - 5)
    at_rest(page)
    wider = boxes.nth(2).bounding_box()["width"] - place["width"]
    assert wider > 2
    # The focus is where it was: keys go on.
    page.keyboard.press("3")
    expect(title(page)).to_have_text(re.compile("you named one of them"))
    page.keyboard.press("m")
    expect(boxes).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(boxes).to_have_count(3)
    page.keyboard.press("n")
    expect(page.locator(".mark")).to_have_count(4)
    at_rest(page)
    assert page.locator(".mark:focus").count() == 1
    page.keyboard.press("Backspace")
    expect(page.locator(".mark")).to_have_count(3)
    assert page.locator(".mark:focus").count() == 1


def test_a_finger_draws_a_box_on_a_phone(
    phone: Page, url: str, mnist: DigitData, tmp_path: Path
) -> None:
    boxes = open_page_of_digits(phone, url, mnist, tmp_path, 3, 3)
    boxes.nth(4).scroll_into_view_if_needed()
    place = boxes.nth(4).bounding_box()
    boxes.nth(4).click()
    at_rest(phone)
    phone.get_by_role("button", name="Delete").click()
    expect(boxes).to_have_count(8)
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    scrolled = main.evaluate("e => e.scrollTop")
    boxes.nth(3).scroll_into_view_if_needed()
    moved = scrolled - main.evaluate("e => e.scrollTop")
    finger = phone.context.new_cdp_session(phone)
    x, y = place["x"] - 3, place["y"] - 3 + moved
    for kind, share in (("Start", 0), ("Move", 0.4), ("Move", 0.8), ("Move", 1)):
        point = {
            "x": x + share * (place["width"] + 6),
            "y": y + share * (place["height"] + 6),
        }
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": f"touch{kind}", "touchPoints": [point]},
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(boxes).to_have_count(9)
    for button in phone.locator(".answered :is(.bar, .digits) button").all():
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44
    for handle in phone.locator(".handle").all():
        size = handle.bounding_box()
        assert min(size["width"], size["height"]) >= 24
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_finger_draws_on_a_phone(phone: Page, url: str) -> None:
    pad = open_pad(phone, url)
    box = pad.bounding_box()
    finger = phone.context.new_cdp_session(phone)
    for kind, y in (("Start", 0.2), ("Move", 0.4), ("Move", 0.6), ("Move", 0.8)):
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + y * box["height"]}
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": f"touch{kind}", "touchPoints": [place]},
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(title(phone)).not_to_have_text(BLANK)
    assert inked(pad) > 0
    for name in ("Undo", "Clear"):
        size = phone.get_by_role("button", name=name).bounding_box()
        assert min(size["width"], size["height"]) >= 44
    expect(phone.get_by_text("The nearest training images")).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert main.evaluate("e => e.scrollTop") == 0


def test_on_a_phone_the_answer_stays_in_view(phone: Page, url: str) -> None:
    pad = open_pad(phone, url)
    clear = phone.get_by_role("button", name="Clear")
    main = phone.get_by_test_id("stMain")
    for scrolled in (0, 200):
        main.evaluate("(e, y) => e.scrollTo(0, y)", scrolled)
        for part in (title(phone), pad, clear):
            expect(part).to_be_in_viewport(ratio=1)
        # Nothing covers it.
        covered = title(phone).evaluate(
            "e => { const b = e.getBoundingClientRect(); const at = e.getRootNode()"
            ".elementFromPoint(b.x + 9, b.y + 2);"
            " return !e.contains(at); }"
        )
        assert not covered


def test_the_pad_is_drawn_to_scale_at_every_size(
    open_page: Callable[..., Page], url: str
) -> None:
    # At 844 it is as wide as canvases are that nobody has given a size.
    for height in (700, 844):
        page = open_page(390, height)
        pad = open_pad(page, url)
        draw(page, pad, [(0.3, 0.2), (0.3, 0.8)])
        assert pad.evaluate("c => c.width === c.height")
        page.close()
