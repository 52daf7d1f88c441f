"""Guess first in a browser: by keyboard, and on a phone."""

from contextlib import suppress
from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.chromium import WAIT, at_rest

pytestmark = pytest.mark.browser


def press(page: Page, key: str, shown: Locator) -> None:
    """Press a key until it has an effect: a busy page may not listen yet."""
    at_rest(page)
    end = monotonic() + WAIT / 1000
    while not shown.is_visible():
        assert monotonic() < end
        page.keyboard.press(key)
        with suppress(PlaywrightTimeoutError):
            shown.wait_for(timeout=5_000)


def press_next(page: Page, question: str) -> None:
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    press(page, "n", page.get_by_text(question))


def test_a_round_by_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}?k=8&features=pca&view=Guess+first")
    expect(page.get_by_text("Question 1 of 8.")).to_be_visible()
    verdict = page.get_by_test_id("stAlert").filter(has_text="it stands for")
    press(page, "4", verdict)
    expect(page.get_by_text("of 1 right")).to_be_visible()
    press_next(page, "Question 2 of 8.")
    expect(verdict).to_have_count(0)
    button = page.get_by_role("button", name="7", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("of 2 right")).to_be_visible()


def test_curve_questions_by_keyboard(page: Page, url: str) -> None:
    page.goto(
        f"{url}accuracy?ks=own&own_ks=2 6 8&seeds=1&features=pca&show=Guess+first"
    )
    slider = page.get_by_role("slider", name="Your guess at k = 6")
    expect(slider).to_be_visible()
    # While fits are under way the slider may be set back.
    at_rest(page)
    slider.focus()
    before = int(slider.input_value())
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value(str(before + 1))
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_text(f"You said {before + 1}%")).to_be_visible()
    expect(page.get_by_text(f"guess {before + 1}%")).to_be_visible()
    press_next(page, "What will it be at k = 8?")


@pytest.mark.parametrize("path", ["?view=Guess+first", "accuracy?show=Guess+first"])
def test_phone_needs_no_horizontal_scrolling(phone: Page, url: str, path: str) -> None:
    phone.goto(f"{url}{path}&ks=own&own_ks=2 6&seeds=1&features=pca&present=true")
    expect(phone.get_by_text("Question 1 of")).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
