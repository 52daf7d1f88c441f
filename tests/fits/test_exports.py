"""Exports, each opened with the program that a user would open it with."""

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from PIL import Image
from skops.io.exceptions import UntrustedTypesFoundException

from mnist_kmeans import build_model
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import make_transformer
from mnist_kmeans.features.names import FEATURE_SPACES, TRAINED_SPACES
from mnist_kmeans.fits import exports
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore


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


def test_metrics_are_json(fit, digits) -> None:
    document = json.loads(exports.metrics_json(fit, digits))
    assert document["settings"]["n_clusters"] == 12
    assert document["test"]["accuracy"] == fit.test_metrics["accuracy"]
    assert document["test"]["matched_accuracy"] is None  # not defined at k = 12
    assert len(document["clusters"]) == 12
    assert sum(sum(cluster["votes"]) for cluster in document["clusters"]) == 1000


def test_the_centroid_sheet_opens_in_pillow(fit) -> None:
    sheet = Image.open(io.BytesIO(exports.centroid_sheet(fit)))
    assert sheet.size == (4 * 112 + 3 * 4, 3 * 112 + 2 * 4)
    first = int(np.argsort(fit.cluster_labels, kind="stable")[0])
    shown = np.asarray(sheet)[:112:4, :112:4] / 255
    wanted = np.clip(fit.centroid_images[first], 0, 1)
    np.testing.assert_allclose(shown, wanted, atol=0.5 / 255 + 1e-6)


def fitted(space, digits):
    if space in TRAINED_SPACES:  # its network is not needed to make a file of it
        network = make_transformer(space)
        network.losses_, network.seconds_ = (1.0, 0.5), 2.0
        sizes = (576, 12, 4, 16)
        network.weights_ = [
            np.full(shape, 0.01, np.float32)
            for pair in pairwise(sizes)
            for shape in (pair, pair[1:])
        ]
        model = build_model(12, space, random_state=0)
        model[0].transformer_ = network
        rows = network.transform(digits.x_train[:300])
        model[-1].fit(rows, digits.y_train[:300])
        return model
    return FitStore().model(FitSettings(1000, 12, space), digits)


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_the_loading_lines_load_the_model(space, digits, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    model = fitted(space, digits)
    Path("it's.skops").write_bytes(exports.model_file(model))
    lines = exports.loading_lines(space, "it's.skops")
    named: dict = {}
    exec(lines, named)
    np.testing.assert_array_equal(
        named["model"].predict_proba(digits.x_test), model.predict_proba(digits.x_test)
    )
    # Exactly the needed types are trusted, by name.
    needed = skops.io.get_untrusted_types(file="it's.skops")
    assert f"trusted={sorted(needed)!r})" in lines
    assert len(lines.splitlines()) == 2


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_the_loading_lines_run_no_code_of_a_hostile_file(
    space, digits, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    good = zipfile.ZipFile(io.BytesIO(exports.model_file(fitted("pixels", digits))))
    schema = json.loads(good.read("schema.json"))
    text = json.dumps("touch ran")
    command = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode"}
    arguments = {
        "__class__": "tuple",
        "__module__": "builtins",
        "__loader__": "TupleNode",
        "content": [{**command, "content": text, "is_json": True}],
    }
    call = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "ConstructorFromReduceNode",
        "content": arguments,
    }
    with zipfile.ZipFile("model.skops", "w") as hostile:
        hostile.writestr("schema.json", json.dumps({**schema, **call}))
    with pytest.raises(UntrustedTypesFoundException, match=r"os\.system"):
        exec(exports.loading_lines(space, "model.skops"), {})
    assert not Path("ran").exists()
    # The file is hostile indeed: trusting all types that it names runs its command.
    named = skops.io.get_untrusted_types(file="model.skops")
    skops.io.load("model.skops", trusted=named)
    assert Path("ran").exists()
