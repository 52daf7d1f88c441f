"""What axe-core finds on every page and tab, light and dark, on a desk and a phone.

https://github.com/dequelabs/axe-core has the rules, by WCAG's success criteria.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from tests.browser.chromium import at_rest
from tests.browser.conftest import ROOT, start
from tests.browser.page_of_digits import open_page_of_digits

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="`make check` installs axe-core"),
]

PAGES = ("", "accuracy", "predict", "map", "notebook")

# On MNIST it has another map.
MAP_OF_ALL = "map?k=8&features=pca&n_train=5000"

# Elements of Streamlit's own of the kinds that ours have, and nothing else.
_BARE = """
import streamlit as st

st.title("Bare", anchor=False)
st.sidebar.caption("Bare")
st.code("long " * 99, language=None)
st.file_uploader("Bare")
"""

# Rules that are broken, each with the kinds of elements that break it and one of them.
_BROKEN = """async () => {
  const { violations } = await axe.run({ elementRef: true });
  const found = {};
  for (const { id, nodes } of violations) {
    for (const { element, html } of nodes) {
      const within = element.closest('[data-testid]')?.dataset.testid;
      found[`${id}: ${element.localName} in ${within}`] ??= html.slice(0, 300);
    }
  }
  return found;
}"""


def violations(page: Page) -> dict[str, str]:
    """Return what axe finds, an example by its kind."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(_BROKEN)
    if found:
        # Streamlit fades what may be out of date, which does not last.
        at_rest(page)
        lasting = page.evaluate(_BROKEN)
        found = {kind: found[kind] for kind in found.keys() & lasting.keys()}
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app of Streamlit's own elements, with our settings."""
    folder = tmp_path_factory.mktemp("bare")
    script = folder / "app.py"
    script.write_text(_BARE)
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
    open_page: Callable[..., Page], url: str, bare: str, dark: bool, size: tuple
) -> None:
    page = open_page(*size, dark=dark)
    page.goto(bare)
    at_rest(page)
    of_streamlit = violations(page)
    print("Without us:", *sorted(of_streamlit), sep="\n")
    problems = {}
    for name in (*PAGES, MAP_OF_ALL):
        page.goto(f"{url}{name}" + "?data=bundled" * (name in PAGES))
        at_rest(page)
        tabs = page.get_by_role("tab")
        for i in range(max(1, tabs.count())):
            if tabs.count():
                tabs.nth(i).click()
                at_rest(page)
            for kind, example in violations(page).items():
                if kind not in of_streamlit:
                    problems[f"{name} {i}: {kind}"] = example
    assert problems == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_more_where_boxes_are_corrected(
    open_page: Callable[..., Page],
    url: str,
    bare: str,
    mnist: DigitData,
    tmp_path: Path,
    dark: bool,
) -> None:
    page = open_page(dark=dark)
    page.goto(bare)
    at_rest(page)
    of_streamlit = violations(page)
    boxes = open_page_of_digits(page, url, mnist, tmp_path, 1, 3)
    boxes.nth(1).focus()
    page.keyboard.press("7")
    at_rest(page)
    found = violations(page)
    assert {kind: found[kind] for kind in found.keys() - of_streamlit.keys()} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_more_where_digits_are_altered(
    open_page: Callable[..., Page], url: str, bare: str, dark: bool
) -> None:
    page = open_page(dark=dark)
    page.goto(bare)
    at_rest(page)
    of_streamlit = violations(page)
    for path in (
        "predict?data=bundled&from=Test digit&test=3&stressed=true&stress=turn:20",
        "accuracy?data=bundled&show=Compare&altered=turn",
    ):
        page.goto(url + path)
        at_rest(page)
        found = violations(page)
        assert {kind: found[kind] for kind in found.keys() - of_streamlit.keys()} == {}


def test_pages_have_titles_and_one_heading_above_all(page: Page, url: str) -> None:
    for name in PAGES:
        page.goto(f"{url}{name}?data=bundled")
        at_rest(page)
        assert page.title() == f"{name.title() or 'Explore'} · k-means explorer"
        assert page.locator("h1").count() == 1
