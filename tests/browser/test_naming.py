"""Name them in a browser: by keyboard, through the gallery, on a phone."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_NAMES = "?view=Name+them&data=bundled&k=4"


def test_a_round_by_keyboard_which_the_link_keeps(page: Page, url: str) -> None:
    page.goto(f"{url}{_NAMES}")
    answered = page.get_by_text(re.compile(r"\d of 4 clusters are answered"))
    expect(answered).to_contain_text("0 of 4")
    at_rest(page)
    for n, key in enumerate(["3", "x", "7"], 1):
        page.keyboard.press(key)
        expect(answered).to_contain_text(f"{n} of 4")
        at_rest(page)
    badges = page.locator(".grid .badge")
    expect(badges).to_have_text(["3", "?", "7"])
    page.keyboard.press("Backspace")
    expect(answered).to_contain_text("2 of 4")
    expect(page).to_have_url(re.compile(r"names=[0-9a-f]{6}\.[3x-]{4}"))
    at_rest(page)
    page.reload()
    expect(badges).to_have_text(["3", "?"])
    at_rest(page)
    # The gallery is one stop for Tab, and its arrow keys lead to a cluster to rename.
    page.locator('.grid button[tabindex="0"]').focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    chosen = page.get_by_test_id("stBaseButton-primary")
    expect(chosen.filter(has_text="3")).to_be_visible()
    at_rest(page)
    page.keyboard.press("0")
    expect(badges).to_have_text(["0", "?"])
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Names as CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert sorted(row["name"] for row in rows) == ["", "", "0", "cannot tell"]
    # What the vote says is told of those that were answered only.
    assert all(bool(row["vote"]) == bool(row["name"]) for row in rows)


def test_phone_needs_no_horizontal_scrolling(phone: Page, url: str) -> None:
    phone.goto(f"{url}?view=Name+them&data=bundled&k=64&present=true")
    expect(phone.get_by_text("0 of 64 clusters are answered")).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
    row = [phone.get_by_role("button", name=str(d), exact=True) for d in range(5)]
    assert len({button.bounding_box()["y"] for button in row}) == 1
    nine = phone.get_by_role("button", name="9", exact=True)
    nine.tap()
    expect(phone.get_by_text("1 of 64 clusters are answered")).to_be_visible()
