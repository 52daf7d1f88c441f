"""A page of digits on the Predict page, with its boxes open to corrections."""

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from mnist_kmeans.digits.data_set import DigitData
from tests.browser.chromium import at_rest
from tests.synthetic_pages import encode, write


def open_page_of_digits(
    page: Page, url: str, mnist: DigitData, folder: Path, rows: int, columns: int
) -> Locator:
    """Upload a page of digits, and return their boxes once they can be corrected."""
    rng = np.random.default_rng(0)
    n = rows * columns
    sheet = write(mnist.x_test[:n], rng, rows=rows, columns=columns, cell=120)
    path = folder / "digits.png"
    path.write_bytes(encode(Image.fromarray(np.uint8(255 - 230 * sheet.ink))))
    page.goto(f"{url}predict?k=64&features=pca&from=Upload")
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files(path)
    boxes = page.get_by_role("button", name=re.compile(r"Digit \d+: read"))
    expect(boxes).to_have_count(n)
    page.get_by_role("button", name="Correct boxes").click()
    at_rest(page)
    return boxes
