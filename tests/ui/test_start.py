"""The tab "Start it yourself" of the Explore page, and its first centroids elsewhere."""

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.sweep import digits_with_a_cluster, sweep_settings
from mnist_kmeans.ui.explore.start import board
from mnist_kmeans.words.by_hand.start_sentences import (
    random_starts_sentence,
    start_headline,
)
from tests.ui.conftest import by_label, headline, settled, shown, until

VIEW = "Start it yourself"
RUN = "Run k-means from these"


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the board, and what it sends."""
    sent = {}
    monkeypatch.setattr(board, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def data(small_npz):
    return load_mnist(small_npz)


@pytest.fixture
def open_start(open_app, sent):
    def opened(**query):
        app = open_app(view=VIEW, **query)
        assert not app.exception
        return finished(app)

    return opened


def finished(app):
    """Run the app until the fit, its film and the random starts are there."""
    return settled(until(app, lambda: not app.get("progress")))


def run(app):
    by_label(app.button, RUN).click().run()
    app = finished(app)
    assert not app.exception
    return app


def test_ten_class_means_run_and_are_compared_with_random_starts(open_start, data):
    app = open_start()
    assert headline(app) == "k-means ends where it starts: so start it"
    by_label(app.button, "Ten class means").click().run()
    app = run(app)
    means = [data.x_train[data.y_train == digit].mean(axis=0) for digit in range(10)]
    first = FirstImages(np.rint(means).astype(np.uint8))
    fit = compute_fit(FitSettings(300, first=first), data)
    ended, n_digits = fit.cluster_labels.tolist(), digits_with_a_cluster(fit)
    assert headline(app) == start_headline(list(range(10)), ended, n_digits)
    seeds = sweep_settings(300, [10], ["pixels"], seeds=10, n_starts=1)
    of_random = [digits_with_a_cluster(compute_fit(seed, data)) for seed in seeds]
    text = shown(app)
    assert random_starts_sentence(10, n_digits, of_random) in text
    assert "means of all training images of a digit" in text
    assert f"**{fit.test_metrics['accuracy']:.1%}**" in text
    assert f"**{fit.train_metrics['inertia']:,.0f}**" in text
    assert app.query_params["first"] == ["m0~m1~m2~m3~m4~m5~m6~m7~m8~m9"]
    pairs = " ".join(str(html.proto.body) for html in app.get("html"))
    offsets = fit.cluster_centers - fit.first_centers
    for i, moved in enumerate(np.linalg.norm(offsets, axis=1)):
        assert f"#{i} " in pairs
        assert f"moved {moved:.2f}" in pairs
