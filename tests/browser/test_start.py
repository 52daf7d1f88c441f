"""First centroids of one's own in a browser: tap, drag, keys, and the pad."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_TAB = "?view=Start it yourself&data=bundled&k=4&features=pca"


def test_places_are_filled_by_tap_drag_keys_and_pad_and_the_link_keeps_them(
    page: Page, url: str
) -> None:
    page.goto(f"{url}{_TAB}")
    places, shelf = page.locator(".places button"), page.locator(".shelf button")
    expect(places).to_have_count(4)
    at_rest(page)
    shelf.nth(2).click()
    expect(places.nth(0)).to_have_attribute("aria-label", re.compile("test image"))
    at_rest(page)
    shelf.nth(4).drag_to(places.nth(1))
    expect(places.nth(1)).to_have_attribute("aria-label", re.compile("test image"))
    at_rest(page)
    # One stop for Tab; arrows go along the shelf, Enter takes, Delete takes out.
    shelf.nth(4).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(shelf.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(places.nth(2)).to_have_attribute("aria-label", re.compile("test image"))
    at_rest(page)
    expect(shelf.nth(1)).to_be_focused()
    places.nth(0).focus()
    page.keyboard.press("Delete")
    expect(places.nth(2)).to_have_attribute("aria-label", "Place #2: empty")
    at_rest(page)
    page.get_by_test_id("stButtonGroup").get_by_text("Draw").click()
    pad = page.locator("canvas").first
    expect(pad).to_be_visible()
    at_rest(page)
    places.nth(2).click()
    at_rest(page)
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Use it as #2").click()
    expect(places.nth(2)).to_have_attribute("aria-label", re.compile("your drawing"))
    page.get_by_role("button", name="Run k-means from these").click()
    expect(page.get_by_text("Beside random starts")).to_be_visible()
    at_rest(page)
    expect(page).to_have_url(re.compile(r"begin=t\d+\.\.t\d+\.\.d\d"))
    assert "drawing=" not in page.url
    assert len(page.url) < 2000
    ways = page.locator(".ways > div")
    expect(ways).to_have_count(3)
    texts = ways.all_inner_texts()
    page.reload()
    expect(ways).to_have_count(3)
    assert ways.all_inner_texts() == texts


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page, url: str) -> None:
    phone = open_page(390, 844, dark=True, touch=True)
    phone.goto(f"{url}{_TAB}&begin=t1..t2..t3")
    expect(phone.locator(".ways > div")).to_have_count(3)
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
    phone.locator(".shelf button").nth(3).tap()
    expect(phone.locator(".places button").nth(3)).to_have_attribute(
        "aria-label", re.compile("test image")
    )
