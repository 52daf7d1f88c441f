"""Labels under doubt in a browser: what a click and keys do."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_LABELS = "accuracy?show=Labels&data=bundled"


@pytest.fixture
def labels(page: Page, url: str) -> Page:
    page.goto(f"{url}{_LABELS}")
    expect(page.locator(".grid button")).to_have_count(40)
    at_rest(page)
    return page


def pressed(page: Page):
    return page.locator('.grid button[aria-pressed="true"]')


def number(tile) -> str:
    return re.search(r"Image ([\d,]+)", tile.get_attribute("title"))[1]


def test_a_click_looks_at_an_image_which_the_link_keeps(labels: Page) -> None:
    tile = labels.locator(".grid button").nth(4)
    picked = number(tile)
    tile.click()
    expect(labels.get_by_text(f"Test image {picked}, rank 5 of 360.")).to_be_visible()
    expect(labels).to_have_url(re.compile(f"suspect={picked}"))
    labels.reload()
    expect(pressed(labels)).to_have_attribute("title", re.compile(f"Image {picked}:"))
    expect(labels.get_by_text(f"Test image {picked}, rank 5 of 360.")).to_be_visible()


def test_judging_by_keyboard_and_the_list(labels: Page, tmp_path: Path) -> None:
    tiles = labels.locator(".grid button")
    first = number(tiles.first)
    labels.keyboard.press("n")
    expect(tiles.first.locator(".note")).to_have_text("you: wrong")
    expect(labels.get_by_text("rank 2 of 360.")).to_be_visible()
    at_rest(labels)
    pressed(labels).focus()
    labels.keyboard.press("ArrowRight")
    labels.keyboard.press("Enter")
    expect(labels.get_by_text("rank 3 of 360.")).to_be_visible()
    at_rest(labels)
    # The gallery stays, and with it the focus.
    expect(labels.locator(".grid button:focus")).to_have_attribute(
        "aria-pressed", "true"
    )
    labels.keyboard.press("y")
    expect(labels.get_by_text("You judged 2: 1 label wrong, 1 right")).to_be_visible()
    at_rest(labels)
    with labels.expect_download() as download:
        labels.get_by_role("button", name="The list as CSV").click()
    file = tmp_path / "list.csv"
    download.value.save_as(file)
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert (rows[0]["image"], rows[0]["you"]) == (first.replace(",", ""), "wrong")
    assert [row["you"] for row in rows[:4]] == ["wrong", "", "right", ""]


@pytest.mark.parametrize("view", ["Doubtful+labels", "Outliers"])
def test_phone_needs_no_horizontal_scrolling(phone: Page, url: str, view: str) -> None:
    phone.goto(f"{url}{_LABELS}&doubt_view={view}")
    expect(phone.locator(".grid button")).to_have_count(40)
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
