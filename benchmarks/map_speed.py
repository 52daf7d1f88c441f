"""How smoothly maps move, what is sent for them, what t-SNE takes and is worth.

    python -m benchmarks.map_speed

Needs requirements-dev.txt, a Chromium and, for MNIST's 10,000 test images, the file
named by MNIST_KMEANS_DATA. Frames are counted while the maps of 5,000 and of all 70,000
images are moved with the mouse and zoomed with the wheel, beside an empty page's in the
same browser, which has no graphics card here. t-SNE stands beside scikit-learn's; a map
is as good as the share of images whose nearest neighbour on it shows the same digit.
"""

import os
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from playwright.sync_api import sync_playwright
from scipy.spatial import cKDTree
from sklearn.manifold import TSNE

from benchmarks.page_speed import open_page
from benchmarks.servers import ROOT, resident_megabytes, server
from mnist_kmeans import load_mnist
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.features.threads import one_thread
from mnist_kmeans.studies.maps import compute_map, neighbours
from mnist_kmeans.studies.whole_map.layout import find_whole_map
from mnist_kmeans.studies.whole_map.placing import Placer
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


def measure_placing(data):
    """Print what it takes to place a digit of one's own among all 70,000."""
    whole = find_whole_map(data)
    before, start = resident_megabytes(os.getpid()), perf_counter()
    features = compute_features(whole.feature_space, data.x_train, data.x_test)
    print(
        f"features of all 70,000 in {whole.feature_space}: {perf_counter() - start:.1f}"
        " s, the training of its network included where it is not on disk"
    )
    middle, start = resident_megabytes(os.getpid()), perf_counter()
    placer = Placer(whole, features)
    first = perf_counter() - start
    seconds = []
    for i in range(20):
        start = perf_counter()
        placer.place(data.x_test[i : i + 1].astype(np.float32) / 255)
        seconds.append(perf_counter() - start)
    after = resident_megabytes(os.getpid())
    print(
        f"placing digits among all: once {first:.2f} s in the background, then "
        f"{np.median(seconds):.2f} s for each; features {middle - before:.0f} MB, then "
        f"{after - middle:.0f} MB"
    )
    # Themselves they would be placed where they are.
    moved = np.roll(data.x_test[:500], (1, 1), axis=(1, 2)).astype(np.float32) / 255
    places, _ = placer.place(moved)
    island = whole.islands[cKDTree(whole.places).query(places)[1]]
    right = (island == data.y_test[:500]).mean()
    print(
        f"500 test images moved by a pixel: {right:.1%} placed on their digit's island"
    )


def measure_map(page, address, name, zoom_to_digits):
    """Print the frames while a map is moved and zoomed, and what is sent for it."""
    received, fetched = [], []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda content: received.append(len(content))
        ),
    )
    page.on(
        "requestfinished",
        lambda request: (
            fetched.append(request.sizes()["responseBodySize"])
            if "/whole-map/" in request.url
            else None
        ),
    )

    def sent(what):
        page.wait_for_timeout(3000)
        print(
            f"{name}, sent for {what}: {sum(received) / 1e6:.2f} MB by the websocket, "
            f"{sum(fetched) / 1e6:.2f} MB by the route"
        )
        received.clear()
        fetched.clear()

    open_page(page, address, '.map[role="application"]')
    page.wait_for_function("() => window.kmeansDigits?.ink || window.kmeansWholeMap")
    sent("the page")
    page.get_by_role("radio", name="cluster", exact=True).click()
    sent("other colours")
    box = page.get_by_role("application").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    page.get_by_role("application").focus()
    page.mouse.move(x, y)
    page.mouse.down()
    report(
        f"{name}, moved",
        gaps_while(page, lambda i: page.mouse.move(x + i % 60, y + i % 40)),
    )
    page.mouse.up()
    for part in ("from afar", "to digits"):
        report(
            f"{name}, zoomed {part}",
            gaps_while(page, lambda i: page.mouse.wheel(0, zoom_to_digits)),
        )
    page.mouse.down()
    report(
        f"{name}, moved near",
        gaps_while(page, lambda i: page.mouse.move(x + 9 * i % 300, y + 5 * i % 90)),
    )
    page.mouse.up()
    sent("that")
    page.get_by_role("slider", name="Number of clusters, k").press("ArrowRight")
    page.wait_for_url("**k=11*")
    page.wait_for_timeout(5000)
    sent("another k")


def main():
    data = load_mnist()
    measure_placing(data)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with server(ROOT / "app.py", Path(folder)) as (url, _):
            for address, name, wheel in (
                ("map?layout=PCA", "5,000 points", -20),
                ("map", "70,000 points", -20),
            ):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                measure_map(page, url + address, name, wheel)
                page.close()
            page = browser.new_page()
            report("an empty page", gaps_while(page, lambda i: page.mouse.move(i, i)))
        browser.close()
    measure_layouts(data)


if __name__ == "__main__":
    main()
