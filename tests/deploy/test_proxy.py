"""Two replicas behind HAProxy, as deploy/ has them, in a browser."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser.chromium import WAIT, launch, listen, until
from tests.browser.test_predict import BLANK, ONE, draw
from tests.deploy.replicas import (
    CONFIG,
    HAPROXY,
    Replicas,
    answer,
    at_rest,
    behind_proxy,
    replica_of,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(HAPROXY is None, reason="HAProxy is not installed"),
]

# Few images and few fits, so that each page comes to rest soon.
QUERY = "?data=bundled&k=8&features=pca&ks=own&own_ks=2 6&seeds=1"


@pytest.fixture(scope="module")
def replicas(shared_cache: Path) -> Iterator[Replicas]:
    with behind_proxy(shared_cache) as replicas:
        yield replicas


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=WAIT)
    # A camera, and the permission to use it.
    fake = ("device-for-media-stream", "ui-for-media-stream")
    browser = launch(playwright, *(f"--use-fake-{what}" for what in fake))
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    listen(page)
    yield page
    page.close()


@pytest.fixture
def reports(page: Page) -> list[str]:
    """What the browser reports about the content security policy."""
    reports: list[str] = []
    page.on(
        "console",
        lambda message: (
            reports.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    return reports


def test_haproxy_takes_the_configuration() -> None:
    assert HAPROXY is not None
    subprocess.run([HAPROXY, "-c", "-f", str(CONFIG)], check=True)


def test_answers_have_the_security_headers(replicas: Replicas) -> None:
    for path in ("", "map", "_stcore/health"):
        with urlopen(replicas.url + path, timeout=60) as response:
            headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        scripts = re.search(r"script-src ([^;]*)", policy)[1]
        assert re.fullmatch(r"'self' blob: 'sha256-[\w+/]+='", scripts)


def test_a_script_from_elsewhere_is_reported(
    page: Page, reports: list[str], replicas: Replicas
) -> None:
    page.goto(replicas.url)
    page.evaluate(
        "() => { const script = document.createElement('script');"
        "script.textContent = '1'; document.body.append(script); }"
    )
    until(page, lambda: len(reports) == 1)


def test_all_pages_work_under_the_policy(
    page: Page, reports: list[str], replicas: Replicas
) -> None:
    for path in ("", "notebook", "accuracy"):
        page.goto(f"{replicas.url}{path}{QUERY}")
        expect(page.locator("h2").first).to_be_visible()
        at_rest(page)
        tabs = page.get_by_role("tab")
        for i in range(tabs.count()):
            tabs.nth(i).click()
            at_rest(page)
    tabs.first.click()
    page.get_by_text("Rows and downloads").click()
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert "n_clusters" in Path(download.value.path()).read_text()
    page.goto(f"{replicas.url}map{QUERY}")
    expect(page.get_by_role("application", name="Map of")).to_be_visible()
    until(page, lambda: page.evaluate("() => !!window.kmeansDigits?.ink"))
    # That of all digits, by its own route.
    page.goto(f"{replicas.url}map?k=8&at=0.2,0.6,30")
    expect(page.get_by_role("application", name="Map of all 70,000")).to_be_visible()
    tiles = "window.kmeansWholeMap?.images.tiles.values() ?? []"
    until(page, lambda: page.evaluate(f"() => [...{tiles}].some((tile) => tile)"))
    page.goto(f"{replicas.url}predict{QUERY}")
    pad = page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    at_rest(page)
    draw(page, pad, ONE)
    expect(page.locator("h2").first).not_to_have_text(BLANK)
    page.goto(f"{replicas.url}predict{QUERY}&from=Camera")
    at_rest(page)
    video = page.locator("video")
    until(page, lambda: video.evaluate("(video) => video.readyState > 2"))
    take = page.get_by_role("button", name="Take Photo")
    clear = page.get_by_role("button", name="Clear photo")

    def is_taken() -> bool:
        # A click takes no photo until the widget knows that its camera is there.
        if not clear.is_visible():
            take.click()
        page.wait_for_timeout(1000)
        return clear.is_visible()

    until(page, is_taken)
    at_rest(page)
    assert reports == []


def test_an_upload_above_the_limit_is_refused(page: Page, replicas: Replicas) -> None:
    large = b"x" * (12 * 1024**2)
    with closing(HTTPConnection(urlsplit(replicas.url).netloc)) as connection:
        connection.putrequest("PUT", "/_stcore/upload_file/session/file")
        connection.putheader("Content-Length", str(len(large)))
        connection.endheaders()  # the proxy does not wait for the rest
        response = connection.getresponse()
        assert response.status == 413
        assert response.read() == b"A file can have 10 MB at most."
    page.goto(f"{replicas.url}predict{QUERY}&from=Upload")
    at_rest(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "large.png", "mimeType": "image/png", "buffer": large}
    )
    expect(page.get_by_text("File must be 10.0MB or smaller.")).to_be_visible()


def test_visitors_of_a_killed_replica_are_back_at_the_other(
    page: Page, replicas: Replicas
) -> None:
    page.goto(f"{replicas.url}{QUERY}")
    expect(page.get_by_role("group", name="8 centroids")).to_be_visible()
    at_rest(page)
    before = replica_of(page)
    title = page.locator("h2").first.inner_text()
    replicas.processes[before].kill()
    until(page, lambda: replica_of(page) != before)
    slider = page.get_by_role("slider", name="Number of clusters, k")
    expect(slider).to_be_enabled()  # as it is while the page is connected
    at_rest(page)
    # The other replica has never seen this visitor.
    for key, k in (("ArrowRight", 9), ("ArrowLeft", 8)):
        centroids = page.get_by_role("group", name=f"{k} centroids")

        def move(key: str = key, k: int = k, centroids: Locator = centroids) -> bool:
            # A move just after the connection is back can be lost.
            if slider.get_attribute("aria-valuetext") != str(k):
                slider.press(key)
            at_rest(page)
            return centroids.is_visible()

        until(page, move)
    expect(page.locator("h2").first).to_have_text(title)


def test_a_replica_that_stops_is_not_ready(replicas: Replicas) -> None:
    for name, process in replicas.processes.items():
        process.terminate()
        process.wait()
        assert answer(f"http://localhost:{replicas.ports[name]}/ready") == (0, "")
    status, text = answer(replicas.url)
    assert (status, text) == (
        503,
        "No replica is ready yet: try again in a few seconds.",
    )
