"""The report: what it says, that it stands alone, and how large it is."""

import base64
import io
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from mnist_kmeans.documents.html_report import report
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.model.counts import confusion_counts
from mnist_kmeans.studies.sweep import sweep_row

_EMPTY = {"meta", "br", "img"}
_LINK = "http://localhost:8501/accuracy?k=12&features=pca"


class Document(HTMLParser):
    """A document's tags, texts and tables; what is opened has to be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def count(self, label: str) -> int:
        return sum(label in attrs.get("aria-label", "") for _, attrs in self.tags)


@pytest.fixture
def fit(digits):
    return FitStore().get(FitSettings(1000, 12, "pca", 3), digits)


def test_its_numbers_are_those_of_the_fit(fit, digits):
    shown = Document(report(fit, digits, link=_LINK, made=date(2026, 5, 4)))
    figures, matrix, settings = shown.tables
    values = {row[0]: row[1] for row in figures}
    assert values["Accuracy, test"] == f"{fit.test_metrics['accuracy']:.1%}"
    assert values["Accuracy, train"] == f"{fit.train_metrics['accuracy']:.1%}"
    assert values["Matched accuracy, test"] == "–"  # not defined at k = 12
    counts = [[int(c.replace(",", "") or 0) for c in row[1:11]] for row in matrix[1:]]
    read = fit.cluster_labels[fit.test_clusters]
    np.testing.assert_array_equal(counts, confusion_counts(digits.y_test, read))
    right = sum(counts[digit][digit] for digit in range(10)) / np.sum(counts)
    assert right == pytest.approx(fit.test_metrics["accuracy"])
    listed = dict(settings)
    assert (listed["n_train"], listed["n_clusters"]) == ("1000", "12")
    assert listed["feature_space"] == "pca: Main directions (PCA)"
    assert listed["seed"] == "3"
    assert listed["made"] == "2026-05-04"
    assert listed["this screen"] == _LINK
    assert f"numpy {np.__version__}" in listed["versions"]
    assert digits.fingerprint in listed["images"]


def test_every_centroid_is_drawn_with_its_digit(fit, digits):
    html = report(fit, digits)
    for cluster, digit in enumerate(fit.cluster_labels.tolist()):
        size = int(fit.cluster_counts[cluster].sum())
        assert re.search(rf'aria-label="digit {digit} #{cluster}\n\S+ of {size}"', html)
    # The first sheet has all of them, sorted by digit and then by purity.
    sheet = html[html.index("url(data:image/png;base64,") + 26 :]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(sheet.split(")")[0]))))
    assert pixels.shape == (3 * 28, 4 * 28)
    first = re.search(r'aria-label="digit \d #(\d+)', html)
    wanted = np.rint(255 * np.clip(fit.centroid_images[int(first[1])], 0, 1))
    np.testing.assert_array_equal(pixels[:28, :28], wanted)


def assert_stands_alone(html: str, link: str = "") -> None:
    """Nothing is loaded, and nothing runs; the screen's link is the only one."""
    shown = Document(html)
    addresses = [a[n] for _, a in shown.tags for n in ("src", "href") if n in a]
    assert addresses == ([link] if link else [])
    assert {tag for tag, _ in shown.tags}.isdisjoint({"script", "link", "iframe"})
    assert not [name for _, attrs in shown.tags for name in attrs if name[:2] == "on"]
    urls = re.findall(r"url\((.{0,15})|@import", html)
    assert urls
    assert {url[:15] for url in urls} == {"data:image/png;"}


@pytest.mark.parametrize(("k", "space"), [(2, "pixels"), (256, "pixels"), (256, "hog")])
def test_it_stands_alone_and_is_small(k, space, digits):
    fit = FitStore().get(FitSettings(len(digits.x_train), k, space), digits)
    html = report(fit, digits, link=_LINK)
    assert_stands_alone(html, _LINK)
    assert len(html.encode()) < 3e6
    assert Document(html).count("#") >= k


@pytest.mark.mnist
@pytest.mark.parametrize(
    ("k", "space"), [(2, "pixels"), (256, "pixels"), (2, "spectral"), (256, "spectral")]
)
def test_with_mnist_it_is_small_too(k, space, mnist, shared_cache):
    fit = FitStore(shared_cache).get(FitSettings(60_000, k, space, n_starts=1), mnist)
    html = report(fit, mnist)
    assert_stands_alone(html)
    assert len(html.encode()) < 3e6
    shown = Document(html)
    assert shown.tables[0][0][1] == f"{fit.test_metrics['accuracy']:.1%}"
    assert shown.count("#") >= k


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ('http://x/?a="><script>alert(1)</script>', None),  # escaped
        ("http://x/?a=<b>&lt;", None),
        ("javascript:alert(1)", ""),
        ("?k=5", ""),
        ("http://x/ onclick=1", ""),
    ],
)
def test_an_address_can_do_no_harm(link, href, fit, digits):
    html = report(fit, digits, link=link)
    assert_stands_alone(html, link if href is None else href)


def test_a_source_is_text(fit, digits):
    data = replace(digits, source="<script>/tmp/a&b.npz</script>")
    html = report(fit, data)
    assert_stands_alone(html)
    assert "<script>/tmp/a&b.npz</script>" in Document(html).text


def test_accuracy_over_k(fit, digits):
    store = FitStore()
    fits = [
        store.get(replace(fit.settings, n_clusters=k, seed=seed), digits)
        for k, seed in ((5, 0), (5, 1), (12, 3), (20, 0))
    ]
    rows = [sweep_row(one, digits) for one in fits]
    shown = Document(report(fit, digits, rows))
    title, *lines = shown.tables[2]
    assert title == ["k", "Train", "Test", "Test, range", "Seeds"]
    assert [line[0] for line in lines] == ["5", "12", "20"]
    low, high = sorted(row["test_accuracy"] for row in rows[:2])
    assert lines[0][2:] == [f"{(low + high) / 2:.1%}", f"{low:.1%} to {high:.1%}", "2"]
    assert lines[1][2:] == [f"{fit.test_metrics['accuracy']:.1%}", "", "1"]
    circles = [attrs for tag, attrs in shown.tags if tag == "circle"]
    heights = [float(circle["cy"]) for circle in circles]
    # 100% is 12 from the top of the drawing, 0% is 256.
    means = [(low + high) / 2, *(row["test_accuracy"] for row in rows[2:])]
    np.testing.assert_allclose(heights, [256 - 244 * mean for mean in means], atol=0.06)
    assert [float(circles[i]["cx"]) for i in (0, 2)] == [44, 418]


def test_without_a_sweep_it_says_so(fit, digits):
    rows = [sweep_row(fit, digits)]
    for html in (report(fit, digits), report(fit, digits, rows)):
        assert "No fits with other k and these settings were kept" in html
        assert "<svg" not in html


def test_an_empty_cluster_and_no_error(fit, digits):
    counts = fit.cluster_counts.copy()
    counts[0] = 0
    emptied = replace(fit, cluster_counts=counts)
    assert "0% of 0" in Document(report(emptied, digits)).text
    right = replace(digits, y_test=fit.cluster_labels[fit.test_clusters])
    perfect = Document(report(fit, right)).text
    assert "All test images are read right." in perfect
    assert "Most confused" not in perfect
