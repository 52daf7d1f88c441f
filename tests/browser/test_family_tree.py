"""The family tree in a browser: what a click and keys do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

_TREE = "accuracy?show=Tree&data=bundled&ks=own&own_ks=2 5 12"


@pytest.fixture
def tree(page: Page, url: str) -> Page:
    page.goto(f"{url}{_TREE}")
    expect(page.get_by_role("button", name="#4 at k = 12")).to_be_visible()
    at_rest(page)
    return page


def pressed(page: Page):
    return page.locator('.stage button[aria-pressed="true"]')


def test_a_click_follows_a_cluster_which_the_link_keeps(tree: Page) -> None:
    expect(pressed(tree)).to_have_count(0)
    tree.get_by_role("button", name="#3 at k = 5").click()
    expect(pressed(tree)).to_have_attribute("aria-label", re.compile("#3 at k = 5"))
    expect(tree.get_by_text("The images nearest to its centroid")).to_be_visible()
    expect(tree).to_have_url(re.compile("branch=5-3"))
    assert tree.locator(".followed path").count() > 0
    expect(tree.locator(".says .text")).to_contain_text("Followed: some of its images")
    tree.reload()
    expect(pressed(tree)).to_have_attribute("aria-label", re.compile("#3 at k = 5"))
    at_rest(tree)
    pressed(tree).click()
    expect(pressed(tree)).to_have_count(0)
    expect(tree.locator(".followed path")).to_have_count(0)


def test_keys_lead_through_the_tree(tree: Page) -> None:
    first = tree.locator('.stage button[tabindex="0"]')
    expect(first).to_have_count(1)
    first.focus()
    says = tree.locator(".says .text")
    expect(says).to_contain_text("at k = 2 stands for")
    tree.keyboard.press("ArrowRight")
    expect(says).to_contain_text("at k = 5 stands for")
    focused = tree.locator(".stage button:focus")
    name = focused.get_attribute("aria-label")
    tree.keyboard.press("Enter")
    expect(pressed(tree)).to_have_attribute("aria-label", str(name))
    # The picture stays, and with it the focus.
    at_rest(tree)
    expect(focused).to_have_attribute("aria-label", str(name))
    tree.keyboard.press("Escape")
    expect(pressed(tree)).to_have_count(0)


def test_pointing_at_a_ribbon_tells_what_it_carries(tree: Page) -> None:
    tree.locator(".ribbons path").first.dispatch_event("pointermove")
    says = tree.locator(".says .text")
    expect(says).to_contain_text(re.compile(r"From #\d+, of \ds, at k = 2 to #\d+"))
    expect(tree.locator(".says .centroid")).to_have_count(2)


def test_a_wide_tree_scrolls_within_its_box(
    open_page: Callable[..., Page], url: str
) -> None:
    phone = open_page(390, 844, dark=True, touch=True)
    phone.goto(f"{url}accuracy?show=Tree&data=bundled&ks=own&own_ks=2 4 6 8 10 12")
    box = phone.locator(".scroller")
    expect(box).to_be_visible()
    at_rest(phone)
    assert box.evaluate("e => e.scrollWidth > e.clientWidth + 100")
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
