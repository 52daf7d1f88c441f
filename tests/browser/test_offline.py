"""No page asks anything of any host but the server that it comes from."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.chromium import WAIT, at_rest, listen, until

pytestmark = pytest.mark.browser


# Few fits, so that each page comes to rest.
QUERY = "?k=8&features=pca&ks=own&own_ks=2 6&seeds=1"


@pytest.fixture
def outside(browser: Browser, url: str) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser that reaches the server only, and what it asked of other hosts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT)
    home = urlsplit(url).netloc
    asked: list[str] = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != home:
            asked.append(address)

    def stay(route: Route) -> None:
        if urlsplit(route.request.url).netloc == home:
            route.continue_()
        else:
            route.abort()

    context.route("**/*", stay)
    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda ws: note(ws.url)))
    yield context, asked
    context.close()


def test_what_is_asked_of_another_host_is_noticed(outside) -> None:
    context, asked = outside
    page = context.new_page()
    page.set_content(
        '<img src="https://example.invalid/a.png">'
        "<script>new WebSocket('wss://example.invalid/b')</script>"
    )
    until(page, lambda: len(asked) >= 2)
    assert sorted(asked) == [
        "https://example.invalid/a.png",
        "wss://example.invalid/b",
    ]


def test_nothing_is_fetched_from_outside(outside, url: str) -> None:
    context, asked = outside
    page = context.new_page()
    listen(page)
    page.goto(url + QUERY)
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).not_to_have_count(0)
    addresses = links.evaluate_all("links => links.map((link) => link.href)")
    assert len(addresses) > 3
    seen = []
    for address in addresses:
        page.goto(address.split("?")[0] + QUERY)
        at_rest(page)
        tabs = page.get_by_role("tab")
        for i in range(tabs.count()):
            tabs.nth(i).click()
            at_rest(page)
            seen.append(tabs.nth(i).inner_text())
    assert "Guess first" in seen
    assert asked == []
