"""How smoothly the map moves, what is sent for it, what t-SNE takes and is worth.

    python -m benchmarks.map_speed

Needs requirements-dev.txt, a Chromium and, for MNIST's 10,000 test images, the file
named by MNIST_KMEANS_DATA. Frames are counted while the map of 5,000 images is moved
with the mouse and zoomed with the wheel, beside an empty page's in the same browser,
which has no graphics card here: WebGL is computed on the processor. t-SNE stands beside
scikit-learn's; a map is as good as the share of images whose nearest neighbour on it
shows the same digit.
"""

import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from playwright.sync_api import sync_playwright
from sklearn.manifold import TSNE

from benchmarks.page_speed import open_page
from benchmarks.servers import ROOT, server
from mnist_kmeans import load_mnist
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.features.threads import one_thread
from mnist_kmeans.studies.maps import compute_map, neighbours
from tests.browser.chromium import launch

# Milliseconds between the frames that a browser shows in so many.
_FRAMES = """(wanted) => new Promise((done) => {
  const gaps = [];
  let before;
  const next = (now) => {
    if (before) gaps.push(now - before);
    before = now;
    if (now < window.until) requestAnimationFrame(next); else done(gaps);
  };
  window.until = performance.now() + wanted;
  requestAnimationFrame(next);
})"""


def gaps_while(page, act):
    """Return the milliseconds between frames while something is done for 3 s."""
    page.evaluate(f"window.gaps = ({_FRAMES})(3000)")
    end = perf_counter() + 3
    i = 0
    while perf_counter() < end:
        act(i)
        i += 1
    return np.array(page.evaluate("window.gaps"))


def report(name, gaps):
    print(
        f"{name:34}{1000 / gaps.mean():8.0f} frames/s, median gap "
        f"{np.median(gaps):5.1f} ms, 95 % within {np.percentile(gaps, 95):5.1f} ms"
    )


def measure_layouts(data):
    layouts = {
        "PCA": lambda points: compute_map(points, "PCA").positions,
        "t-SNE": lambda points: compute_map(points, "t-SNE").positions,
        "t-SNE by scikit-learn": lambda points: TSNE(random_state=0).fit_transform(
            compute_map(points, "PCA").components
        ),
    }
    for n in (1000, 5000):
        shown = evenly_spaced(len(data.x_test), n)
        points = data.x_test[shown].reshape(len(shown), -1).astype(np.float32) / 255
        for name, lay_out in layouts.items():
            start, start_cpu = perf_counter(), process_time()
            with one_thread("openmp"):
                positions = lay_out(points)
            seconds, cpu = perf_counter() - start, process_time() - start_cpu
            same = neighbours(positions, data.y_test[shown]).same
            print(
                f"{name} of {n:,} images: {seconds:.2f} s, {cpu:.2f} s of one "
                f"processor, {same:.1%} beside the same digit"
            )


def main():
    data = load_mnist()
    measure_layouts(data)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with server(ROOT / "app.py", Path(folder)) as (url, _):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            received = []
            page.on(
                "websocket",
                lambda socket: socket.on(
                    "framereceived", lambda content: received.append(len(content))
                ),
            )
            open_page(page, f"{url}map", '.map[role="application"]')
            page.wait_for_function("() => window.kmeansDigits?.picture?.complete")
            page.wait_for_timeout(3000)
            print(f"sent for the page: {sum(received) / 1e6:.2f} MB")
            received.clear()
            page.get_by_role("radio", name="cluster", exact=True).click()
            page.wait_for_timeout(3000)
            print(f"sent for other colours: {sum(received) / 1e3:.0f} KB")

            box = page.get_by_role("application").bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + 200
            page.get_by_role("application").focus()
            page.mouse.move(x, y)
            page.mouse.down()
            report(
                "moved, 5,000 points",
                gaps_while(page, lambda i: page.mouse.move(x + i % 60, y + i % 40)),
            )
            page.mouse.up()
            report(
                "zoomed, 5,000 points to digits",
                gaps_while(page, lambda i: page.mouse.wheel(0, -60)),
            )
            page.goto("about:blank")
            report("an empty page", gaps_while(page, lambda i: page.mouse.move(i, i)))
        browser.close()


if __name__ == "__main__":
    main()
