"""The browser that tests and benchmarks drive."""

import shutil

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium where there is one, else Playwright's own."""
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return playwright.chromium.launch(
        executable_path=installed,
        # A container's root has no sandbox; the rest keeps it off the network.
        args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
    )
