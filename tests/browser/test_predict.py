"""The drawing pad and the pictures with answers, in a browser."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from mnist_kmeans.digits.data_set import DigitData
from tests.browser.chromium import at_rest, until
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
    return page.locator("h3").first


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


def test_drawing_persists_across_pages(page: Page, url: str) -> None:
    pad = open_pad(page, url)
    for stroke in FOUR:
        draw(page, pad, stroke)
    expect(page.get_by_text("What the model sees")).to_be_visible()
    # Until then the answer may be to the first stroke only.
    at_rest(page)
    answer, ink = title(page).inner_text(), inked(pad)
    page.get_by_text("Test digit", exact=True).click()
    expect(page.get_by_text("Its label is")).to_be_visible()
    page.get_by_text("Draw", exact=True).click()
    expect(title(page)).to_have_text(answer)
    page.get_by_test_id("stSidebarNavLink").get_by_text("Accuracy").click()
    expect(page.get_by_text("Each point is k-means fitted")).to_be_visible()
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
    distance = page.get_by_text("training images are within")
    before = distance.inner_text()
    page.get_by_text("10", exact=True).first.click()
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
    boxes = page.get_by_role("button", name="Read as")
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
