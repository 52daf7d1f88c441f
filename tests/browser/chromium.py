"""The browser that tests and benchmarks drive."""

import shutil
from collections.abc import Callable
from time import monotonic

from playwright.sync_api import Browser, Page, Playwright

#: Milliseconds to wait for what a busy machine has to compute.
WAIT = 300_000

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A page is at rest when the server has answered the last that was sent to it, its run
# has ended, nothing waits for work in the background, and all this is so after the
# components' timers have rung: the longest, the map's before it writes its link, is of
# 500 ms. The timer here starts anew with each message and each change of the page, and
# timers ring in the order in which they are due, however busy the machine is.
_LISTEN = """
{
  let timer, answered = false, rung = false;
  const restart = () => {
    clearTimeout(timer);
    rung = false;
    timer = setTimeout(() => { rung = true; }, 600);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener('message', () => { answered = true; restart(); });
    }
    send(message) {
      answered = false;
      restart();
      super.send(message);
    }
  };
  new MutationObserver(restart).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  window.pageAtRest = (anew) => {
    if (anew) restart();
    return rung && answered
      && !!document.querySelector('[data-test-script-state="notRunning"]')
      && !document.querySelector('[data-testid="stProgress"]');
  };
}
"""


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start the system's Chromium where there is one, else Playwright's own.

    `more` is given to it on its command line.
    """
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return playwright.chromium.launch(
        executable_path=installed,
        args=[
            # A container's root has no sandbox.
            "--no-sandbox",
            # Off the network, but for the servers of this machine.
            "--disable-background-networking",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            *more,
        ],
    )


def listen(page: Page) -> None:
    """Let `at_rest` follow what a page says to its server; before it is opened."""
    page.add_init_script(_LISTEN)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds, on the page or of what it has said."""
    end = monotonic() + WAIT / 1000
    while not holds():
        assert monotonic() < end, "it did not come to that"
        page.wait_for_timeout(50)


def at_rest(page: Page) -> None:
    """Wait until a page is drawn and nothing that it waits for is under way."""
    page.evaluate("pageAtRest(true)")
    page.wait_for_function("pageAtRest(false)", timeout=WAIT, polling=100)
