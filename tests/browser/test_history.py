"""Getting around: Back and Forward, a phone's drawer, a centroid and its cluster."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

# What a screen has besides its address.
_SHOWN = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  return {
    title: document.title,
    headings: all('h1, h2, h3').map((heading) => heading.innerText),
    tabs: all('[role=tab][aria-selected=true]').map((tab) => tab.innerText),
    sliders: all('[role=slider]').map((slider) => slider.ariaValueText),
    chosen: all('input[type=radio]:checked').map((input) =>
      input.closest('label').innerText.split('\\n')[0]),
    numbers: all('input[type=number]').map((input) => input.value),
    entries: history.length,
  };
}"""


def screen(page: Page) -> dict[str, Any]:
    """Return what identifies the screen, once it is there."""
    at_rest(page)
    address = urlsplit(page.url)
    where = {"page": address.path, "query": parse_qs(address.query)}
    return where | page.evaluate(_SHOWN)


def go_to(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
    expect(page).to_have_title(f"{name} · k-means explorer")
    at_rest(page)


def more_clusters(page: Page, steps: int) -> None:
    """Move the slider for k."""
    slider = page.get_by_role("slider", name="Number of clusters, k")
    slider.focus()
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    at_rest(page)


def choose_space(page: Page, name: str) -> None:
    # The radio button itself is not to be seen.
    page.locator(".st-key-space label").filter(has_text=name).first.click()
    at_rest(page)


def set_seed(page: Page, seed: int) -> None:
    page.get_by_role("spinbutton", name="Seed").fill(str(seed))
    page.keyboard.press("Enter")
    at_rest(page)


def test_five_pages_back_and_forward(page: Page, url: str) -> None:
    page.goto(f"{url}?data=bundled")
    at_rest(page)
    entries = page.evaluate("history.length")
    visited = []

    def leave_for(name: str) -> None:
        visited.append(screen(page))
        go_to(page, name)

    page.get_by_role("button", name="#3").click()
    at_rest(page)  # a run that the next one interrupts may not reach the address
    more_clusters(page, 2)
    page.get_by_role("tab", name="Watch it learn").click()
    at_rest(page)
    page.get_by_role("button", name="Step forward").click()
    expect(page).to_have_url(re.compile("frame=2"))
    leave_for("Accuracy")
    choose_space(page, "Edge directions")
    page.get_by_role("tab", name="Guess first").click()
    leave_for("Predict")
    more_clusters(page, 3)
    leave_for("Map")
    choose_space(page, "Straightened")
    set_seed(page, 7)
    leave_for("Notebook")
    more_clusters(page, 1)
    leave_for("Explore")
    page.get_by_role("tab", name="Centroids").click()
    set_seed(page, 0)
    visited.append(screen(page))

    first = visited[0]["query"]
    assert (first["k"], first["cluster"]) == (["12"], ["3"])
    assert len({str(one["query"]) for one in visited}) == len(visited)
    assert visited[-1]["entries"] == entries + 5
    for one in visited:
        one["entries"] = entries + 5
    for before in visited[-2::-1]:
        page.go_back(wait_until="commit")
        assert screen(page) == before
    for after in visited[1:]:
        page.go_forward(wait_until="commit")
        assert screen(page) == after


def test_the_drawer_of_a_phone_closes_after_a_choice(phone: Page, url: str) -> None:
    phone.goto(f"{url}?data=bundled")
    # To be seen only while the drawer is closed.
    opener = phone.get_by_test_id("stExpandSidebarButton")
    at_rest(phone)
    opener.click()
    expect(opener).to_have_count(0)
    phone.get_by_role("spinbutton", name="Seed").click()
    at_rest(phone)
    expect(opener).to_have_count(0)
    choose_space(phone, "Straightened")
    expect(opener).to_be_visible()
    expect(phone).to_have_url(re.compile("features=deskewed"))
    opener.click()
    go_to(phone, "Map")
    expect(opener).to_be_visible()


def test_a_click_on_a_centroid_brings_its_cluster_into_view(
    phone: Page, url: str
) -> None:
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(f"{url}?data=bundled")
    cluster = phone.locator(".st-key-one_cluster")
    expect(cluster.locator(".js-plotly-plot")).to_be_visible()
    at_rest(phone)
    expect(cluster).not_to_be_in_viewport()
    phone.get_by_role("button", name="#3 ").click()
    expect(cluster.get_by_text("Cluster #3 stands for")).to_be_in_viewport()
