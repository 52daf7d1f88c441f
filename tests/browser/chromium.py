"""The browser that tests and benchmarks drive."""

import shutil

from playwright.sync_api import Browser, Page, Playwright, expect

#: Milliseconds to wait for what a busy machine has to compute.
WAIT = 120_000

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium where there is one, else Playwright's own."""
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return playwright.chromium.launch(
        executable_path=installed,
        # A container's root has no sandbox; the rest keeps it off the network.
        args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
    )


def at_rest(page: Page) -> None:
    """Wait until a page is drawn and nothing that it waits for is under way."""
    for _ in range(2):  # what is ready may ask for more
        page.wait_for_timeout(500)
        expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=WAIT)
        expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible(
            timeout=WAIT
        )
