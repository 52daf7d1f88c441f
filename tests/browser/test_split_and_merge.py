"""Clusters split and merged by hand in a browser: by click and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_TAB = "?view=Split and merge&data=bundled&features=pca"


def tile(page: Page, cluster: int):
    return page.locator(f'.grid button[title^="Cluster #{cluster} "]')


def test_clicks_select_clusters_and_buttons_change_them(page: Page, url: str) -> None:
    page.goto(f"{url}{_TAB}")
    tile(page, 3).click()
    page.get_by_role("button", name="Split #3").click()
    expect(page.get_by_role("heading", name=re.compile("^Split #3: "))).to_be_visible()
    expect(page.locator(".grid button")).to_have_count(11)
    # Not both halves: the next click would put them together again.
    expect(page.locator('.grid button[aria-pressed="true"]')).to_have_count(0)
    at_rest(page)
    # A third selection takes the place of the first.
    for cluster in (3, 10, 5):
        tile(page, cluster).click()
        expect(tile(page, cluster)).to_have_attribute("aria-pressed", "true")
        at_rest(page)
    page.get_by_role("button", name="Merge #5 and #10").click()
    expect(page.locator(".grid button")).to_have_count(10)
    expect(page).to_have_url(re.compile(r"moves=s3\.m5-10"))
    at_rest(page)
    page.reload()
    heading = page.get_by_role("heading", name=re.compile("^Merge #5 and #10: "))
    expect(heading).to_be_visible()


def test_keys_select_clusters_and_the_focus_stays(page: Page, url: str) -> None:
    page.goto(f"{url}{_TAB}")
    first = page.locator('.grid button[tabindex="0"]')
    expect(first).to_have_count(1)
    at_rest(page)
    first.focus()
    page.keyboard.press("Enter")
    focused = page.locator(".grid button:focus")
    expect(focused).to_have_attribute("aria-pressed", "true")
    at_rest(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator('.grid button[aria-pressed="true"]')).to_have_count(2)
    expect(focused).to_have_attribute("aria-pressed", "true")
    merge = page.get_by_role("button", name=re.compile("^Merge #"))
    expect(merge).to_be_enabled()


def test_a_history_fits_on_a_phone(phone: Page, url: str) -> None:
    phone.goto(f"{url}{_TAB}&moves=s3.m4-10.l.r0.s1")
    expect(phone.get_by_role("heading", name=re.compile("^Split #1: "))).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("value", ["moves=s99", "names=abcdef.0x", "picked=1-2-3"])
def test_what_a_link_cannot_have_is_said_once(page: Page, url: str, value: str) -> None:
    page.goto(f"{url}{_TAB}&{value}")
    toast = page.get_by_test_id("stToast")
    expect(toast).to_contain_text(f"The link's {value} is not possible here")
    expect(toast).to_have_count(1)
