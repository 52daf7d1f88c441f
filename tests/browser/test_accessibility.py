"""What axe-core finds on every page and tab, light and dark, on a desk and a phone.

https://github.com/dequelabs/axe-core has the rules, by WCAG's success criteria.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from mnist_kmeans.disk.folder import CACHE_VARIABLE
from tests.browser.chromium import at_rest
from tests.browser.conftest import ROOT, start

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="`make check` installs axe-core"),
]

PAGES = ("", "accuracy", "predict", "map", "notebook")

_EMPTY = """
import streamlit as st

st.title("Empty", anchor=False)
st.sidebar.caption("Empty")
"""


def violations(page: Page) -> dict[str, list[str]]:
    """Return the elements that break rules, by rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return {
        rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found
    }


def kinds(found: dict[str, list[str]]) -> set[tuple[str, str]]:
    """Return the rules that are broken and the kinds of elements that break them."""
    return {
        (rule, re.sub(r'[\s>].*|"', "", html, flags=re.DOTALL))
        for rule, elements in found.items()
        for html in elements
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that shows next to nothing, with our settings."""
    folder = tmp_path_factory.mktemp("empty")
    script = folder / "app.py"
    script.write_text(_EMPTY)
    environment = os.environ | {CACHE_VARIABLE: str(folder)}
    server, address = start(folder, environment, script)
    try:
        yield address
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_axe_finds_only_what_streamlit_brings(
    open_page: Callable[..., Page], url: str, empty: str, dark: bool, size: tuple
) -> None:
    page = open_page(*size, dark=dark)
    page.goto(empty)
    at_rest(page)
    of_streamlit = kinds(violations(page))
    print(f"In an empty app: {sorted(of_streamlit)}")
    problems = {}
    for name in PAGES:
        page.goto(f"{url}{name}?data=bundled")
        at_rest(page)
        tabs = page.get_by_role("tab")
        for i in range(max(1, tabs.count())):
            if tabs.count():
                tabs.nth(i).click()
                at_rest(page)
            found = violations(page)
            if not kinds(found) <= of_streamlit:
                problems[f"{name} {i}"] = found
    assert problems == {}


def test_pages_have_titles_and_one_heading_above_all(page: Page, url: str) -> None:
    for name in PAGES:
        page.goto(f"{url}{name}?data=bundled")
        at_rest(page)
        assert page.title() == f"{name.title() or 'Explore'} · k-means explorer"
        assert page.locator("h1").count() == 1
