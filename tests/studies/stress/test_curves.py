"""Accuracy over the amount by which test digits are altered."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_kmeans import build_model
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies import (
    KINDS,
    Reader,
    holding,
    stress_curve,
    stress_rows,
    sweep_settings,
)
from mnist_kmeans.studies.stress import curves


def by_column(images):
    """Read a digit by where its ink is: the column of its middle, halved."""
    columns = images.sum(axis=1) @ np.arange(28) / images.sum(axis=(1, 2))
    return np.rint(columns / 2).astype(np.uint8)


def test_a_curve_counts_right_answers_after_each_amount():
    # Dots in columns 8 and 10, read as 4 and 5; two pixels to the right it is 5 and 6.
    images = np.zeros((4, 28, 28), np.uint8)
    images[[0, 1], 14, 8] = images[[2, 3], 14, 10] = 255
    data = SimpleNamespace(x_test=images, y_test=np.array([4, 4, 5, 6], np.uint8))
    steps = []
    curve = stress_curve(by_column, data, "across", lambda f, what: steps.append(f))
    right = dict(zip(KINDS["across"].amounts.tolist(), curve.tolist(), strict=True))
    assert right[0] == 0.75  # the last is a 5 that is labelled 6
    assert right[2] == 0.25  # it alone is right now
    assert right[-4] == 0
    assert steps == sorted(steps)
    assert len(steps) == 13


def test_a_large_test_set_is_sampled_evenly(monkeypatch):
    monkeypatch.setattr(curves, "N_IMAGES", 3)
    images = np.full((9, 28, 28), 255, np.uint8)
    data = SimpleNamespace(x_test=images, y_test=np.arange(9, dtype=np.uint8))
    seen = []
    curve = stress_curve(lambda x: seen.append(len(x)) or [0, 3, 9], data, "pen")
    assert set(seen) == {3}
    assert curve == pytest.approx([2 / 3] * len(KINDS["pen"].amounts))  # not the 6


@pytest.mark.parametrize("space", ["pixels", "hog"])
def test_a_reader_answers_as_the_model_does(digits, space):
    train, labels, test = digits.x_train[:300], digits.y_train[:300], digits.x_test[:50]
    features = compute_features(space, train, digits.x_test)
    fit = compute_fit(FitSettings(300, 20, space), digits, features)
    reader = Reader(fit, features.transformer)
    images = test.astype(np.float32) / 255
    model = build_model(20, space).fit(train, labels)
    assert (reader.read(images) == model.predict(images)).all()
    assert [v.digit for v in reader.judge(images)] == reader.read(images).tolist()


def test_rows_are_those_of_the_curves_and_kept(digits, tmp_path, monkeypatch):
    store = FitStore(tmp_path)
    settings = sweep_settings(300, [5, 20], ["pixels", "pca"], seeds=1)
    tables = list(stress_rows(settings, digits, ["turn", "blur"], store=store))
    assert len(tables) == 8
    assert [row["amount"] for row in tables[0]] == KINDS["turn"].amounts.tolist()
    rows = [row for table in tables for row in table]
    (row,) = (
        row
        for row in rows
        if (row["feature_space"], row["n_clusters"]) == ("pca", 20)
        and (row["kind"], row["amount"]) == ("turn", 15)
    )
    model = store.model(settings[3], digits)
    curve = stress_curve(model.predict, digits, "turn")
    assert row["test_accuracy"] == curve[KINDS["turn"].amounts.tolist().index(15)]
    assert (row["unit"], row["n_images"]) == ("degrees", len(digits.x_test))

    def refuse(*what):
        raise AssertionError("it was kept")

    monkeypatch.setattr(curves, "stress_curve", refuse)
    again = list(stress_rows(settings, digits, ["blur"], store=store))
    assert {str(table) for table in again} <= {str(table) for table in tables}


@pytest.mark.parametrize(
    ("kinds", "sentence"), [(["twist"], "one of turn"), (["pen", "pen"], "pen twice")]
)
def test_wrong_kinds_are_refused_before_anything_is_computed(digits, kinds, sentence):
    with pytest.raises(ValueError, match=sentence):
        stress_rows(sweep_settings(300, [5], ["pixels"], 1), digits, kinds)


def test_an_answer_holds_up_to_the_first_that_differs():
    every = np.full(13, 4)
    assert holding(every, "across") == (-6, 6)
    assert holding(every, "blur") == (0, 3)
    one = np.arange(13)
    assert holding(one, "across") == (0, 0)
    back = every.copy()
    back[[2, 9]] = 9  # it is 4 again farther out
    assert holding(back, "across") == (-3, 2)
