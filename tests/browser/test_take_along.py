"""The downloads, in a browser."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.chromium import at_rest

pytestmark = pytest.mark.browser


def test_files_are_downloaded(page: Page, url: str, tmp_path: Path) -> None:
    page.goto(f"{url}?k=8&features=pca")
    page.get_by_text("Take it with you").click()
    at_rest(page)
    files = {}
    for ending in ("png", "csv", "json", "py", "skops"):
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
