"""The parts of a report that show digits: centroids, confusions, members."""

import re
from html import escape

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.digit_strips import strip_html
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import cluster_members, confused_images
from mnist_kmeans.model.counts import most_confused, order_by_digit, purities
from mnist_kmeans.words.cluster_sentences import N_CONFUSED, cluster_sentence
from mnist_kmeans.words.numbers import a_digit, percent

# With so many clusters or fewer each centroid has its share and its size under it.
_FEW_CLUSTERS = 25

# Both strips of a cluster fit side by side on A4.
_TYPICAL, _WRONG, _EXAMPLES = 6, 4, 4


def centroids(fit: Fit) -> str:
    """Show all centroids, sorted by the digits they stand for, as HTML."""
    order = order_by_digit(fit.cluster_labels, fit.cluster_counts)
    sizes, shares = fit.cluster_counts.sum(axis=1), purities(fit.cluster_counts)
    few = len(order) <= _FEW_CLUSTERS
    captions = [
        f"#{c}" + f"\n{percent(shares[c])} of {sizes[c]:,}" * few
        for c in order.tolist()
    ]
    strip = strip_html(
        np.clip(fit.centroid_images[order], 0, 1),
        captions,
        badges=fit.cluster_labels[order].tolist(),
        size=84 if few else 56,
    )
    below = (
        " Below are the share of its training images that show this digit, and how "
        "many it has."
    )
    return (
        f"<h2>The centroids</h2>\n<p>Each is the mean image of a cluster. In colour is "
        "the digit that it stands for, the most frequent label of its training images; "
        f"beside it the number of the cluster.{below * few}</p>\n{strip}\n"
    )


def confusions(fit: Fit, data: DigitData, confusion: NDArray[np.int64]) -> str:
    """Show the most frequent errors on test images, counted in `confusion`, as HTML."""
    pairs = most_confused(confusion, N_CONFUSED)
    if not pairs:
        return ""
    return (
        '<h2>Most confused</h2>\n<p class="note">First the largest cluster of the '
        "digit, if it has any, and the cluster that took most of the images concerned; "
        "then some of these test images, the nearest to its centroid.</p>\n"
        + "".join(_pair(fit, data, confusion, *pair) for pair in pairs)
    )


def _pair(
    fit: Fit, data: DigitData, confusion: NDArray[np.int64], digit: int, read: int
) -> str:
    labels = fit.cluster_labels
    found = confused_images(
        digit,
        read,
        fit.test_clusters,
        fit.test_distances,
        data.y_test,
        labels,
        fit.cluster_counts.sum(axis=1),
        _EXAMPLES,
    )
    shown = [cluster for cluster in (found.own, found.taken_by) if cluster is not None]
    times, total = int(confusion[digit, read]), int(confusion[digit].sum())
    pair = strip_html(
        np.clip(fit.centroid_images[shown], 0, 1),
        [f"#{cluster}" for cluster in shown],
        badges=labels[shown].tolist(),
    )
    examples = strip_html(
        data.x_test[found.examples], [f"is {digit}"] * len(found.examples)
    )
    return (
        f'<div class="pair"><p><b>{digit} read as {read}: {times:,} times</b><br>'
        f"{percent(times / total)} of the {digit}s</p>{pair}{examples}</div>\n"
    )


def members(fit: Fit, data: DigitData) -> str:
    """Show some members of the largest cluster of each digit, as HTML."""
    sizes = fit.cluster_counts.sum(axis=1)
    parts = []
    for digit in np.unique(fit.cluster_labels).tolist():
        cluster = int(np.where(fit.cluster_labels == digit, sizes, -1).argmax())
        if sizes[cluster]:
            parts.append(_one_cluster(fit, data, cluster, digit))
    return (
        '<h2>Inside the clusters</h2>\n<p class="note">The largest cluster of each '
        "digit. Under each training image is the digit that it shows.</p>\n"
        + "".join(parts)
    )


def _one_cluster(fit: Fit, data: DigitData, cluster: int, digit: int) -> str:
    labels = data.y_train[: fit.settings.n_train]
    found = cluster_members(
        cluster, digit, fit.train_clusters, fit.train_distances, labels, _TYPICAL
    )
    strips = {
        "Nearest to the centroid": found.typical,
        f"Not {a_digit(digit)}: {found.n_wrong:,} read wrong": found.wrong[:_WRONG],
    }
    drawn = "".join(
        f"<div><small>{title}</small>"
        f"{strip_html(data.x_train[chosen], [str(label) for label in labels[chosen]])}"
        "</div>"
        for title, chosen in strips.items()
        if len(chosen)
    )
    sentence = cluster_sentence(cluster, digit, fit.cluster_counts[cluster])
    return f'<h3>{_bold(sentence)}</h3>\n<div class="pair">{drawn}</div>\n'


def _bold(markdown: str) -> str:
    """Return a sentence as HTML, with what is bold in Markdown."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(markdown))
