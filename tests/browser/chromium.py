"""The browser that tests and benchmarks drive."""

import shutil
from collections.abc import Callable
from time import monotonic

from playwright.sync_api import Browser, Page, Playwright

#: Milliseconds to wait for a computation on a busy machine.
WAIT = 300_000

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A page is at rest when the server has answered the last message, its run has ended, no
# background job is shown, and all this still holds after the components' timers have
# fired: the longest, the map's before it writes its link, is 500 ms. The timer here
# restarts with each message and each change of the page; timers fire in the order in
# which they are due, however busy the machine is.
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

    `more` are further arguments on its command line.
    """
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return playwright.chromium.launch(
        executable_path=installed,
        args=[
            # A container's root has no sandbox.
            "--no-sandbox",
            # Without network, except for servers on this machine.
            "--disable-background-networking",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            *more,
        ],
    )


def listen(page: Page) -> None:
    """Prepare a page, before it is opened, for `at_rest`."""
    page.add_init_script(_LISTEN)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    end = monotonic() + WAIT / 1000
    while not holds():
        assert monotonic() < end, "timeout"
        page.wait_for_timeout(50)


def at_rest(page: Page) -> None:
    """Wait until a page is drawn and waits for nothing."""
    page.evaluate("pageAtRest(true)")
    page.wait_for_function("pageAtRest(false)", timeout=WAIT, polling=100)
