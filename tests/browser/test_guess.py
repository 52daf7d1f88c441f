"""Guess first in a browser: by keyboard, and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser


def press_next(page: Page) -> None:
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    at_rest(page)  # its key comes with it
    page.keyboard.press("n")


def test_a_round_by_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}?k=8&features=pca&view=Guess+first")
    expect(page.get_by_text("Question 1 of 8.")).to_be_visible()
    at_rest(page)  # its keys come with its buttons
    page.keyboard.press("4")
    verdict = page.get_by_test_id("stAlert").filter(has_text="it stands for")
    expect(verdict).to_be_visible()
    expect(page.get_by_text("of 1 right")).to_be_visible()
    press_next(page)
    expect(page.get_by_text("Question 2 of 8.")).to_be_visible()
    expect(verdict).to_have_count(0)
    button = page.get_by_role("button", name="7", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("of 2 right")).to_be_visible()


def test_the_curve_goes_on_by_keyboard(page: Page, url: str) -> None:
    page.goto(
        f"{url}accuracy?ks=own&own_ks=2 6 8&seeds=1&features=pca&show=Guess+first"
    )
    slider = page.get_by_role("slider", name="Your guess at k = 6")
    expect(slider).to_be_visible()
    slider.focus()
    before = int(slider.input_value())
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value(str(before + 1))
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_text(f"You said {before + 1}%")).to_be_visible()
    expect(page.get_by_text(f"guess {before + 1}%")).to_be_visible()
    press_next(page)
    expect(page.get_by_text("What will it be at k = 8?")).to_be_visible()


@pytest.mark.parametrize("path", ["?view=Guess+first", "accuracy?show=Guess+first"])
def test_a_phone_shows_all_without_scrolling_sideways(
    phone: Page, url: str, path: str
) -> None:
    phone.goto(f"{url}{path}&ks=own&own_ks=2 6&seeds=1&features=pca&present=true")
    expect(phone.get_by_text("Question 1 of")).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
