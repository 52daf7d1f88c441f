"""Explore in a browser: the gallery, the keyboard, the link, the themes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser

IMAGE = "e => getComputedStyle(e).backgroundImage"


def gallery(page: Page, k: int):
    """Wait for the gallery of k centroids and return it."""
    grid = page.get_by_role("group", name=f"{k} centroids")
    expect(grid.locator("button")).to_have_count(k)
    return grid


def test_the_slider_changes_the_gallery(page: Page, url: str) -> None:
    page.goto(url)
    first = gallery(page, 10).locator(".centroid").first
    before = first.evaluate(IMAGE)
    at_rest(page)  # until then the slider may be set back
    slider = page.get_by_role("slider", name="Number of clusters, k")
    slider.focus()
    page.keyboard.press("ArrowRight")
    grid = gallery(page, 11)
    assert grid.locator(".centroid").first.evaluate(IMAGE) != before
    expect(page.locator("h2").first).to_contain_text("At k = 11 ")
    expect(page).to_have_url(re.compile(r"[?&]k=11\b"))


def test_quick_slider_moves_end_with_the_last(page: Page, url: str) -> None:
    page.goto(f"{url}?features=pca&k=30")
    gallery(page, 30)
    at_rest(page)  # until then the slider may be set back
    slider = page.get_by_role("slider", name="Number of clusters, k")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(150)
    # A run may set the slider back by a step; its final value counts.
    at_rest(page)
    k = int(slider.get_attribute("aria-valuetext"))
    assert k > 30
    gallery(page, k)
    expect(page.get_by_text("the last result")).to_have_count(0)


def test_a_fit_is_seen_as_it_is_learnt(page: Page, url: str) -> None:
    page.goto(f"{url}?k=208&features=pca&algorithm=full&n_init=3")
    grid = gallery(page, 208)
    at_rest(page)  # until then the slider may be set back
    grid.evaluate("""(grid) => {
      grid.is_the_first = true;
      window.seen = [];
      const look = () => {
        const badges = grid.querySelectorAll('.badge').length;
        const top = grid.getBoundingClientRect().top;
        const now = `${grid.children.length} ${badges} ${grid.ariaBusy} ${top}`;
        if (now !== window.seen.at(-1)) window.seen.push(now);
        requestAnimationFrame(look);
      };
      look();
    }""")
    page.get_by_role("slider", name="Number of clusters, k").focus()
    page.keyboard.press("ArrowRight")
    grid = gallery(page, 224)
    expect(grid.locator(".badge")).to_have_count(224)
    assert grid.evaluate("grid => grid.is_the_first"), "it was built anew"
    states = [state.split() for state in page.evaluate("seen")]
    assert ["224", "0", "true"] in [state[:3] for state in states]
    tops = {top for *_, top in states[:-1]}  # the next headline may be longer
    assert len(tops) == 1, "the gallery moved while it was learnt"


@pytest.mark.parametrize("when", ["at once", "soon", "at rest"])
def test_a_click_opens_the_cluster(page: Page, url: str, when: str) -> None:
    # At once: before the controls are there.
    page.goto(url)
    grid = gallery(page, 10)
    expect(grid.locator(".badge")).to_have_count(10)  # it is no longer being learnt
    if when == "soon":
        page.wait_for_timeout(300)
    if when == "at rest":
        at_rest(page)
    tile = grid.locator("button").nth(4)
    name = tile.get_attribute("title")
    tile.click()
    expect(tile).to_have_attribute("aria-pressed", "true")
    assert name is not None
    cluster, digit = name.split()[1].strip("#"), name.split()[4].rstrip(":")
    expect(
        page.get_by_text(f"Cluster #{cluster} stands for {digit}", exact=True)
    ).to_be_visible()
    if cluster != "0":
        page.wait_for_url(f"**cluster={cluster}")
    page.reload()
    tile = gallery(page, 10).get_by_role("button", name=f"#{cluster} ")
    expect(tile).to_have_attribute("aria-pressed", "true")


def test_the_gallery_works_by_keyboard(page: Page, url: str) -> None:
    page.goto(url)
    grid = gallery(page, 10)
    grid.locator('button[tabindex="0"]').focus()
    page.keyboard.press("End")
    expect(grid.locator("button").last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    second = grid.locator("button").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_focused()


def test_sorting_moves_the_tiles(page: Page, url: str) -> None:
    page.goto(url)
    grid = gallery(page, 10)
    page.get_by_text("size", exact=True).click()
    page.wait_for_url("**sort=size")
    page.wait_for_function(
        """() => {
            const sizes = [...document.querySelectorAll('*')]
              .flatMap((e) => e.shadowRoot
                ? [...e.shadowRoot.querySelectorAll('.text span:last-child')] : [])
              .map((e) => Number(e.textContent.replace(',', '')));
            return sizes.length && sizes.every((s, i) => !i || s <= sizes[i - 1]);
        }"""
    )
    expect(grid.locator(".text span:last-child")).to_have_count(10)


@pytest.mark.parametrize("k", [10, 256])
def test_phone_needs_no_horizontal_scrolling(phone: Page, url: str, k: int) -> None:
    phone.goto(f"{url}?k={k}&features=pca")
    gallery(phone, k)
    expect(phone.locator(".js-plotly-plot")).to_have_count(4)
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_cells_of_the_dark_page_are_dark(
    open_page: Callable[..., Page], url: str
) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = open_page(dark=scheme == "dark")
        page.goto(url)
        gallery(page, 10)
        expect(page.locator(".js-plotly-plot")).to_have_count(4)
        at_rest(page)
        shades[scheme] = page.evaluate(
            "() => [...document.querySelectorAll('.js-plotly-plot')]"
            ".flatMap((p) => p.data).find((t) => t.type === 'heatmap').colorscale[0][1]"
        )
    assert shades["light"] != shades["dark"]


def test_settings_in_the_link_carry_over_to_other_pages(page: Page, url: str) -> None:
    # The second time results are cached: each page runs only once.
    for _ in range(2):
        page.goto(f"{url}?k=14&features=pca&seed=1&present=true")
        gallery(page, 14)
        at_rest(page)
    # In any order.
    settings = "".join(
        rf"(?=.*[?&]{setting}(&|$))"
        for setting in ("k=14", "features=pca", "seed=1", "present=true")
    )
    for name, path in (("Notebook", "notebook"), ("Explore", "")):
        page.get_by_test_id("stSidebarNavLink").get_by_text(name, exact=True).click()
        # At first the address is the page's alone; the settings follow.
        address = re.compile(rf"^{re.escape(url)}{path}(?=[?]){settings}")
        expect(page).to_have_url(address)
        slider = page.get_by_role("slider", name="Number of clusters, k")
        expect(slider).to_have_attribute("aria-valuetext", "14")
    gallery(page, 14)
