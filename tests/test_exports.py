"""Files to take along: each is opened with what a user would open it with."""

import io
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import skops.io
from PIL import Image

from mnist_kmeans import exports
from mnist_kmeans.data import DATA_VARIABLE, DigitData
from mnist_kmeans.fits import FitSettings, FitStore


@pytest.fixture
def fit(digits: DigitData):
    return FitStore().get(FitSettings(1000, 12, "pca", 3), digits)


def test_assignments_open_in_pandas(fit, digits) -> None:
    table = pd.read_csv(io.StringIO(exports.assignments_csv(fit, digits)))
    assert len(table) == 1000 + len(digits.x_test)
    test = table[table["part"] == "test"]
    np.testing.assert_array_equal(test["index"], np.arange(len(digits.x_test)))
    np.testing.assert_array_equal(test["label"], digits.y_test)
    np.testing.assert_array_equal(test["cluster"], fit.test_clusters)
    right = (test["prediction"] == test["label"]).mean()
    assert right == pytest.approx(fit.test_metrics["accuracy"])
    np.testing.assert_allclose(table["distance"][:1000], fit.train_distances, rtol=1e-5)


def test_figures_are_json(fit, digits) -> None:
    found = json.loads(exports.metrics_json(fit, digits))
    assert found["settings"]["n_clusters"] == 12
    assert found["test"]["accuracy"] == fit.test_metrics["accuracy"]
    assert found["test"]["matched_accuracy"] is None  # not defined at k = 12
    assert len(found["clusters"]) == 12
    assert sum(sum(one["votes"]) for one in found["clusters"]) == 1000


def test_the_sheet_opens_in_pillow(fit) -> None:
    sheet = Image.open(io.BytesIO(exports.centroid_sheet(fit)))
    assert sheet.size == (4 * 112 + 3 * 4, 3 * 112 + 2 * 4)
    first = int(np.argsort(fit.cluster_labels, kind="stable")[0])
    shown = np.asarray(sheet)[:112:4, :112:4] / 255
    wanted = np.clip(fit.centroid_images[first], 0, 1)
    np.testing.assert_allclose(shown, wanted, atol=0.5 / 255 + 1e-6)


@pytest.mark.parametrize("space", ["pixels", "pca", "hog"])
def test_the_model_opens_in_skops(space, digits) -> None:
    model = FitStore().model(FitSettings(1000, 12, space), digits)
    content = exports.model_file(model)
    trusted = skops.io.get_untrusted_types(data=content)
    assert all(name.startswith("mnist_kmeans.") for name in trusted)
    again = skops.io.loads(content, trusted=trusted)
    np.testing.assert_array_equal(
        again.predict_proba(digits.x_test), model.predict_proba(digits.x_test)
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"feature_space": "hog", "n_starts": 2},
        {"polish_iter": 0, "n_init": 2},
        {"algorithm": "full", "polish_iter": 0, "n_clusters": 5},
    ],
)
def test_the_script_gives_the_same_figures(change, small_npz, monkeypatch) -> None:
    from mnist_kmeans import load_mnist

    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    settings = replace(FitSettings(250, 7, "pca", 4), **change)
    assert_it_gives_them(settings, load_mnist())


def test_the_script_loads_the_digits_that_were_used(
    small_npz, digits, monkeypatch
) -> None:
    # They were chosen on the page, though another file is there.
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    assert_it_gives_them(FitSettings(500, 6, "pca"), digits)


def assert_it_gives_them(settings: FitSettings, data: DigitData) -> None:
    fit = FitStore().get(settings, data)
    code = exports.script(settings, data)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    train, test = done.stdout.splitlines()
    assert float(train.split()[1]) == pytest.approx(fit.train_metrics["accuracy"])
    assert float(test.split()[1]) == pytest.approx(fit.test_metrics["accuracy"])
