"""The downloads, in a browser."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from PIL import Image
from playwright.sync_api import Page

from mnist_kmeans import documents
from mnist_kmeans.digits.loading import load_bundled_digits
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.sweep import sweep_row
from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser


def test_files_are_downloaded(page: Page, url: str, tmp_path: Path) -> None:
    page.goto(f"{url}?k=8&features=pca")
    page.get_by_text("Take it with you").click()
    at_rest(page)
    files = {}
    for ending in ("html", "ipynb", "png", "csv", "json", "py", "skops"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"(.{ending})").click()
        assert download.value.suggested_filename == f"kmeans-pca-8-seed0.{ending}"
        files[ending] = tmp_path / f"file.{ending}"
        download.value.save_as(files[ending])
    with Image.open(files["png"]) as sheet:
        assert sheet.size == (344, 344)
    figures = json.loads(files["json"].read_text())
    with files["csv"].open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "test"]
    right = sum(row["prediction"] == row["label"] for row in rows) / len(rows)
    assert right == pytest.approx(figures["test"]["accuracy"])
    compile(files["py"].read_text(), "script", "exec")
    assert files["skops"].stat().st_size > 10_000
    nbformat.validate(nbformat.read(files["ipynb"], as_version=4))
    report = files["html"].read_text()
    assert f"{figures['test']['accuracy']:.1%}</strong> of 10,000 test" in report
    assert f'<a href="{url}?k=8&amp;features=pca">' in report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report's file."""
    data = load_bundled_digits()
    fits = [compute_fit(FitSettings(1000, k), data) for k in (64, 10)]
    rows = [sweep_row(fit, data) for fit in fits]
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(documents.report(fits[0], data, rows))
    return file.as_uri()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("dark", [False, True])
def test_a_report_fits_the_screen(
    open_page: Callable[..., Page], report: str, width: int, height: int, dark: bool
) -> None:
    page = open_page(width, height, dark=dark)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [address for address in asked if not address.startswith("data:")] == [report]
    table = page.locator(".wide")
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(15, 19, 24)" if dark else "rgb(255, 255, 255)")


def test_a_report_is_printed_dark_on_light(
    open_page: Callable[..., Page], report: str
) -> None:
    # A4 without its margins is 688 pixels wide.
    page = open_page(688, 900, dark=True)
    page.goto(report)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") == 688
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    pages = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf())
    assert 3 < len(pages) < 10
