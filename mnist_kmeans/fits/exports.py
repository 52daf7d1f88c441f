"""Exports of a fit: tables, a picture, the model itself."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import BytesIO, StringIO
from math import ceil, isnan, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mnist_kmeans.pictures.mnist_form import Digit

# The types in a model's file that skops does not trust by default. Deriving them would
# need scikit-learn, which takes seconds to import; a test derives them.
_MODEL = (
    "mnist_kmeans.model.classifier.ClusterClassifier",
    "mnist_kmeans.model.pipeline.DigitModel",
    "mnist_kmeans.features.building.FeatureSpace",
)
_TRANSFORMERS = {
    "pixels": "mnist_kmeans.features.projections.PixelScaler",
    "pca": "mnist_kmeans.features.projections.PixelPCA",
    "deskewed": "mnist_kmeans.features.projections.DeskewedPCA",
    "hog": "mnist_kmeans.features.projections.GradientPCA",
    "autoencoder": "mnist_kmeans.features.autoencoder.GradientAutoencoder",
    "spectral": "mnist_kmeans.features.spectral.SpectralGroups",
}

# Pixels of the sheet per pixel of a digit, and between two digits.
_ENLARGED, _GAP = 4, 4


def assignments_csv(fit: Fit, data: DigitData) -> str:
    """Write the cluster and the prediction of every image as CSV.

    Parameters
    ----------
    fit : Fit
    data : DigitData
        The images it was fitted on.

    Returns
    -------
    str
        A row for each image, training images first, with ``part`` (train or test),
        ``index`` within the part, ``label``, ``cluster``, ``prediction`` and
        ``distance`` to the centroid.
    """
    n, digits = fit.settings.n_train, fit.cluster_labels.tolist()
    parts = (
        ("train", data.y_train[:n], fit.train_clusters, fit.train_distances),
        ("test", data.y_test, fit.test_clusters, fit.test_distances),
    )
    rows = [
        {
            "part": part,
            "index": index,
            "label": label,
            "cluster": cluster,
            "prediction": digits[cluster],
            "distance": f"{distance:.6g}",
        }
        for part, labels, clusters, distances in parts
        for index, (label, cluster, distance) in enumerate(
            zip(labels.tolist(), clusters.tolist(), distances, strict=True)
        )
    ]
    return csv_text(rows)


def metrics_json(fit: Fit, data: DigitData) -> str:
    """Write the settings and the metrics of a fit as JSON.

    Parameters
    ----------
    fit : Fit
    data : DigitData
        The images it was fitted on.

    Returns
    -------
    str
        ``settings``, ``data``, ``train`` and ``test`` (as `score_clusters`; null
        where a metric is undefined), ``silhouette``, times in seconds, and for each
        cluster its digit and its votes.
    """
    first = fit.settings.first
    document = {
        "settings": asdict(fit.settings) | {"first": first and first.digest},
        "data": {"source": data.source, "fingerprint": data.fingerprint},
        "train": _defined(fit.train_metrics),
        "test": _defined(fit.test_metrics),
        **_defined({"silhouette": fit.silhouette}),
        "n_iter": fit.n_iter,
        "fit_seconds": fit.fit_seconds,
        "feature_seconds": fit.feature_seconds,
        "clusters": [
            {"digit": int(digit), "votes": votes.tolist()}
            for digit, votes in zip(fit.cluster_labels, fit.cluster_counts, strict=True)
        ],
    }
    return json.dumps(document, indent=1)


def _defined(metrics: dict[str, float | int]) -> dict[str, float | int | None]:
    return {name: None if isnan(value) else value for name, value in metrics.items()}


def centroid_sheet(fit: Fit) -> bytes:
    """Draw all centroids side by side, sorted by the digits they stand for.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    bytes
        A PNG in which each pixel of a digit is four pixels wide.
    """
    order = np.argsort(fit.cluster_labels, kind="stable")
    images = np.clip(fit.centroid_images[order], 0, 1)
    columns = ceil(sqrt(len(images)))
    step = 28 * _ENLARGED + _GAP
    rows = ceil(len(images) / columns)
    sheet = Image.new("L", (columns * step - _GAP, rows * step - _GAP), 255)
    for i, image in enumerate(np.rint(images * 255).astype(np.uint8)):
        large = np.kron(image, np.ones((_ENLARGED, _ENLARGED), np.uint8))
        sheet.paste(Image.fromarray(large), (i % columns * step, i // columns * step))
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def csv_text(rows: Sequence[Mapping[str, Any]], header: bool = True) -> str:
    """Write rows as CSV.

    Parameters
    ----------
    rows : sequence of mapping
        All with the same keys.
    header : bool, default=True
        Whether the keys are the first line.

    Returns
    -------
    str
        Empty when there are no rows.

    Examples
    --------
    >>> from mnist_kmeans.fits.exports import csv_text
    >>> print(csv_text([{"k": 2, "accuracy": 0.21}, {"k": 10, "accuracy": 0.56}]))
    k,accuracy
    2,0.21
    10,0.56
    <BLANKLINE>
    """
    file = StringIO()
    if rows:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(rows)
    return file.getvalue()


def answer_rows(
    picture: str, digits: list["Digit"], verdicts: list[Verdict], fit: Fit
) -> list[dict[str, Any]]:
    """List the predictions for the digits of a picture.

    Parameters
    ----------
    picture : str
        The name of the picture.
    digits : list of Digit
        As from `read_digits`.
    verdicts : list of Verdict
        The verdict on each digit, as from `judge`.
    fit : Fit

    Returns
    -------
    list of dict
        For each digit ``picture, number`` (from 1), ``digit``; ``not_sure``: whether
        it is unlike the training images; ``close_call``: whether another digit is
        nearly as near; ``no_writing``: whether it may be no digit at all;
        ``vote_share``: the share of the nearest cluster that shows the
        digit; ``cluster, distance``; ``next_digit, next_distance, margin``: the digit
        of the nearest centroid that stands for another one, its distance, and by how
        much that is larger, squared, or None; ``line`` (from 1) and ``left, top, right,
        bottom``: its box in the picture's pixels.
    """
    return [
        _answer(picture, number, digit, verdict, fit)
        for number, (digit, verdict) in enumerate(zip(digits, verdicts, strict=True), 1)
    ]


def _answer(
    picture: str, number: int, digit: "Digit", verdict: Verdict, fit: Fit
) -> dict[str, Any]:
    rival = verdict.rival
    return {
        "picture": picture,
        "number": number,
        "digit": verdict.digit,
        "not_sure": verdict.unlike,
        "close_call": verdict.close,
        "no_writing": verdict.stray,
        "vote_share": round(float(verdict.shares[verdict.digit]), 4),
        "cluster": int(verdict.clusters[0]),
        "distance": round(float(verdict.distances[0]), 4),
        "next_digit": None
        if rival is None
        else int(fit.cluster_labels[verdict.clusters[rival]]),
        "next_distance": None
        if rival is None
        else round(float(verdict.distances[rival]), 4),
        "margin": None if rival is None else round(float(verdict.margins[rival]), 4),
        "line": digit.line + 1,
        **dict(zip(("left", "top", "right", "bottom"), digit.box, strict=True)),
    }


def model_file(model: "Pipeline") -> bytes:
    """Save a model in the format of skops, which runs no code when it is loaded.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        As from `build_model`, fitted.

    Returns
    -------
    bytes
        To be loaded by the lines of `loading_lines`.
    """
    from skops.io import dumps

    content: bytes = dumps(model)
    return content


def loading_lines(feature_space: str, name: str) -> str:
    """Write the two lines of Python that load a model's file.

    Parameters
    ----------
    feature_space : str
        The feature space of the model.
    name : str
        The name of the file.

    Returns
    -------
    str
        Lines that assign the model to ``model``. They name the trusted types: a file
        with any other is refused before any object is created.

    Examples
    --------
    >>> from mnist_kmeans.fits.exports import loading_lines
    >>> lines = loading_lines("pca", "model.skops").splitlines()
    >>> lines[1].startswith("model = skops.io.load('model.skops', trusted=['mnist_kme")
    True
    """
    trusted = sorted([*_MODEL, _TRANSFORMERS[feature_space]])
    return f"import skops.io\nmodel = skops.io.load({name!r}, trusted={trusted!r})"
