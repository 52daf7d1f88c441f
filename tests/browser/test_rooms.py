"""A room of people in browsers: a teacher and two phones."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import WAIT, at_rest
from tests.browser.test_accessibility import AXE, violations

pytestmark = pytest.mark.browser

ASKED = "Which digit will this cluster stand for?"


@pytest.fixture
def phones(browser: Browser) -> Iterator[list[Page]]:
    """Two phones, light and dark; what one keeps, the other does not see."""
    contexts = [
        browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme
        )
        for scheme in ("light", "dark")
    ]
    opened = [context.new_page() for context in contexts]
    for phone in opened:
        phone.set_default_timeout(WAIT)
    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def teacher(page: Page, url: str) -> Page:
    page.goto(f"{url}?k=8&features=pca&view=Guess+first")
    expect(page.get_by_text("Question 1 of 8.")).to_be_visible()
    at_rest(page)
    page.get_by_role("button", name="Open a room").click()
    expect(page.locator(".room-code")).to_be_visible()
    yield page
    close = page.get_by_role("button", name="Close the room")
    if close.is_visible():
        close.click()
        expect(page.get_by_role("button", name="Open a room")).to_be_visible()


def code_of(teacher: Page) -> str:
    return teacher.locator(".room-code").inner_text()


def status(phone: Page):
    return phone.get_by_role("status")


def choice(phone: Page, digit: int):
    return phone.get_by_role("button", name=str(digit), exact=True)


def test_a_round_with_two_phones(
    teacher: Page, phones: list[Page], open_page: Callable[..., Page], url: str
) -> None:
    code = code_of(teacher)
    picture = teacher.get_by_role("img", name="QR code of")
    assert picture.get_attribute("alt").endswith(f"/room/{code}")
    first, second = phones
    # One types the code, the other has the link.
    first.goto(f"{url}room")
    first.get_by_label("The code on the teacher's screen").fill(f" {code.lower()}")
    first.get_by_role("button", name="Join").click()
    expect(first).to_have_url(re.compile(f"room/{code}$"))
    second.goto(f"{url}room/{code}")
    for phone in phones:
        expect(phone.get_by_role("heading", name=ASKED)).to_be_visible()
        # The centroid, from the server.
        drawn = phone.locator("#picture").evaluate("image => image.naturalWidth")
        assert drawn == 28
        assert phone.evaluate("document.body.scrollWidth <= innerWidth")
    choice(first, 4).tap()
    expect(status(first)).to_have_text("Answered: 4.")
    expect(choice(first, 7)).to_be_disabled()
    expect(teacher.get_by_text("1 of 2 answered")).to_be_visible()
    second.keyboard.press("9")
    expect(status(second)).to_have_text("Answered: 9.")
    expect(teacher.get_by_text("2 of 2 answered")).to_be_visible()
    teacher.get_by_role("button", name="Reveal").click()
    verdict = teacher.get_by_test_id("stAlert").filter(has_text="of 2 said so")
    digit = re.search(r"stands for (\d)", verdict.inner_text())[1]
    for phone, said in zip(phones, "49", strict=True):
        right = "Right" if said == digit else "Not quite"
        expect(status(phone)).to_have_text(
            f"You said {said}. {right}: it stands for {digit}."
        )
        expect(phone.locator("li.right span").first).to_have_text(digit)
        counts = phone.locator("#bars b").all_inner_texts()
        assert [i for i, count in enumerate(counts) if count == "1"] == [4, 9]
    teacher.get_by_role("button", name="Next cluster").click()
    for phone in phones:
        expect(choice(phone, 4)).to_be_enabled()
        expect(status(phone)).to_have_text("")
    teacher.get_by_role("button", name="Close the room").click()
    for phone in phones:
        expect(status(phone)).to_have_text("The room is over.")
        assert phone.evaluate("localStorage.length") == 0


def test_a_phone_comes_back_where_it_was(
    teacher: Page, phones: list[Page], url: str
) -> None:
    phone, _ = phones
    phone.goto(f"{url}room/{code_of(teacher)}")
    expect(choice(phone, 4)).to_be_visible()
    phone.context.set_offline(True)
    expect(status(phone)).to_have_text("No connection. Trying again.")
    # What was chosen meanwhile is sent when there is a connection again.
    choice(phone, 4).tap()
    phone.context.set_offline(False)
    expect(status(phone)).to_have_text("Answered: 4.")
    expect(teacher.get_by_text("1 of 1 answered")).to_be_visible()
    phone.reload()
    expect(status(phone)).to_have_text("Answered: 4.")
    expect(choice(phone, 7)).to_be_disabled()
    # It is the same phone still; another may answer, also to the same link.
    expect(teacher.get_by_text("1 of 1 answered")).to_be_visible()
    assert phone.evaluate("location.href").endswith(code_of(teacher))


def test_the_teacher_keeps_the_room_when_the_page_is_loaded_anew(
    teacher: Page, open_page: Callable[..., Page], url: str
) -> None:
    code = code_of(teacher)
    teacher.reload()
    expect(teacher.locator(".room-code")).to_have_text(code)
    # Another tab with the same link has no room.
    other = open_page()
    other.goto(teacher.url)
    expect(other.get_by_role("button", name="Open a room")).to_be_visible()
    at_rest(other)
    expect(other.locator(".room-code")).to_have_count(0)


def test_a_copy_of_the_tab_takes_the_room_with_it(
    teacher: Page, phones: list[Page], url: str
) -> None:
    code = code_of(teacher)
    phone, _ = phones
    phone.goto(f"{url}room/{code}")
    choice(phone, 4).tap()
    with teacher.context.expect_page() as opened:
        # As when a tab is duplicated, the new one has what this one has kept.
        teacher.evaluate("open(location.href)")
    copy = opened.value
    copy.set_default_timeout(WAIT)
    expect(copy.locator(".room-code")).to_have_text(code)
    expect(teacher.get_by_text("Another tab shows the room now.")).to_be_visible()
    at_rest(teacher)
    expect(teacher.get_by_text("Another tab shows the room now.")).to_be_visible()
    assert teacher.evaluate("sessionStorage.getItem('kmeansTeacher')") is None
    copy.get_by_role("button", name="Reveal").click()
    expect(status(phone)).to_contain_text("You said 4.")
    # Also when the page is loaded anew.
    copy.reload()
    expect(copy.get_by_text("of 1 said so")).to_be_visible()
    expect(status(phone)).to_contain_text("You said 4.")
    copy.get_by_role("button", name="Close the room").click()
    expect(status(phone)).to_have_text("The room is over.")
    copy.close()


def test_a_wrong_code_is_said_to_be_none(phones: list[Page], url: str) -> None:
    phone, _ = phones
    phone.goto(f"{url}room/K7QXMP")
    expect(status(phone)).to_have_text("No room with this code is open.")
    expect(phone.get_by_role("button", name="Join")).to_be_visible()


@pytest.mark.skipif(not AXE.exists(), reason="`make check` installs axe-core")
def test_axe_finds_nothing_on_phones(
    teacher: Page, phones: list[Page], browser: Browser, url: str
) -> None:
    def check() -> None:
        for phone in phones:
            if not phone.evaluate("() => 'axe' in window"):
                phone.evaluate(AXE.read_text())
            assert violations(phone) == {}

    for phone in phones:
        phone.goto(f"{url}room/")
    check()
    for phone in phones:
        phone.goto(f"{url}room/{code_of(teacher)}")
        choice(phone, 3).tap()
        expect(status(phone)).to_have_text("Answered: 3.")
    check()
    expect(teacher.get_by_text("2 of 2 answered")).to_be_visible()
    teacher.get_by_role("button", name="Reveal").click()
    for phone in phones:
        expect(phone.get_by_text("What the room said")).to_be_visible()
    check()
