"""A room of people at one of two replicas: its phones go there, and learn its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.chromium import WAIT, launch, listen
from tests.deploy.replicas import HAPROXY, Replicas, at_rest, behind_proxy, replica_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(HAPROXY is None, reason="HAProxy is not installed"),
]


@pytest.fixture
def replicas(shared_cache: Path) -> Iterator[Replicas]:
    with behind_proxy(shared_cache) as replicas:
        yield replicas


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=WAIT)
    browser = launch(playwright)
    yield browser
    browser.close()


def test_phones_reach_their_room_until_its_replica_dies(
    browser: Browser, replicas: Replicas
) -> None:
    teacher = browser.new_page(viewport={"width": 1440, "height": 900})
    teacher.set_default_timeout(WAIT)
    listen(teacher)
    reports: list[str] = []
    teacher.goto(f"{replicas.url}?data=bundled&k=8&features=pca&view=Guess+first")
    at_rest(teacher)
    teacher.get_by_role("button", name="Open a room").click()
    code = teacher.locator(".room-code").inner_text()
    home = replica_of(teacher)
    assert code[0] == home.upper()
    (other,) = replicas.processes.keys() - {home}
    # One phone is new, the other has used the dashboard at the other replica.
    for cookies in ([], [{"name": "replica", "value": other, "url": replicas.url}]):
        context = browser.new_context()
        context.add_cookies(cookies)
        phone = context.new_page()
        phone.on("console", lambda message: reports.append(message.text))
        phone.goto(f"{replicas.url}room/{code.lower()}")
        phone.get_by_role("button", name="4").click()
        expect(phone.get_by_role("status")).to_have_text("Answered: 4.")
    assert reports == []
    expect(teacher.get_by_text("2 of 2 answered")).to_be_visible()
    teacher.close()
    replicas.processes[home].kill()
    for context in browser.contexts[1:]:
        (phone,) = context.pages
        status = phone.get_by_role("status")
        expect(status).to_have_text("The room is over: its server has stopped.")
