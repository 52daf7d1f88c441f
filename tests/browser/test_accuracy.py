"""The Accuracy page in a browser: curves that grow, a click that sets k."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_kmeans.digits.data_set import DigitData
from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser


def accuracy_chart(page: Page):
    # By its name: other charts may be drawn before it.
    chart = page.get_by_role("figure", name="Train and test accuracy over k")
    return chart.locator(".js-plotly-plot")


def points(page: Page):
    """Return the points drawn in the chart of accuracy."""
    return accuracy_chart(page).locator(".scatterlayer .point")


def test_curves_grow_during_the_sweep_and_stay_when_cancelled(
    page: Page, url: str, mnist: DigitData
) -> None:
    # With fewer images than MNIST the sweep would end too soon.
    page.goto(f"{url}accuracy?ks=wide&seeds=20&features=pca")
    expect(page.get_by_text("of 220 fits")).to_be_visible()
    # The notebook's marks are there from the start; more come as fits end.
    page.wait_for_function(
        "() => document.querySelectorAll('.scatterlayer .point').length > 13"
    )
    page.get_by_role("button", name="Cancel").click()
    stopped = page.get_by_text("fits are done and kept")
    expect(stopped).to_be_visible()
    # During a rerun points may be missing, and a click may fall between two drawings
    # of a button.
    at_rest(page)
    assert points(page).count() > 9
    page.get_by_role("button", name="Go on").click()
    progress = page.get_by_test_id("stProgress").first
    expect(progress).to_contain_text("of 220 fits")
    before = progress.inner_text()
    expect(progress).not_to_have_text(before)
    # Until this button is gone, the next one is at another place.
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    page.get_by_role("button", name="Cancel").click()
    expect(stopped).to_be_visible()


def test_a_click_on_a_point_sets_k(page: Page, url: str) -> None:
    page.goto(f"{url}accuracy?ks=own&own_ks=2 6 12 18&seeds=1&features=pca")
    expect(page.get_by_role("heading", name="Other figures over k")).to_be_visible()
    # While charts are redrawn a click may miss its point.
    at_rest(page)
    # The second point of the test curve, k = 6; a layer of the chart covers points.
    points(page).nth(1).click(force=True)
    slider = page.get_by_role("slider", name="Number of clusters, k")
    expect(slider).to_have_attribute("aria-valuetext", "6")


@pytest.mark.parametrize("button", ["png", "svg"])
def test_a_chart_downloads(page: Page, url: str, button: str) -> None:
    page.goto(
        f"{url}accuracy?ks=own&own_ks=2 6 12 18&seeds=1&features=pca&image={button}"
    )
    expect(page.get_by_role("heading", name="Other figures over k")).to_be_visible()
    chart = accuracy_chart(page)
    expect(chart.locator(".modebar-btn")).to_have_count(1)
    at_rest(page)
    chart.hover()
    with page.expect_download() as download:
        chart.locator(".modebar-btn").first.click(force=True)
    assert download.value.suggested_filename == f"accuracy.{button}"


def test_the_rows_download_as_csv(page: Page, url: str) -> None:
    page.goto(f"{url}accuracy?ks=own&own_ks=2 6&seeds=2&features=pca")
    expect(page.get_by_text("Rows and downloads")).to_be_visible()
    at_rest(page)
    page.get_by_text("Rows and downloads").click()
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    with Path(download.value.path()).open() as file:
        rows = list(csv.DictReader(file))
    cells = [(row["n_clusters"], row["seed"]) for row in rows]
    assert cells == [("2", "0"), ("2", "1"), ("6", "0"), ("6", "1")]
    assert all(0 < float(row["test_accuracy"]) <= 1 for row in rows)


@pytest.mark.parametrize(
    ("tab", "there"),
    [
        ("Curves", "Other figures over k"),
        ("Why", "How many labels does it need?"),
        ("Tree", "4 and 9"),
        ("Luck", "Worst on test"),
        ("Compare", "What others published"),
        ("Guess first", "What will it be at k = 6?"),
    ],
)
def test_phone_needs_no_horizontal_scrolling(
    phone: Page, url: str, tab: str, there: str
) -> None:
    phone.goto(f"{url}accuracy?show={tab}&ks=own&own_ks=2 6 12 18&seeds=1&features=pca")
    expect(phone.get_by_role("heading", name=there)).to_be_visible()
    at_rest(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_click_on_a_compared_digit_opens_its_explanation(page: Page, url: str) -> None:
    page.goto(f"{url}accuracy?show=Compare&features=pca&compare=pixels&k=10")
    expect(page.get_by_text("Right in pca, wrong in pixels")).to_be_visible()
    at_rest(page)
    digit = page.locator('figure a[href^="predict?"]').first
    label = digit.get_by_role("img").get_attribute("aria-label")
    assert label is not None
    page.evaluate("window.stays = true")
    digit.click()
    digits = label.removeprefix("digit ").replace(" not", "")  # "4 9": a 4, read as 9
    true, read = digits.split()
    answer = page.get_by_text(f"Wrong: its label is {true}.")
    expect(answer).to_be_visible()
    sentence = re.compile(rf"^(Read as|A close call:|Perhaps a) {read}\b")
    expect(page.get_by_role("heading", name=sentence)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/predict\b"))
    assert page.evaluate("window.stays"), "the app was not loaded anew"


def test_links_in_the_text_lead_to_a_tab_and_to_a_step(page: Page, url: str) -> None:
    page.goto(f"{url}accuracy?ks=own&own_ks=2 6&seeds=1&k=6")
    link = page.get_by_role("link", name="two accuracies, explained")
    expect(link).to_be_visible()
    at_rest(page)
    page.evaluate("window.stays = true")
    entries = page.evaluate("history.length")
    link.click()
    tab = page.get_by_role("tab", name="Why")
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page.get_by_alt_text("Clusters to digits by matching")).to_be_visible()
    at_rest(page)
    assert page.evaluate("history.length") == entries, "it is the same page"
    page.get_by_role("tab", name="Curves").click()
    page.get_by_role("link", name="why?").click()
    step = page.get_by_role("heading", name="Why did its test accuracy come out as")
    expect(step).to_be_in_viewport()
    at_rest(page)
    assert page.evaluate("window.stays"), "the app was not loaded anew"
    assert page.evaluate("history.length") == entries + 1
