"""Gallery, film, map and pad by keyboard alone, from the page's start to the end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

# More stops than any page has before what the tests want.
_MOST_STOPS = 60

# Where the focus is, also within components.
_FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until an element has the focus, which has to be seen there."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle(_FOCUSED).as_element()
        if target.evaluate("(element, focused) => element === focused", focused):
            break
    expect(target).to_be_focused()
    assert target.evaluate("""(element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const outlined = outlineStyle !== 'none' && outlineWidth !== '0px';
      return outlined || boxShadow !== 'none';
    }"""), "the focus is not to be seen"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    at_rest(page)
    return page


def test_gallery(page: Page, url: str) -> None:
    opened(page, f"{url}?data=bundled")
    gallery = page.get_by_role("group", name="10 centroids")
    tab_to(page, gallery.get_by_role("button", pressed=True))
    page.keyboard.press("End")
    last = gallery.get_by_role("button").last
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(last).to_have_attribute("aria-pressed", "true")
    number = last.locator(".text span").first.inner_text()
    expect(page.get_by_text(f"Cluster {number} stands for")).to_be_in_viewport()
    # The pictures are one stop.
    page.keyboard.press("Tab")
    assert not gallery.evaluate("gallery => gallery.matches(':focus-within')")


def test_film(page: Page, url: str) -> None:
    opened(page, f"{url}?data=bundled")
    tab_to(page, page.get_by_role("tab", name="Centroids"))
    page.keyboard.press("ArrowRight")
    moment = page.get_by_role("slider", name="Moment of the training")
    expect(moment).to_be_visible()
    at_rest(page)
    play = page.get_by_role("button", name="Play", exact=True)
    tab_to(page, play)
    page.keyboard.press("Enter")
    pause = page.get_by_role("button", name="Pause", exact=True)
    expect(pause).to_be_focused()
    page.keyboard.press("Enter")
    expect(play).to_be_focused()
    tab_to(page, moment)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("frame=2"))
    expect(page.get_by_role("status").filter(has_text="Renamed")).not_to_be_empty()


def test_map(page: Page, url: str) -> None:
    opened(page, f"{url}map?data=bundled")
    tab_to(page, page.locator(".map"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    image = page.get_by_role("img", name=re.compile("^digit "))
    expect(image.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(image).to_have_count(0)


def test_pad(page: Page, url: str) -> None:
    opened(page, f"{url}predict?data=bundled")
    tab_to(page, page.get_by_label("Drawing pad"))
    answer = page.locator("h2").first
    blank = answer.inner_text()
    for key in (*["ArrowUp"] * 9, "Space", *["ArrowDown"] * 18, "Space"):
        page.keyboard.press(key)
    expect(answer).not_to_have_text(blank)
    page.keyboard.press("Escape")
    expect(answer).to_have_text(blank)
