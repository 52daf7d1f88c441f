"""A digit under stress in a browser: what sliders and handles do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_STRESSED = "predict?data=bundled&from=Test digit&test=3&stressed=true"


def opened(page: Page, url: str, more: str = "") -> Page:
    page.goto(f"{url}{_STRESSED}{more}")
    expect(page.locator(".answers li")).to_have_count(4)
    at_rest(page)
    return page


def slider(page: Page, name: str):
    return page.get_by_role("slider", name=name)


def test_keys_on_a_slider_alter_the_digit_and_the_link(page: Page, url: str) -> None:
    opened(page, url)
    picture = page.locator(".stress img")
    before = picture.get_attribute("src")
    back = page.get_by_role("button", name="Back to the digit as it was")
    expect(back).to_be_disabled()
    turn = slider(page, "Turned clockwise")
    turn.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(turn).to_have_attribute("aria-valuetext", "5 degrees")
    expect(page.locator(".finding")).to_contain_text("turned by 5 degrees clockwise")
    expect(page).to_have_url(re.compile("stress=turn(:|%3A)5$"))
    expect(turn).to_be_focused()
    assert picture.get_attribute("src") != before
    back.click()
    expect(page.locator(".finding")).to_contain_text("as it was")
    expect(picture).to_have_attribute("src", str(before))
    expect(turn).to_have_attribute("aria-valuetext", "0 degrees")


def test_dragging_shifts_turns_and_scales(page: Page, url: str) -> None:
    opened(page, url)
    stage = page.locator(".stage")
    stage.scroll_into_view_if_needed()

    def drag(start: tuple[float, float], by: tuple[float, float]) -> None:
        page.mouse.move(*start)
        page.mouse.down()
        for step in (0.3, 0.7, 1):
            page.mouse.move(start[0] + step * by[0], start[1] + step * by[1])
        page.mouse.up()
        at_rest(page)

    def middle(what: str) -> tuple[float, float]:
        box = page.locator(what).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    drag(middle(".stage"), (30, -20))  # ten pixels of the screen are one of the digit
    expect(slider(page, "Shifted right")).to_have_attribute(
        "aria-valuetext", "3 pixels"
    )
    expect(slider(page, "Shifted down")).to_have_attribute(
        "aria-valuetext", "−2 pixels"
    )
    drag(middle(".handle.turn"), (90, 30))
    turned = slider(page, "Turned clockwise").get_attribute("aria-valuetext")
    assert 20 < float(str(turned).split()[0]) <= 60
    drag(middle(".handle.size"), (15, 20))
    assert slider(page, "Larger").get_attribute("aria-valuetext") != "0 %"
    finding = page.locator(".finding")
    expect(finding).to_contain_text("shifted by 3 pixels to the right")
    expect(finding).to_contain_text("clockwise")


def test_a_link_opens_the_altered_digit_on_a_phone(
    open_page: Callable[..., Page], url: str
) -> None:
    phone = open_page(390, 844, dark=True, touch=True)
    opened(phone, url, "&stress=slant:20,noise:10")
    expect(phone.locator(".finding")).to_contain_text(
        "sheared by 20 degrees to the right and given noise of 10%"
    )
    expect(slider(phone, "Noise")).to_have_attribute("aria-valuetext", "10 %")
    expect(phone.locator(".strips section")).to_have_count(8)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
