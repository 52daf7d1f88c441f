"""The Notebook page, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser


def test_dividing_twice_gives_dark_images(page: Page, url: str) -> None:
    page.goto(f"{url}notebook?k=8&divided=once")
    expect(page.get_by_text("of them are read right")).to_be_visible()
    page.get_by_role("radio", name="twice").click()
    expect(page.get_by_text("whose centroid is the nearest to black")).to_be_visible()


def test_the_list_of_steps_leads_to_each_and_stays(page: Page, url: str) -> None:
    page.goto(f"{url}notebook?k=8")
    steps = page.get_by_role("navigation", name="Steps").get_by_role("link")
    expect(steps).to_have_count(10)
    at_rest(page)
    entries = page.evaluate("history.length")
    for i in (9, 3):
        steps.nth(i).click()
        title = page.get_by_role("heading", name=f"{i + 1}. ")
        expect(title).to_be_in_viewport()
        expect(steps.nth(0)).to_be_in_viewport()
    assert page.evaluate("history.length") == entries


def test_phone_has_the_steps_in_one_row(phone: Page, url: str) -> None:
    phone.goto(f"{url}notebook?k=8")
    steps = phone.get_by_role("navigation", name="Steps")
    expect(steps).to_be_visible()
    at_rest(phone)
    assert steps.bounding_box()["height"] < 70
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_what_has_no_effect_is_disabled(page: Page, url: str) -> None:
    page.goto(f"{url}notebook?k=8&features=pca")
    expect(page.get_by_text("Here it is always raw pixels")).to_be_visible()
    at_rest(page)
    expect(page.get_by_role("radio", name="Edge directions (HOG)")).to_be_disabled()
    # Kept for the other pages.
    expect(page).to_have_url(re.compile("features=pca"))
