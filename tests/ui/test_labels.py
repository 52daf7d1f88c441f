"""The tab Labels of the Accuracy page."""

import csv

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies import compute_suspects, outliers, relative_distances
from mnist_kmeans.ui.accuracy.labels import doubtful, image_gallery, judgements
from mnist_kmeans.words.doubt.label_sentences import (
    doubt_headline,
    outlier_headline,
    says_sentence,
)
from tests.ui.conftest import by_label, headline, settled_sweep, shown


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the gallery."""
    sent = {}
    monkeypatch.setattr(image_gallery, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def open_labels(open_accuracy, sent):
    def opened(**query):
        app = open_accuracy(show="Labels", **query)
        assert not app.exception
        return app

    return opened


def numbers(sent):
    return [tile["number"] for tile in sent["data"]["tiles"]]


@pytest.mark.parametrize("part", ["test", "train"])
def test_the_gallery_is_the_ranking(open_labels, sent, small_npz, part):
    data = load_mnist(small_npz)
    app = open_labels(part="Training images" if part == "train" else "Test images")
    suspects = compute_suspects(data, part)
    labels = getattr(data, f"y_{part}")
    n_doubtful = int((suspects.doubt > 0).sum())
    assert headline(app) == doubt_headline(part, n_doubtful, len(labels))
    assert numbers(sent) == suspects.numbers[:40].tolist()
    first = int(suspects.numbers[0])
    assert sent["data"]["selected"] == first
    badges = [badge["digit"] for badge in sent["data"]["tiles"][0]["badges"]]
    said = suspects.said[:, first].tolist()
    assert badges[0] == labels[first]
    assert badges[1] in said
    near = suspects.neighbour_labels[:, 0].tolist()
    assert says_sentence(int(labels[first]), said, near) in shown(app)


def test_a_link_opens_an_image_among_those_of_its_rank(open_labels, sent, small_npz):
    last = int(compute_suspects(load_mnist(small_npz), "test").numbers[-1])
    app = open_labels(suspect=str(last))
    assert sent["data"]["selected"] == last
    assert numbers(sent)[-1] == last
    assert "rank 60 of 60" in shown(app)
    by_label(app.button, "Earlier ranks").click().run()
    assert len(numbers(sent)) == 40
    assert sent["data"]["selected"] == numbers(sent)[0]


@pytest.mark.parametrize("suspect", ["60", "-1", "x"])
def test_an_image_that_is_not_there_is_not_looked_at(open_labels, sent, suspect):
    open_labels(suspect=suspect)
    assert sent["data"]["selected"] == numbers(sent)[0]


def test_judging_goes_on_to_the_next_and_keeps_score(open_labels, sent):
    app = open_labels()
    first, second, third = numbers(sent)[:3]
    by_label(app.button, "Label wrong").click().run()
    assert sent["data"]["selected"] == second
    assert sent["data"]["tiles"][0]["note"] == "you: wrong"
    by_label(app.button, "Label right").click().run()
    by_label(app.button, "Cannot tell").click().run()
    assert "You judged 3: 1 label wrong, 1 right, 1 you cannot tell." in shown(app)
    assert "| 1 to 10 | 1 | 1 | 1 | 50% |" in shown(app)
    assert "Without the 1 that you called wrong" in shown(app)
    # Said again of the same image it is taken back, and the image stays.
    app.session_state["suspect"] = first
    app.run()
    by_label(app.button, "Label wrong").click().run()
    assert sent["data"]["selected"] == first
    assert "You judged 2: 0 labels wrong" in shown(app)
    assert third in numbers(sent)


def test_judgements_of_test_and_training_images_are_kept_apart(open_labels, sent):
    app = open_labels()
    by_label(app.button, "Label wrong").click().run()
    assert "You judged 1" in shown(app)
    by_label(app.button_group, "Of the").set_value("Training images").run()
    settled_sweep(app)
    assert "Training image" in shown(app)
    assert "You judged" not in shown(app)
    assert sent["data"]["selected"] == numbers(sent)[0]
    by_label(app.button_group, "Of the").set_value("Test images").run()
    settled_sweep(app)
    assert "You judged 1" in shown(app)


def test_the_list_downloads_with_judgements(digits):
    suspects = compute_suspects(digits, "test")
    last, first = int(suspects.numbers[-1]), int(suspects.numbers[0])
    judged = {first: "wrong", last: "right"}
    text = doubtful.csv_text(doubtful.list_rows(suspects, digits, judged))
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == suspects.nearest.shape[1] + 1
    assert [row["you"] for row in rows if row["you"]] == ["wrong", "right"]
    assert int(rows[0]["image"]) == first
    assert int(rows[0]["label"]) == digits.y_test[first]
    assert float(rows[0]["doubt"]) == pytest.approx(suspects.doubt[0], abs=1e-4)
    assert rows[-1]["neighbours_against"] == ""
    assert int(rows[-1]["rank"]) == len(digits.y_test)


def test_accuracy_without_images():
    right = np.array([True, True, True, False, False])
    # Left out: one right, one wrong; two errors at random leave three right ones.
    assert doubtful.accuracies_without(right, np.array([0, 3])) == (3 / 5, 2 / 3, 1)
    assert doubtful.accuracies_without(right, np.array([], int)) == (0.6, 0.6, 0.6)


def test_judgements_are_scored_by_rank():
    by_rank = {1: "wrong", 10: "right", 11: "cannot tell", 3000: "right"}
    rows = judgements.score_rows(by_rank)
    assert [row["ranks"] for row in rows] == ["1 to 10", "11 to 25", "1,001 to 3,000"]
    assert [row["share"] for row in rows] == ["50%", "–", "0%"]
    assert judgements.score_rows({}) == []


@pytest.mark.parametrize("part", ["test", "train"])
def test_outliers_are_those_of_the_fit_on_screen(open_labels, sent, small_npz, part):
    data = load_mnist(small_npz)
    name = "Training images" if part == "train" else "Test images"
    app = open_labels(doubt_view="Outliers", part=name, k="5", features="pca")
    fit = compute_fit(FitSettings(300, 5, "pca"), data)
    far = outliers(fit, part, 40)
    assert numbers(sent) == far.tolist()
    assert headline(app) == outlier_headline(part, relative_distances(fit, part).max())
    clusters = fit.train_clusters if part == "train" else fit.test_clusters
    cluster = int(clusters[far[0]])
    choice = by_label(app.selectbox, "Of which cluster")
    choice.set_value(f"#{cluster}, of {fit.cluster_labels[cluster]}s").run()
    assert numbers(sent) == outliers(fit, part, 40, cluster).tolist()
