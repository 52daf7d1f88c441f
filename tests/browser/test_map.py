"""The map in a browser: zooming, pointing, selecting, and the data sent for it."""

import math
import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.chromium import at_rest, until

pytestmark = pytest.mark.browser


def open_map(page: Page, url: str, query: str = "layout=PCA"):
    """Open the page and wait for the map of 5,000 test images, and for these."""
    page.goto(f"{url}map?{query}")
    place = page.get_by_role("application", name="Map of")
    expect(place).to_be_visible()
    page.wait_for_function("() => window.kmeansDigits?.ink")
    at_rest(page)
    return place


def open_whole_map(page: Page, url: str, query: str = ""):
    """Open the page and wait for the map of all digits."""
    page.goto(f"{url}map?{query}")
    place = page.get_by_role("application", name="Map of all 70,000 digits")
    expect(place).to_be_visible()
    expect(page.get_by_text("The map is being loaded")).to_be_hidden()
    at_rest(page)
    return place


def painted(place) -> tuple[int, int]:
    """Return how many colours the points have, and a sum that tells pictures apart."""
    colors, checksum = place.evaluate(
        """async (map) => {
          await new Promise(requestAnimationFrame);
          const copy = document.createElement('canvas');
          const points = map.querySelector('.points');
          copy.width = points.width; copy.height = points.height;
          const pen = copy.getContext('2d');
          pen.drawImage(points, 0, 0);
          const seen = new Set();
          let sum = 0;
          const { data } = pen.getImageData(0, 0, copy.width, copy.height);
          const colors = new Uint32Array(data.buffer);
          const page = getComputedStyle(map).backgroundColor.match(/\\d+/g).map(Number);
          for (let i = 0; i < colors.length; i++) {
            const rgb = [...data.subarray(4 * i, 4 * i + 3)];
            if (rgb.join() === page.slice(0, 3).join()) continue;
            seen.add(rgb.map((v) => v >> 4).join());
            sum = (sum * 31 + i) % 1000003;
          }
          return [seen.size, sum];
        }"""
    )
    return colors, checksum


def above(place) -> str | None:
    """Return what is drawn above the points, as an image; None if nothing is."""
    picture: str | None = place.evaluate(
        """async (map) => {
          await new Promise(requestAnimationFrame);
          const over = map.querySelector('.over');
          const { data } = over.getContext('2d')
            .getImageData(0, 0, over.width, over.height);
          return data.some((v) => v) ? over.toDataURL() : null;
        }"""
    )
    return picture


def middle(place) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def selected(page: Page) -> int:
    """Return how many images the page says are selected."""
    title = page.locator("h2", has_text="selected")
    expect(title).to_be_visible()
    text = title.inner_text()
    return 1 if text.startswith("One") else int(text.split()[0].replace(",", ""))


def says(n: int) -> re.Pattern[str]:
    """Return how the title of a selection of n > 1 images begins."""
    return re.compile(rf"^\s*{n:,} test images selected")


def drag(page: Page, path: list[tuple[float, float]]) -> None:
    page.mouse.move(*path[0])
    page.mouse.down()
    for place in path[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def test_lasso_shows_the_selected_images(page: Page, url: str) -> None:
    place = open_map(page, url)
    assert painted(place)[0] > 8  # ten digits, ten colours
    x, y = middle(place)
    page.get_by_role("radio", name="lasso").click()
    turns = [i / 12 * 2 * math.pi for i in range(12)]
    ring = [(x + 120 * math.cos(a), y + 90 * math.sin(a)) for a in turns]
    drag(page, ring)
    n = selected(page)
    assert n > 1
    digits = page.locator('figure a[href^="predict?"]')
    expect(digits).to_have_count(min(60, n))
    # A box round the ring holds all that the ring holds and more.
    page.get_by_role("radio", name="box").click()
    drag(page, [(x - 125, y - 95), (x + 125, y + 95)])
    expect(page.locator("h2", has_text=says(n))).to_have_count(0)
    assert selected(page) > n
    page.get_by_role("button", name="Select nothing").click()
    expect(page.get_by_text("Select images to see them here")).to_be_visible()


def test_hover_shows_the_image_and_click_explains_it(page: Page, url: str) -> None:
    place = open_map(page, url)
    # Points are dense around the middle: the mouse soon meets one.
    x, y = middle(place)
    tip = page.get_by_text(re.compile(r"Test image [\d,]+ shows an? \d\."))
    for step in range(60):
        page.mouse.move(x + 3 * step, y + step)
        if tip.is_visible():
            break
    text = tip.inner_text()
    shown = page.locator(".tip canvas").evaluate(
        "(c) => c.getContext('2d').getImageData(0, 0, 28, 28).data.some((v) => v > 200)"
    )
    assert shown
    page.mouse.down()
    page.mouse.up()
    assert selected(page) == 1
    number = re.search(r"image ([\d,]+)", text).group(1).replace(",", "")
    link = page.locator('figure a[href^="predict?"]')
    assert f"test={number}" in link.get_attribute("href")
    label = re.search(r"shows an? (\d)", text).group(1)
    page.evaluate("window.stays = true")
    link.click()
    said = re.compile(rf"^(Right|Wrong): its label is {label}\.")
    expect(page.get_by_text(said)).to_be_visible()
    assert page.evaluate("window.stays"), "the app was not loaded anew"


def test_zooming_and_moving(page: Page, url: str) -> None:
    place = open_map(page, url)
    far = painted(place)
    place.focus()
    for _ in range(8):
        page.keyboard.press("+")
    until(page, lambda: painted(place) != far)
    page.keyboard.press("0")
    until(page, lambda: painted(place) == far)
    # The wheel zooms a map that has the focus; otherwise it scrolls the page.
    page.get_by_role("radio", name="move").focus()
    page.evaluate("addEventListener('wheel', () => { window.turned = true; })")
    page.mouse.move(*middle(place))
    page.mouse.wheel(0, -300)
    page.wait_for_function("window.turned", polling=50)
    at_rest(page)
    assert painted(place) == far
    place.focus()
    page.mouse.wheel(0, -300)
    until(page, lambda: painted(place) != far)
    page.get_by_role("button", name="Whole map").click()
    until(page, lambda: painted(place) == far)
    x, y = middle(place)
    drag(page, [(x, y), (x + 200, y)])
    until(page, lambda: painted(place) != far)
    at_rest(page)
    # Moving is not selecting.
    expect(page.get_by_text("Select images to see them here")).to_be_visible()


def test_link_restores_the_view(page: Page, url: str) -> None:
    place = open_map(page, url)
    place.focus()
    for key in ("+", "+", "+", "Shift+ArrowLeft", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_url("**at=**")
    at_rest(page)
    look = "() => [...window.kmeansMap.view.at, window.kmeansMap.view.zoom]"
    seen = page.evaluate(look)
    assert seen[2] > 2
    query = page.url.split("?")[1]
    page.reload()
    open_map(page, url, query)
    assert page.evaluate(look) == pytest.approx(seen, abs=1e-4)


def test_colours_change_without_sending_images(page: Page, url: str) -> None:
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda data: received.append(len(data))
        ),
    )
    place = open_map(page, url)
    first = sum(received)
    received.clear()
    by_digit, _ = painted(place)
    page.get_by_role("radio", name="right or wrong").click()
    page.wait_for_url("**color=right*")
    at_rest(page)
    assert painted(place)[0] < by_digit
    assert sum(received) < 30_000
    assert first > 5 * sum(received)
    # The link restores it.
    page.reload()
    expect(page.get_by_role("radio", name="right or wrong")).to_be_checked()


def test_the_map_works_by_keyboard(page: Page, url: str) -> None:
    place = open_map(page, url)
    page.get_by_role("radio", name="digit", exact=True).focus()
    page.keyboard.press("ArrowRight")
    cluster = page.get_by_role("radio", name="cluster", exact=True)
    expect(cluster).to_be_focused()
    expect(cluster).to_be_checked()
    # Each entry of the legend selects its images.
    entry = page.get_by_role("group", name="Legend").get_by_role("button").nth(1)
    name = entry.text_content()
    assert name is not None
    assert name.startswith("1: select its ")
    n = int(name.split()[3].replace(",", ""))
    entry.press("Enter")
    assert selected(page) == n
    place.focus()
    for key in ("+", "+", "+", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Select what is in view").press("Enter")
    expect(page.locator("h2", has_text=says(n))).to_have_count(0)
    assert selected(page) != n
    place.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Select images to see them here")).to_be_visible()


def test_one_image_can_be_looked_at_by_keyboard(page: Page, url: str) -> None:
    place = open_map(page, url)
    place.focus()
    page.keyboard.press("ArrowRight")
    tip, said = page.locator(".tip p"), page.locator(".frame ~ [role=status]")
    expect(tip).to_be_visible()
    first = tip.inner_text()
    expect(said).to_have_text(first)
    page.keyboard.press("ArrowDown")
    expect(tip).not_to_have_text(first)
    second = tip.inner_text()
    expect(said).to_have_text(second)
    page.keyboard.press("Enter")
    assert selected(page) == 1
    number = re.search(r"image ([\d,]+)", second).group(1).replace(",", "")
    link = page.locator('figure a[href^="predict?"]')
    assert f"test={number}" in link.get_attribute("href")
    # On to the next, with the one image selected.
    at_rest(page)
    place.focus()
    page.keyboard.press("ArrowUp")
    expect(tip).not_to_have_text(second)


@pytest.mark.parametrize("dark", [False, True])
def test_every_point_stands_out_from_the_page(open_page, url: str, dark: bool) -> None:
    page = open_page(dark=dark)
    place = open_map(page, url)
    page.get_by_role("checkbox", name="Centroids").uncheck()
    clear, _ = place.evaluate(
        """async (map) => {
          await new Promise(requestAnimationFrame);
          const points = map.querySelector('.points');
          const { data } = points.getContext('2d')
            .getImageData(0, 0, points.width, points.height);
          const light = (rgb) => {
            const [r, g, b] = [...rgb].map((v) => v / 255)
              .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const shown = getComputedStyle(map).backgroundColor.match(/\\d+/g);
          const behind = light(shown.slice(0, 3).map(Number));
          // Rims have a part of the opaque pixels of each digit's points.
          const clear = new Set(), all = new Set();
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] < 255) continue;
            const rgb = data.slice(i, i + 3);
            const pair = [light(rgb), behind].sort((a, b) => b - a);
            all.add(rgb.join());
            if ((pair[0] + 0.05) / (pair[1] + 0.05) >= 3) clear.add(rgb.join());
          }
          return [clear.size, all.size];
        }"""
    )
    assert clear >= 10, "a rim for each of ten digits"


def test_choice_of_colours_persists_across_pages(page: Page, url: str) -> None:
    open_map(page, url)
    page.get_by_role("radio", name="cluster", exact=True).click()
    page.wait_for_url("**color=cluster*")
    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_role("group", name="10 centroids")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.get_by_role("radio", name="cluster", exact=True)).to_be_checked()
    # The link has it too.
    page.wait_for_url("**/map?*color=cluster")


def test_drawn_digit_appears_on_the_map(page: Page, url: str) -> None:
    place = open_map(page, url)
    until(page, lambda: above(place) is not None)  # the centroids' pictures are there
    before = above(place)
    page.get_by_text("A digit of your own on the map").click()
    pad = page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    at_rest(page)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"]
    drag(page, [(x, y + 0.2 * box["height"]), (x, y + 0.8 * box["height"])])
    at_rest(page)
    until(page, lambda: above(place) not in (None, before))
    # The pad's Clear takes it away again.
    page.get_by_role("button", name="Clear").click()
    until(page, lambda: above(place) == before)


def test_browser_shortcuts_are_left_alone(page: Page, url: str) -> None:
    place = open_map(page, url)
    place.focus()
    far = painted(place)
    taken = place.evaluate(
        """(map) => ['+', '0', 'ArrowLeft'].map((key) => !map.dispatchEvent(
          new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true })))"""
    )
    assert taken == [False, False, False]
    assert painted(place) == far


def test_tap_selects_on_a_phone(phone: Page, url: str) -> None:
    place = open_map(phone, url)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
    place.scroll_into_view_if_needed()
    # Somewhere around the middle a tap meets an image.
    x, y = middle(place)
    title = phone.locator("h2", has_text="selected")
    for step in range(20):
        phone.touchscreen.tap(x + 12 * (step % 5) - 24, y + 12 * (step // 5) - 24)
        at_rest(phone)
        if title.is_visible():
            break
    assert selected(phone) == 1
    # The tooltip of the touched image stays.
    tip = phone.get_by_text(re.compile(r"Test image [\d,]+ shows an?"))
    expect(tip).to_be_visible()


def requested(page: Page) -> list[tuple[str, int]]:
    """Return a list that gets the parts of the map of all digits, and their sizes."""
    parts: list[tuple[str, int]] = []

    def note(request: Request) -> None:
        if "/whole-map/" in request.url:
            size = request.sizes()["responseBodySize"]
            parts.append((request.url.split("/")[-1], size))

    page.on("requestfinished", note)
    return parts


def test_all_digits_are_sent_as_they_are_needed(open_page, url: str) -> None:
    page = open_page()
    parts, received = requested(page), []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda data: received.append(len(data))
        ),
    )
    place = open_whole_map(page, url)
    assert [name for name, _ in parts] == ["points"]
    assert sum(size for _, size in parts) + sum(received) < 3_000_000
    far = painted(place)
    assert far[0] > 8
    # Into the middle of an island, until its points are digits.
    page.evaluate("window.kmeansMap.view = { at: [0.2, 0.6], zoom: 20 }")
    place.focus()
    page.keyboard.press("+")
    page.wait_for_function(
        "() => [...window.kmeansWholeMap.images.tiles.values()].some((tile) => tile)"
    )
    at_rest(page)
    near = painted(place)
    assert near != far
    names = [name for name, _ in parts]
    assert 1 < len(names) < 40, "a part of the map"
    assert len(set(names)) == len(names)
    # Another k sends other clusters, not the map.
    before = len(names)
    received.clear()
    page.get_by_role("radio", name="cluster", exact=True).click()
    page.get_by_role("slider", name="Number of clusters, k").press("ArrowRight")
    page.wait_for_url("**k=11*")
    at_rest(page)
    assert len(parts) == before
    assert sum(received) < 400_000
    assert painted(place) != near


def test_a_box_selects_of_all_digits(page: Page, url: str) -> None:
    place = open_whole_map(page, url)
    legend = page.get_by_role("group", name="Legend").get_by_role("button")

    def total() -> int:
        counts = re.findall(
            r"select its ([\d,]+)",
            " ".join(button.text_content() or "" for button in legend.all()),
        )
        return sum(int(count.replace(",", "")) for count in counts)

    assert total() == 70_000
    x, y = middle(place)
    page.get_by_role("radio", name="box").click()
    drag(page, [(x - 60, y - 40), (x + 60, y + 40)])
    title = page.locator("h2", has_text="images selected")
    expect(title).to_have_text(
        re.compile(r"[\d,]+ images selected, [\d,]+ training and [\d,]+ test; ")
    )
    n, n_train, n_test = (
        int(number.replace(",", ""))
        for number in re.findall(r"[\d,]*\d", title.inner_text())[:3]
    )
    assert n == n_train + n_test
    images = page.get_by_role("img", name=re.compile("^digit "))
    expect(images).to_have_count(60)
    # Test images alone, in the same box.
    page.get_by_role("radio", name="test", exact=True).click()
    page.wait_for_url("**shown=test*")
    assert total() == 10_000
    drag(page, [(x - 60, y - 40), (x + 60, y + 40)])
    expect(page.locator("h2", has_text=says(n_test))).to_be_visible()
    # The link restores what is shown.
    page.reload()
    expect(page.get_by_role("radio", name="test", exact=True)).to_be_checked()


def test_hover_shows_an_image_of_all(page: Page, url: str) -> None:
    place = open_whole_map(page, url)
    parts = requested(page)
    place.focus()
    page.keyboard.press("ArrowRight")
    tip = page.locator(".tip p")
    expect(tip).to_have_text(
        re.compile(r"(Test|Training) image [\d,]+ shows an? \d\. Cluster #\d+ stands")
    )
    page.wait_for_function(
        """() => {
          const roots = [...document.querySelectorAll('*')]
            .map((one) => one.shadowRoot ?? one);
          const tip = roots.map((root) => root.querySelector('.tip canvas'))
            .find(Boolean);
          return tip?.getContext('2d').getImageData(0, 0, 28, 28).data
            .some((value, i) => i % 4 < 3 && value > 200);
        }"""
    )
    for _ in range(200):  # the browser tells of a request after it used the answer
        if parts:
            break
        page.wait_for_timeout(50)
    assert len(parts) == 1, "the one tile that has it"
    page.keyboard.press("Enter")
    assert selected(page) == 1


def test_a_map_that_cannot_be_loaded_says_so(page: Page, url: str) -> None:
    page.route("**/whole-map/**", lambda route: route.abort())
    page.goto(f"{url}map")
    expect(page.get_by_text("The map could not be loaded: reload")).to_be_visible()
    page.unroute("**/whole-map/**")
    place = open_whole_map(page, url)
    assert painted(place)[0] > 8
