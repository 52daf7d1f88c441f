"""Fits with moves made by hand: kept, found and replayed like any other."""

from dataclasses import fields

import numpy as np
import pytest

from mnist_kmeans.fits.fit import Fit, compute_fit, fitted_classifier
from mnist_kmeans.fits.store import FitStore

MOVES = "s3.m0-5.r2.l"


def assert_equal(fit: Fit, other: Fit) -> None:
    for field in fields(Fit):
        if not field.name.endswith("seconds"):
            one, two = getattr(fit, field.name), getattr(other, field.name)
            np.testing.assert_equal(one, two, err_msg=field.name)


@pytest.fixture(params=["pca", "pixels"])
def base(settings, request):
    from dataclasses import replace

    return replace(settings, feature_space=request.param, polish_iter=None, init=None)


def test_a_replay_gives_the_same_arrays(base, digits, tmp_path):
    edited = base.edited(MOVES)
    fit = compute_fit(edited, digits)
    assert fit.settings == edited
    # Move by move, each on what the disk has of the last.
    for settings in edited.history:
        made = FitStore(tmp_path).get(settings, digits)
    assert_equal(fit, made)
    assert_equal(fit, FitStore(tmp_path).find(edited, digits))


def test_every_step_of_a_history_is_kept_and_made_once(base, digits, monkeypatch):
    from mnist_kmeans.fits import store

    made = []

    def compute(settings, *how):
        made.append(settings.moves)
        return compute_fit(settings, *how)

    monkeypatch.setattr(store, "compute_fit", compute)
    history, steps = base.edited(MOVES).history, []
    FitStore().get(history[2], digits)
    FitStore().get(history[-1], digits, lambda done, what: steps.append(done))
    assert made == ["", "s3", "s3.m0-5", "s3.m0-5.r2", MOVES]
    assert all(FitStore().find(settings, digits) for settings in history)
    assert steps == sorted(steps)


def test_undo_returns_exactly(base, digits):
    before = FitStore().get(base.edited("s3"), digits)
    FitStore().get(base.edited("s3.m0-5"), digits)
    undone = FitStore().get(base.edited("s3.m0-5").history[-2], digits)
    assert_equal(before, undone)
    assert before.fit_seconds == undone.fit_seconds


def test_without_a_disk_a_long_history_is_made_once(base, digits, tmp_path):
    folder = tmp_path / "no folder"
    folder.write_text("")
    history = ".".join(["s0", "m0-12", "l"] * 5)
    fit = FitStore(folder).get(base.edited(history), digits)
    assert fit.settings.n_clusters == 12


def test_the_model_predicts_as_the_fit_says(base, digits):
    settings = base.edited(MOVES)
    fit, model = FitStore().get(settings, digits), FitStore().model(settings, digits)
    right = (model.predict(digits.x_test) == digits.y_test).mean()
    assert right == pytest.approx(fit.test_metrics["accuracy"])
    assert fit.cluster_counts.sum() == settings.n_train
    assert fit.centroid_images.shape == (11, 28, 28)
    again = fitted_classifier(fit)
    rows = model[:-1].transform(digits.x_train[: settings.n_train])
    np.testing.assert_array_equal(again.predict_cluster(rows), fit.train_clusters)
