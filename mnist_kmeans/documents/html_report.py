"""All that is shown of a fit as one HTML file, to read offline and to print."""

import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from html import escape
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import mnist_kmeans
from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.documents import report_pictures
from mnist_kmeans.documents.svg_curves import accuracy_svg
from mnist_kmeans.features.names import SPACE_TITLES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.counts import confusion_counts, recalls
from mnist_kmeans.studies.curve import curve_of
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.words.accuracy_sentences import sweep_headline
from mnist_kmeans.words.by_hand.start_sentences import how_sorted
from mnist_kmeans.words.cluster_sentences import (
    errors_sentence,
    fit_figures,
    headline,
)

_STYLE = Path(__file__).with_name("html_report.css")

_LIBRARIES = ("numpy", "scipy", "scikit-learn")


def report(
    fit: Fit,
    data: DigitData,
    rows: Sequence[Row] = (),
    *,
    link: str = "",
    made: date | None = None,
) -> str:
    """Write a report on a fit.

    Parameters
    ----------
    fit : Fit
    data : DigitData
        The images it was fitted on.
    rows : sequence of dict, optional
        Fits with other k and seeds, as from `sweep_row`, for accuracy over k.
    link : str, optional
        The address of the screen. What is no http address is left out.
    made : date, optional
        By default today.

    Returns
    -------
    str
        An HTML document that loads nothing from elsewhere.
    """
    confusion = confusion_counts(data.y_test, fit.cluster_labels[fit.test_clusters])
    parts = (
        _top(fit, data, confusion),
        report_pictures.centroids(fit),
        _figures(fit),
        _matrix(fit, confusion),
        report_pictures.confusions(fit, data, confusion),
        report_pictures.members(fit, data),
        _over_k(fit, rows),
        _settings(fit, data, link, made or date.today()),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(fit))}</title>\n<style>\n{_STYLE.read_text()}</style>\n"
        f"</head>\n<body>\n{''.join(parts)}</body>\n</html>\n"
    )


def _title(fit: Fit) -> str:
    settings = fit.settings
    return (
        f"k-means on handwritten digits: k = {settings.n_clusters} in "
        f"{settings.feature_space}, seed {settings.seed}"
    )


def _top(fit: Fit, data: DigitData, confusion: NDArray[np.int64]) -> str:
    settings, accuracy = fit.settings, fit.test_metrics["accuracy"]
    space = SPACE_TITLES[settings.feature_space]
    return (
        f"<h1>k-means on handwritten digits</h1>\n<p>{escape(space)}, k = "
        f"{settings.n_clusters}, seed {settings.seed}. {settings.n_train:,} training "
        f"images, sorted {how_sorted(settings)}. {escape(data.source)}.</p>\n"
        f'<p class="score"><strong>{accuracy:.1%}</strong> of {len(data.y_test):,} '
        "test images are read right<small>Test accuracy of this one run, by majority "
        f"vote: higher is better.</small></p>\n"
        f"<p><b>{escape(headline(fit.cluster_labels, confusion))}</b></p>\n"
    )


def _figures(fit: Fit) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td class="number"><b>{escape(value)}'
        f"</b></td><td>{escape(meaning)}</td></tr>\n"
        for label, value, meaning in fit_figures(fit)
    )
    return f'<h2>Figures</h2>\n<table class="figures">\n{rows}</table>\n'


def _matrix(fit: Fit, confusion: NDArray[np.int64]) -> str:
    heads = "".join(f'<th scope="col">{digit}</th>' for digit in range(10))
    lines = []
    for digit, (counts, recall) in enumerate(
        zip(confusion, recalls(confusion), strict=True)
    ):
        total = max(int(counts.sum()), 1)
        cells = "".join(
            f'<td class="cell" style="--share:{count / total:.1%}">'
            f"{f'{count:,}' if count else ''}</td>"
            for count in counts.tolist()
        )
        share = "none" if np.isnan(recall) else f"{recall:.1%}"
        lines.append(
            f'<tr><th scope="row">{digit}</th>{cells}<td class="recall" style="--of:'
            f'{np.nan_to_num(recall):.3f};--bar:{DIGIT_COLORS[digit]}"><i></i>{share}'
            "</td></tr>\n"
        )
    sentence = errors_sentence(fit.cluster_labels, confusion)
    return (
        "<h2>Which test digits are read as which</h2>\n"
        f"<p>{escape(sentence or 'All test images are read right.')}</p>\n"
        '<p class="note">A row is what became of the test images of one digit, a '
        "column what they are read as. At the end of a row is the share that is read "
        'right.</p>\n<div class="wide"><table class="matrix">\n'
        f"<tr><th></th>{heads}<th>read right</th></tr>\n{''.join(lines)}"
        "</table></div>\n"
    )


def _over_k(fit: Fit, rows: Sequence[Row]) -> str:
    title = "<h2>Accuracy over k</h2>\n"
    train, test = curve_of(rows, "train_accuracy"), curve_of(rows, "test_accuracy")
    if len(test.n_clusters) < 2:
        return (
            f"{title}<p>No fits with other k and these settings were kept: the "
            "Accuracy page computes them.</p>\n"
        )
    lines = "".join(
        f'<tr><td class="number">{k}</td><td class="number">{in_train:.1%}</td>'
        f'<td class="number">{in_test:.1%}</td><td class="number">'
        f"{f'{low:.1%} to {high:.1%}' if n > 1 else ''}</td>"
        f'<td class="number">{n}</td></tr>\n'
        for k, in_train, in_test, low, high, n in zip(
            test.n_clusters,
            train.mean,
            test.mean,
            test.lowest,
            test.highest,
            test.n_seeds,
            strict=True,
        )
    )
    return (
        f'<div class="whole">{title}<p><b>{escape(sweep_headline(test))}.</b></p>\n'
        '<p class="note">Majority-vote accuracy, higher is better, of the fits that '
        "were kept: lines are means over the seeds, bands run from the lowest to the "
        f"highest.</p>\n{accuracy_svg(train, test, fit.settings.n_clusters)}</div>\n"
        '<table>\n<tr><th class="number">k</th><th class="number">Train</th>'
        '<th class="number">Test</th><th class="number">Test, range</th>'
        f'<th class="number">Seeds</th></tr>\n{lines}</table>\n'
    )


def _settings(fit: Fit, data: DigitData, link: str, made: date) -> str:
    space = fit.settings.feature_space
    entries = {
        **{name: str(value) for name, value in asdict(fit.settings).items()},
        "feature_space": f"{space}: {SPACE_TITLES[space]}",
        "images": f"{data.source}; fingerprint {data.fingerprint}",
        "versions": ", ".join(_versions()),
        "made": made.isoformat(),
    }
    lines = "".join(
        f'<tr><th scope="row">{name}</th><td>{escape(text)}</td></tr>\n'
        for name, text in entries.items()
    )
    if re.fullmatch(r"https?://\S+", link):
        address = escape(link)
        lines += (
            f'<tr><th scope="row">this screen</th><td><a href="{address}">{address}</a>'
            "</td></tr>\n"
        )
    return (
        '<div class="whole"><h2>Settings and versions</h2>\n<table>\n'
        f"{lines}</table></div>\n"
    )


def _versions() -> Iterator[str]:
    yield f"mnist-kmeans {mnist_kmeans.__version__}"
    yield f"Python {platform.python_version()}"
    yield from (f"{library} {version(library)}" for library in _LIBRARIES)
