"""How fast the page is, beside an empty Streamlit app, and what memory it takes.

    python -m benchmarks.page_speed [--repeats 3] [--only-pages]

Needs requirements-dev.txt and a Chromium. "From the start" runs from starting the
server's process to the first pixels in an open browser; "from the link" from opening
the page on a server that runs already. Both apps take turns. The repaint is the time
from a key press on the slider to the new gallery, k being fitted already; the answer is
that from the end of a stroke on the pad to the new answer on screen.

The first content of a page is its headline, of Explore the centroids, which come before
it, all that is shown being cached: seconds from opening the link on a server that runs
already, in a new browser and in one that has been there before, the empty app and the
pages taking turns; and from a click on the page's name in the sidebar of another.
`--only-pages` measures that alone.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from playwright.sync_api import Error, sync_playwright

from benchmarks.servers import ROOT, resident_megabytes, server
from tests.browser.chromium import at_rest, launch, listen

# Each page's place in the URL.
PAGES = {
    "explore": "",
    "accuracy": "accuracy",
    "predict": "predict",
    "map": "map",
    "notebook": "notebook",
}
# How often each page's first content is timed.
_TURNS = 5
EMPTY_APP = 'import streamlit as st\n\nst.write("A line of text")\n'


def open_page(page, url, selector):
    """Open a page, as soon as its server answers, and wait for what it shows first."""
    while True:
        try:
            page.goto(url)
            break
        except Error:
            sleep(0.01)
    page.wait_for_selector(selector, timeout=120_000)


def both_starts(browser, app, selector, cache):
    start = perf_counter()
    with server(app, cache) as (url, _):
        page = browser.new_page()
        open_page(page, url, selector)
        from_start = perf_counter() - start
        page.close()
        sleep(3)
        page = browser.new_page()
        start = perf_counter()
        open_page(page, url, selector)
        from_link = perf_counter() - start
        page.close()
    return from_start, from_link


def seconds_to(browser, url, selector):
    page = browser.new_page()
    start = perf_counter()
    open_page(page, url, selector)
    seconds = perf_counter() - start
    page.close()
    return seconds


def first_contents(browser, empty, cache, repeats):
    """Return the seconds to first contents by page: new, known, and by a click."""
    headline = '[data-testid="stMain"] h2'
    known = browser.new_context()
    with server(empty, cache) as (bare, _), server(ROOT / "app.py", cache) as (url, _):
        links = {"empty app": (bare, "text=A line of text")}
        links |= {name: (f"{url}{path}", headline) for name, path in PAGES.items()}
        links |= {
            "explore": (url, "button .centroid"),
            "explore, headline": (url, headline),
        }
        for link, selector in links.values():
            page = known.new_page()
            listen(page)
            open_page(page, link, selector)
            at_rest(page)
            page.close()
        times = {name: ([], [], []) for name in links}
        inside = known.new_page()
        listen(inside)
        open_page(inside, url, headline)
        for _ in range(repeats):
            for name, (link, selector) in links.items():
                new, again, click = times[name]
                new.append(seconds_to(browser, link, selector))
                sleep(1)  # what a page does after its first content is its own time
                again.append(seconds_to(known, link, selector))
                sleep(1)
                if name in PAGES:
                    click.append(click_seconds(inside, name))
        known.close()
    return {
        name: [statistics.median(column) for column in columns if column]
        for name, columns in times.items()
    }


def click_seconds(page, name):
    """Return the seconds from a click in the sidebar to another page's headline."""
    headline = page.locator('[data-testid="stMain"] h2').first
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=name.title())
    if PAGES[name] == page.url.rsplit("/", 1)[-1].split("?")[0]:
        page.get_by_test_id("stSidebar").get_by_role("link").last.click()
        if name == "notebook":
            page.get_by_test_id("stSidebar").get_by_role("link").first.click()
    at_rest(page)
    before = headline.inner_text()
    start = perf_counter()
    link.click()
    page.wait_for_function(
        """(before) => {
          const now = document.querySelector('[data-testid=stMain] h2')?.innerText;
          return now && now !== before;
        }""",
        arg=before,
    )
    return perf_counter() - start


def print_first_contents(medians, repeats):
    bare = medians["empty app"]
    print(f"first content, cached (medians of {repeats}, in turn)")
    print(f"{'':14}{'new browser':>20}{'known browser':>20}{'click':>10}")
    for name, seconds in medians.items():
        shown = "".join(
            f"{one:10.2f} s {one / empty:5.2f} x"
            for one, empty in zip(seconds, bare, strict=False)
        )
        click = f"{seconds[2]:8.2f} s" if len(seconds) > 2 else ""
        print(f"{name:14}{shown}{click}")


def set_k(page, k):
    """Press a key on the slider and return the seconds until the gallery shows k."""
    slider = page.get_by_role("slider").first
    key = (
        "ArrowRight" if int(slider.get_attribute("aria-valuetext")) < k else "ArrowLeft"
    )
    slider.focus()
    start = perf_counter()
    page.keyboard.press(key)
    page.wait_for_selector(f'.grid[aria-label^="{k} centroids"]', timeout=120_000)
    return perf_counter() - start


# From the end of the next stroke until the page's answer or its distance is another.
_ANSWERED = """() => {
  const pads = [...document.querySelectorAll('*')];
  const pad = pads.map((e) => e.shadowRoot?.querySelector('canvas[role=application]'))
    .find(Boolean);
  const page = document.querySelector('[data-testid=stMain]');
  const said = () => document.querySelector('h2').textContent
    + page.innerText.match(/is [\\d.]+ away/);
  const before = said();
  window.answered = undefined;
  pad.addEventListener('pointerup', () => {
    const start = performance.now();
    const look = () => said() === before ? requestAnimationFrame(look)
      : window.answered = performance.now() - start;
    look();
  }, { capture: true, once: true });
}"""


def answer_seconds(page):
    """Draw a 4 with a line more each time; return each stroke's seconds."""
    # So that the lines do not fill an area, which would be no digit.
    page.get_by_role("radiogroup", name="Brush").get_by_role("radio").first.click()
    pad = page.get_by_role("application")
    box = pad.bounding_box()
    strokes = [[(0.35, 0.2), (0.28, 0.52), (0.68, 0.5)], [(0.62, 0.18), (0.58, 0.85)]]
    strokes += [[(0.3, 0.2 + y / 20), (0.7, 0.2 + y / 20)] for y in range(9)]
    seconds = []
    for stroke in strokes:
        page.evaluate(_ANSWERED)
        places = [
            (box["x"] + x * box["width"], box["y"] + y * box["height"])
            for x, y in stroke
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=6)
        page.mouse.up()
        page.wait_for_function("window.answered !== undefined")
        seconds.append(page.evaluate("window.answered") / 1000)
        sleep(1)
    return seconds[1:]  # the first makes the transformer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only-pages", action="store_true")
    arguments = parser.parse_args()
    repeats = arguments.repeats
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        cache, empty = Path(folder) / "cache", Path(folder) / "empty.py"
        empty.write_text(EMPTY_APP)
        browser = launch(playwright)
        firsts = first_contents(browser, empty, cache, _TURNS)
        print_first_contents(firsts, _TURNS)
        if arguments.only_pages:
            return

        with server(ROOT / "app.py", cache) as (url, pid):
            page = browser.new_page()
            for k in (10, 64, 256):
                open_page(page, f"{url}?k={k}", f'.grid[aria-label^="{k} "]')
                sleep(3)
            memory = resident_megabytes(pid)
            open_page(page, f"{url}?k=64", '.grid[aria-label^="64 "]')
            set_k(page, 72)  # the slider's next stop
            sleep(2)
            repaints = [set_k(page, 64 + 8 * (i % 2)) for i in range(10)]
            answers = {}
            for space in ("pixels", "pca"):
                pad = 'canvas[role="application"]'
                open_page(page, f"{url}predict?k=256&features={space}", pad)
                sleep(3)
                answers[space] = answer_seconds(page)
            page.close()

        apps = {
            "empty app": (empty, "text=A line of text"),
            "explorer": (ROOT / "app.py", "button .centroid"),
        }
        times = {name: [] for name in apps}
        for _ in range(repeats):
            for name, (app, selector) in apps.items():
                times[name].append(both_starts(browser, app, selector, cache))
        browser.close()

    print(f"medians of {repeats}, in turn        from the start  from the link")
    medians = {}
    for name, pairs in times.items():
        medians[name] = [
            statistics.median(column) for column in zip(*pairs, strict=True)
        ]
        print(f"{name:30}{medians[name][0]:12.2f} s{medians[name][1]:13.2f} s")
    ratios = [b / a for a, b in zip(*medians.values(), strict=True)]
    print(f"{'ratio':30}{ratios[0]:12.2f} x{ratios[1]:13.2f} x")
    repaint = statistics.median(repaints)
    print(f"repaint at a fitted k near 64 (median of 10): {repaint:.2f} s")
    for space, times in answers.items():
        print(
            f"answer to a stroke at k = 256 in {space} (median of {len(times)}): "
            f"{statistics.median(times):.2f} s, longest {max(times):.2f} s"
        )
    print(f"server's memory after k = 10, 64, 256 in pixels: {memory:.0f} MB")


if __name__ == "__main__":
    main()
