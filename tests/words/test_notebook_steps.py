"""The walkthrough: its code runs as shown and gives the numbers on the page."""

from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.darkness import Darkened, darken
from mnist_kmeans.studies.sweep import accuracy_sweep
from mnist_kmeans.words.notebook_steps import darkness_sentence, steps
from tests.fits.test_verdicts import small_fit

KS = (2, 5, 8)


def run(k: int, seed: int, data: DigitData) -> tuple[dict[str, str], dict[str, object]]:
    """Run all steps, and return what each printed and the names they left."""
    names: dict[str, object] = {}
    printed = {}
    for step in steps(k, seed, KS, data):
        with redirect_stdout(StringIO()) as out:
            exec(step.code, names)
        printed[step.name] = out.getvalue()
    return printed, names


def test_the_code_gives_the_numbers_of_the_page(small_npz, monkeypatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    data = load_mnist()
    fit = FitStore().get(FitSettings(len(data.x_train), 7, "pixels", 3), data)
    printed, names = run(7, 3, data)
    assert "(300, 28, 28) (300,)" in printed["load"]
    assert printed["look"].startswith(f"{data.y_train[1]}\n")
    assert printed["flatten"] == "(300, 784) 0.0 1.0\n"
    np.testing.assert_array_equal(names["kmeans"].labels_, fit.train_clusters)
    assert str(fit.cluster_counts[0]) in printed["vote"]
    last = printed["predict"].splitlines()[-1]
    assert float(last) == fit.train_metrics["accuracy"]
    assert float(printed["test"]) == fit.test_metrics["accuracy"]
    rows = {row["n_clusters"]: row for row in accuracy_sweep(data, KS, seeds=[3])}
    assert printed["sweep"].splitlines() == [
        f"{k} {rows[k]['train_accuracy']} {rows[k]['test_accuracy']}" for k in KS
    ]
    darkened = darken(data.x_test, data.y_test, fit, 2)
    went, accuracy = printed["dark"].splitlines()
    assert went == str(set(darkened.clusters.tolist()))
    assert float(accuracy) == darkened.accuracy


def test_the_text_about_the_bundled_digits(digits) -> None:
    printed, names = run(7, 3, digits)
    assert printed["load"].splitlines() == [
        "(1437, 28, 28) (1437,)",
        "(360, 28, 28) (360,)",
    ]
    assert names["data"].fingerprint == digits.fingerprint
    by_name = {step.name: step for step in steps(7, 3, KS, digits)}
    assert by_name["load"].text.startswith("These are 1,797 scanned digits")
    assert "1,437 are to learn from; 360 are kept apart" in by_name["load"].text
    assert "0.1135" not in by_name["dark"].title
    assert not any("MNIST is" in step.text for step in by_name.values())


@pytest.mark.mnist
def test_the_text_about_mnist(mnist) -> None:
    by_name = {step.name: step for step in steps(7, 3, KS, mnist)}
    assert by_name["load"].text == (
        "MNIST is 70,000 scanned digits of 28 x 28 pixels, each with a label: the "
        "digit that it shows. 60,000 are to learn from; 10,000 are kept apart, to "
        "test on."
    )
    assert "the accuracy it printed stands beside" in by_name["sweep"].text
    assert by_name["dark"].title == "Why did its test accuracy come out as 0.1135?"
    assert by_name["dark"].text == (
        "The notebook divided its test images by 255 once more, though they had been "
        "divided already. The package refuses such images; here its check is bypassed."
    )


@pytest.mark.parametrize(
    ("clusters", "sentence"),
    [
        (
            [2, 2, 2, 2],
            "**All 4 test images go to cluster #2**, whose centroid is the nearest to "
            "black. It stands for 9, and 1 of the 4 test images show a 9: the accuracy "
            "is **0.2500**, whatever the model has learnt.",
        ),
        (
            [0, 2, 2, 2],
            "The 4 test images go to 2 clusters; **0.2500** of them are read right.",
        ),
    ],
)
def test_darkened_images_in_words(clusters, sentence) -> None:
    points = np.zeros((4, 2), np.float32)
    darkened = Darkened(points, np.array(clusters), points[:, 0], 0.25)
    labels = np.array([1, 1, 9, 7], np.uint8)
    assert darkness_sentence(darkened, small_fit(), labels) == sentence
