"""Pages send requests to their own server only."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest, until

pytestmark = pytest.mark.browser

# Few fits, so that each page comes to rest soon.
QUERY = "?k=8&features=pca&ks=own&own_ks=2 6&seeds=1"


@pytest.fixture
def asked(page: Page, url: str) -> list[str]:
    """The addresses at other hosts that the page requests."""
    home = urlsplit(url).netloc
    addresses: list[str] = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != home:
            addresses.append(address)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return addresses


def test_requests_to_other_hosts_are_noticed(page: Page, asked: list[str]) -> None:
    page.set_content(
        '<img src="https://example.invalid/a.png">'
        "<script>new WebSocket('wss://example.invalid/b')</script>"
    )
    until(page, lambda: len(asked) >= 2)
    assert sorted(asked) == [
        "https://example.invalid/a.png",
        "wss://example.invalid/b",
    ]


def test_nothing_is_fetched_from_outside(
    page: Page, asked: list[str], url: str
) -> None:
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
