"""The Notebook page, in a browser."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_dividing_twice_gives_dark_images(page: Page, url: str) -> None:
    page.goto(f"{url}notebook?k=8&divided=once")
    expect(page.get_by_text("of them are read right")).to_be_visible()
    page.get_by_role("radio", name="twice").click()
    expect(page.get_by_text("whose centroid is the nearest to black")).to_be_visible()
