"""The Notebook page's steps as a Jupyter notebook."""

import json
from collections.abc import Iterator
from typing import Any

import mnist_kmeans
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.documents.python_script import fitting_code
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.published import notebook_ks
from mnist_kmeans.words.notebook_steps import Step, answers, steps

# What the page draws beside a step.
_DRAWN = {
    "look": '''import numpy as np
from PIL import Image


def picture(images):
    """Draw images of 28 x 28 pixels, 0 (black) to 1, in rows of ten."""
    n = min(10, len(images))
    blank = np.zeros((-len(images) % n, 28, 28))
    rows = np.concatenate([images, blank]).reshape(-1, n, 28, 28)
    sheet = np.rint(255 * rows.swapaxes(1, 2).reshape(-1, n * 28)).astype(np.uint8)
    height, width = sheet.shape
    return Image.fromarray(sheet).resize((3 * width, 3 * height), Image.NEAREST)


picture(data.x_train[[1]] / 255)''',
    "fit": "centroids = kmeans.cluster_centers_[:30].reshape(-1, 28, 28)\n"
    "picture(centroids.clip(0, 1))",
    "clusters": "picture(data.x_train[:20] / 255)",
    "dark": "picture(dark[:10].reshape(-1, 28, 28))",
}

_PRINTED = """from mnist_kmeans.studies import NOTEBOOK

for row in rows:
    k = row["n_clusters"]
    here = row["train_accuracy"]
    print(f"k = {k}: {NOTEBOOK[k]:.4f} in the notebook, {here:.4f} here")"""


def notebook(
    settings: FitSettings, data: DigitData, ks: tuple[int, ...] | None = None
) -> str:
    """Write the walk through k-means as a Jupyter notebook.

    Parameters
    ----------
    settings : FitSettings
        Of the fit on screen. Its k and its seed are those of the steps, which are in
        pixels with all training images; where it has other settings than they, it is
        fitted in a last cell.
    data : DigitData
    ks : tuple of int, optional
        The values of k of the sweep; by default the notebook's.

    Returns
    -------
    str
        JSON in nbformat 4.5. With this package installed it runs without network, from
        top to bottom.

    Notes
    -----
    The format: https://nbformat.readthedocs.io/en/latest/format_description.html
    """
    n_train, k, seed = len(data.x_train), settings.n_clusters, settings.seed
    ks = notebook_ks(n_train) if ks is None else ks
    walk = steps(k, seed, ks, data)
    cells = [
        _text(
            "top",
            "# k-means on handwritten digits, step by step\n\n"
            f"k = {k}, seed {seed}, {data.source}. Made by mnist-kmeans "
            f"{mnist_kmeans.__version__}; where that is installed it runs from top to "
            "bottom, without network.",
        )
    ]
    for number, step in enumerate(walk, 1):
        cells += _cells(number, step, data)
    if settings != FitSettings(n_train, k, "pixels", seed):
        cells += _of_the_screen(len(walk) + 1, settings)
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def _cells(number: int, step: Step, data: DigitData) -> Iterator[dict[str, Any]]:
    """Yield the cells of a step: text, code, what is drawn, what explains it."""
    yield _text(step.name, f"## {number}. {step.title}\n\n{step.text}")
    yield _code(f"{step.name}-code", step.code)
    if step.name in _DRAWN:
        yield _code(f"{step.name}-drawn", _DRAWN[step.name])
    if step.name == "sweep" and data.is_mnist:
        yield _code("sweep-printed", _PRINTED)
    answer = answers(data).get(step.name)
    if answer:
        yield _text(f"{step.name}-why", answer.text)
        if answer.code:
            yield _code(f"{step.name}-why-code", answer.code)


def _of_the_screen(number: int, settings: FitSettings) -> Iterator[dict[str, Any]]:
    yield _text(
        "screen",
        f"## {number}. The fit on screen\n\nSo far all was as on the Notebook page: in "
        "raw pixels, with all training images and the usual settings. On screen was a "
        f"fit in {settings.feature_space} on {settings.n_train:,} training images, "
        "with the settings below. Here is its majority-vote accuracy on train and "
        "test.",
    )
    imports = "from mnist_kmeans import build_model, calculate_metrics\n\n"
    yield _code("screen-code", imports + fitting_code(settings))


def _text(name: str, text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines}


def _code(name: str, code: str) -> dict[str, Any]:
    return {
        **_text(name, code),
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
    }
