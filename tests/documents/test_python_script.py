"""The script, run as a user would run it."""

import subprocess
import sys
from dataclasses import replace

import pytest

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.documents.python_script import script
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"feature_space": "hog", "n_starts": 2},
        {"polish_iter": 0, "n_init": 2},
        {"algorithm": "full", "polish_iter": 0, "n_clusters": 5},
        {"feature_space": "pixels", "init": "pca"},
        {"feature_space": "autoencoder", "pretrained": False, "n_starts": 1},
        {"n_clusters": 8, "moves": "s3.m0-7.l.s2"},
        {"feature_space": "pixels", "n_clusters": 5, "moves": "r3.m0-1"},
    ],
)
def test_the_script_gives_the_same_figures(change, small_npz, monkeypatch) -> None:
    from mnist_kmeans import load_mnist

    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    settings = replace(FitSettings(250, 7, "pca", 4), **change)
    assert_the_script_agrees(settings, load_mnist())


def test_the_script_loads_the_digits_that_were_used(
    small_npz, digits, monkeypatch
) -> None:
    # They were chosen on the page, although the variable names another file.
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    assert_the_script_agrees(FitSettings(500, 6, "pca"), digits)


def assert_the_script_agrees(settings: FitSettings, data: DigitData) -> None:
    fit = FitStore().get(settings, data)
    code = script(settings, data)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    train, test = done.stdout.splitlines()
    assert float(train.split()[1]) == pytest.approx(fit.train_metrics["accuracy"])
    assert float(test.split()[1]) == pytest.approx(fit.test_metrics["accuracy"])
