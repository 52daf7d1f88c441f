"""Watch it learn in a browser: playing, stepping, the frame in the link."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import WAIT, at_rest, listen, until

pytestmark = pytest.mark.browser

# With so few images a fit that starts by PCA takes a single mini-batch.
VIEW = "?view=Watch+it+learn&init=k-means%2B%2B"


def moment(page: Page):
    """Wait for the animation and return its slider."""
    slider = page.get_by_role("slider", name="Moment of the training")
    expect(slider).to_be_visible()
    expect(page.locator(".film .count")).to_contain_text(" of ")
    # Tiles are blank until their images are unpacked.
    until(
        page,
        lambda: page.locator(".film canvas").evaluate_all(
            """all => all.length > 0 && all.every(
              (c) => c.getContext('2d').getImageData(0, 0, 1, 1).data[3] > 0)"""
        ),
    )
    return slider


def picture(page: Page) -> str:
    """Return the images of all tiles, as one text."""
    return page.locator(".film canvas").evaluate_all(
        "all => all.map((c) => c.toDataURL()).join('|')"
    )


def test_plays_to_the_end(page: Page, url: str) -> None:
    page.goto(url + VIEW)
    slider = moment(page)
    last = int(slider.get_attribute("max") or 0)
    assert 3 < last <= 60
    expect(slider).to_have_value("1")
    at_rest(page)
    before = picture(page)
    # Paused from within the page: on a busy machine a click might come too late.
    slider.evaluate(
        """slider => {
          const look = setInterval(() => {
            const pause = [...slider.getRootNode().querySelectorAll('button')]
              .find((button) => button.textContent === 'Pause');
            if (slider.value === '1' || !pause) return;
            clearInterval(look);
            pause.click();
          }, 20);
        }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()
    expect(slider).not_to_have_value("1")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert 1 < int(slider.input_value()) < last
    assert picture(page) != before
    page.wait_for_url(re.compile(r"frame=\d+"))
    held = slider.input_value()
    at_rest(page)  # as long as a frame is shown, at least
    expect(slider).to_have_value(held)
    # Play the last frames only.
    slider.focus()
    page.keyboard.press("End")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(slider).to_have_value(str(last))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_url(re.compile(rf"frame={last}\b"))
    accuracy = page.locator(".film .accuracy").inner_text()
    expect(page.locator("h2").first).to_contain_text(f"the end is {accuracy}")


def test_steps_slider_and_link(page: Page, url: str) -> None:
    page.goto(url + VIEW)
    slider = moment(page)
    what = page.locator(".film .what")
    expect(what).to_have_text(re.compile("First centroids: 10 training images"))
    back = page.get_by_role("button", name="Step back")
    on = page.get_by_role("button", name="Step forward")
    expect(back).to_be_disabled()
    on.click()
    expect(what).to_have_text(re.compile("Mini-batch 1 of "))
    expect(slider).to_have_attribute("aria-valuetext", re.compile("Mini-batch 1 of "))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(what).to_have_text(re.compile("Mini-batch 2 of "))
    page.wait_for_url("**frame=3")
    page.get_by_text("Take it with you").click()
    expect(page.get_by_label("The link to this screen")).to_have_value(page.url)
    shown = picture(page)
    page.reload()
    expect(moment(page)).to_have_value("3")
    expect(what).to_have_text(re.compile("Mini-batch 2 of "))
    until(page, lambda: picture(page) == shown)
    back.click()
    expect(what).to_have_text(re.compile("Mini-batch 1 of "))
    slider.focus()
    page.keyboard.press("End")
    expect(on).to_be_disabled()
    page.keyboard.press("Home")
    page.wait_for_url(lambda address: "frame" not in address)


def test_other_fit_drops_the_frame_in_the_link(page: Page, url: str) -> None:
    page.goto(f"{url}{VIEW}&features=pca")
    moment(page)
    on = page.get_by_role("button", name="Step forward")
    on.click()
    page.wait_for_url("**frame=2*")
    at_rest(page)  # until then the slider may be set back
    page.get_by_role("slider", name="Number of clusters, k").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".film .tile")).to_have_count(11)
    expect(moment(page)).to_have_value("1")
    page.wait_for_url(lambda address: "k=11" in address and "frame" not in address)
    on.click()
    page.wait_for_url("**frame=2*")


def test_changed_digit_is_marked_and_listed(page: Page, url: str) -> None:
    # Some of 60 clusters, which have few images, change their digit.
    page.goto(f"{url}{VIEW}&k=60&features=pca")
    slider = moment(page)
    on = page.get_by_role("button", name="Step forward")
    for _ in range(int(slider.get_attribute("max") or 0) - 1):
        on.click()
        if "→" in page.locator(".film .changed").inner_text():
            break
    changes = page.locator(".film .changed").inner_text()
    badges = page.locator(".film .new .badge").all_inner_texts()
    assert badges
    assert all(re.fullmatch(r"\d → \d", badge) for badge in badges)
    more = re.search(r"and (\d+) more", changes)
    listed = re.findall(r"\d → \d", changes)
    assert len(badges) == len(listed) + (int(more[1]) if more else 0)
    assert set(listed) <= set(badges)


def test_click_on_a_chart_seeks(page: Page, url: str) -> None:
    page.goto(url + VIEW)
    slider = moment(page)
    last = int(slider.get_attribute("max") or 0)
    at_rest(page)
    chart = page.locator(".film .chart").first
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": 0.6 * box["width"], "y": box["height"] / 2})
    assert 0.3 * last < int(slider.input_value()) < 0.7 * last


def test_leaving_right_after_a_step(page: Page, url: str) -> None:
    page.goto(url + VIEW)
    moment(page)
    for wait in (150, 220, 280):
        page.get_by_role("button", name="Step forward").click()
        page.wait_for_timeout(wait)
        page.get_by_role("tab", name="Centroids").click()
        expect(page.get_by_role("group", name="10 centroids")).to_be_visible()
        at_rest(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        page.get_by_role("tab", name="Watch it learn").click()
        moment(page)
        at_rest(page)


def test_scrolling_past_a_chart_does_not_seek(phone: Page, url: str) -> None:
    phone.goto(url + VIEW)
    slider = moment(phone)
    at_rest(phone)
    chart = phone.locator(".film .chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    finger = phone.context.new_cdp_session(phone)
    x = box["x"] + 0.7 * box["width"]
    for kind, y in (("Start", 0), ("Move", -40), ("Move", -120), ("Move", -200)):
        place = {"x": x, "y": box["y"] + box["height"] / 2 + y}
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": f"touch{kind}", "touchPoints": [place]},
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    at_rest(phone)
    expect(slider).to_have_value("1")
    chart.tap(position={"x": 0.7 * box["width"], "y": box["height"] / 2})
    expect(slider).not_to_have_value("1")


def test_step_transfers_little_data(page: Page, url: str) -> None:
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda f: received.append(len(f))),
    )
    page.goto(f"{url}{VIEW}&k=25&features=pca")
    moment(page)
    at_rest(page)
    first = sum(received)
    assert first > 50_000  # the animation is among it
    received.clear()
    page.get_by_role("button", name="Step forward").click()
    page.wait_for_url("**frame=2")
    at_rest(page)
    assert sum(received) < 30_000


@pytest.mark.parametrize("k", [10, 256])
def test_phone_needs_no_horizontal_scrolling(phone: Page, url: str, k: int) -> None:
    phone.goto(f"{url}{VIEW}&k={k}&features=pca")
    moment(phone)
    expect(phone.locator(".film .tile")).to_have_count(k)
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_first_visitor_sees_the_film_once(browser: Browser, url: str) -> None:
    query = "?k=12&features=pca"
    seen = browser.new_context(), browser.new_context(reduced_motion="reduce")
    first, still = (context.new_page() for context in seen)
    for page in (first, still):
        page.set_default_timeout(WAIT)
        listen(page)
    # It is kept by whoever watches it.
    still.goto(f"{url}{query}&view=Watch+it+learn")
    moment(still)
    at_rest(still)
    first.goto(url + query)
    note = first.get_by_text("How they were learnt: moment ")
    expect(note).to_be_visible()
    expect(first.locator(".grid.playing")).to_have_count(1)
    expect(first.locator(".grid.playing")).to_have_count(0)
    expect(note).to_have_count(0)
    expect(first.locator(".grid .badge")).to_have_count(12)
    for page in (first, still):
        page.goto(url + query)
        expect(page.locator(".grid .badge")).to_have_count(12)
        at_rest(page)  # it would still be playing
        expect(page.locator(".grid.playing")).to_have_count(0)
    for context in seen:
        context.close()
