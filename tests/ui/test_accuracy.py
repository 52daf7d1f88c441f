import re

import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.sweep import accuracy_sweep
from mnist_kmeans.ui.requests import sweep_request
from tests.ui.conftest import (
    PATIENCE,
    by_label,
    headline,
    settled_sweep,
    shown,
    under_way,
    until,
)


def test_page_shows_the_sweep(open_accuracy, small_npz):
    app = open_accuracy(ks="own", own_ks="2 5 10", seeds="2", features="pca")
    assert not app.exception
    rows = list(
        accuracy_sweep(load_mnist(small_npz), [2, 5, 10], feature_space="pca", seeds=2)
    )
    mean = {
        k: sum(r["test_accuracy"] for r in rows if r["n_clusters"] == k) / 2
        for k in (2, 10)
    }
    assert headline(app) == (
        f"From k = 2 to k = 10 test accuracy rises from {mean[2]:.0%} to {mean[10]:.0%}"
    )
    text = shown(app)
    this_fit = next(
        row["test_accuracy"]
        for row in rows
        if (row["n_clusters"], row["seed"]) == (10, 0)
    )
    assert f"this fit, seed 0: **{this_fit:.1%}**" in text
    assert f"mean of 2 seeds: **{mean[10]:.1%}**" in text
    assert "To see one takes 5 values of k or more." in text
    assert {chart.proto.id for chart in app.get("plotly_chart")}


def test_only_the_open_tab_is_drawn(open_accuracy):
    query = {"ks": "own", "own_ks": "2 5", "seeds": "1", "features": "pca"}
    app = open_accuracy(**query)
    assert "two values of k" not in shown(app)
    assert [box.label for box in app.selectbox if box.label != "Start"] == [
        "Another figure over k"
    ]
    assert "A split can only raise train accuracy" not in shown(app)
    app = open_accuracy(show="Luck", **query)
    assert "From k = 2" not in shown(app)
    assert "Other figures over k" not in shown(app)


def test_why_more_clusters_help(open_accuracy):
    query = {"ks": "own", "own_ks": "2 10", "seeds": "2", "features": "pca"}
    app = open_accuracy(show="Why", **query)
    assert not app.exception
    assert headline(app) == "Why do more clusters help?"
    text = shown(app)
    assert "A split can only raise train accuracy" in text
    assert "**10 labels**" in text
    assert "Both are means of 2 seeds." in text


def test_both_accuracies_are_those_of_the_fit_of_ten_clusters(open_accuracy, small_npz):
    query = {"ks": "own", "own_ks": "2 5", "seeds": "1", "features": "pca", "k": "5"}
    app = open_accuracy(show="Why", seed="3", **query)
    fit = FitStore().find(FitSettings(300, 10, "pca", 3), load_mnist(small_npz))
    text = shown(app)
    assert f"**Majority vote: {fit.test_metrics['accuracy']:.1%}.**" in text
    assert f"**Matched: {fit.test_metrics['matched_accuracy']:.1%}.**" in text
    pictures = [
        html.proto.body for html in app.get("html") if "<img" in html.proto.body
    ]
    assert len(pictures) == 2
    by_vote = {int(i): int(d) for i, d in re.findall(r"#(\d) to (\d)", pictures[0])}
    assert by_vote == dict(enumerate(fit.cluster_labels.tolist()))
    one_to_one = re.findall(r"#(\d) to (\d)", pictures[1])
    assert len({cluster for cluster, _ in one_to_one}) == 10
    assert len({digit for _, digit in one_to_one}) == 10


def test_invalid_list_of_k_shows_an_error_and_the_last_sweep(open_accuracy):
    app = open_accuracy(ks="own", own_ks="2 5", seeds="1", features="pca")
    for typed, sentence in (
        ("1 5", "has 1; each k should be an integer from 2 to 300"),
        ("5 5", "has 5 twice"),
        ("", "The list of k is empty"),
        ("5 x", "“x” is no whole number"),
        ("5 2000", "at most 1,000 here"),
        ("500", "from 2 to 300"),
    ):
        by_label(app.text_input, "Own values of k").set_value(typed).run()
        settled_sweep(app)
        assert len(app.error) == 1
        assert sentence in app.error[0].value
        assert headline(app).startswith("From k = 2 to k = 5")
    by_label(app.text_input, "Own values of k").set_value("3, 7").run()
    settled_sweep(app)
    assert not app.error
    assert headline(app).startswith("From k = 3 to k = 7")


def test_several_feature_spaces(open_accuracy):
    app = open_accuracy(ks="own", own_ks="2 5 6 7 8", seeds="1", compare="pca")
    text = shown(app)
    assert "No clear elbow in pixels and pca." in text
    assert headline(app).startswith("From k = 2 to k = 8 test accuracy in pix")


def test_feature_spaces_are_compared_on_terms_that_are_said(open_accuracy):
    app = open_accuracy(show="Compare", compare="hog")
    assert not app.exception
    assert headline(app).startswith("At k = 10 ")
    text = shown(app)
    assert "at k = 10 hog has the best of 20 fits, by inertia; pixels has a" in text
    table = app.dataframe[0].value
    assert table["Starts"].tolist() == [1, 20]
    assert "this fit, seed 0, reads" in text
    assert "10 centroids read" in text


def test_one_feature_space_can_be_compared_with_all(open_accuracy):
    app = open_accuracy(show="Compare")
    assert headline(app) == "Other feature spaces at k = 10"
    assert by_label(app.button, "Compare all 6")


@pytest.mark.parametrize(
    "figure",
    [
        "NMI",
        "ARI",
        "Homogeneity",
        "Completeness",
        "V-measure",
        "Silhouette",
    ],
)
def test_other_figures(open_accuracy, figure):
    app = open_accuracy(ks="own", own_ks="2 10", seeds="1", features="pca")
    by_label(app.selectbox, "Another figure over k").set_value(figure).run()
    assert not app.exception
    assert "Higher is better" in shown(app)
    by_label(app.selectbox, "Another figure over k").set_value("Fit time").run()
    assert "Lower is better" in shown(app)


def test_matched_accuracy_needs_ten_clusters(open_accuracy):
    app = open_accuracy(ks="own", own_ks="2 5", seeds="1", features="pca")
    by_label(app.selectbox, "Another figure over k").set_value("Matched accuracy").run()
    assert "only defined at k = 10" in app.info[0].value


def test_rows_and_download_are_shown(open_accuracy):
    app = open_accuracy(ks="own", own_ks="2 5", seeds="3", features="pca")
    frame = app.dataframe[0].value
    assert len(frame) == 6
    assert sorted(frame["n_clusters"]) == [2, 2, 2, 5, 5, 5]
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Download as CSV" in labels


def test_seed_lottery(open_accuracy):
    app = open_accuracy(show="Luck", features="pca", k="4")
    assert not app.exception
    assert headline(app).startswith("At k = 4 the seed alone moves test accuracy from")
    text = shown(app)
    assert "is the luckiest on train" in text
    assert "The mean of 20 seeds is" in text
    best, worst = (title.value for title in app.subheader)
    assert best.startswith("Best on test: seed ")
    assert worst.startswith("Worst on test: seed ")


def test_cancelled_sweep_keeps_its_rows_and_resumes(open_app, small_npz, monkeypatch):
    from threading import Event

    gate = Event()
    real = FitStore.get

    def slow(self, settings, *args, **features):
        if settings.n_clusters == 7:
            gate.wait(PATIENCE)
        return real(self, settings, *args, **features)

    monkeypatch.setattr(FitStore, "get", slow)
    app = open_app(ks="own", own_ks="2 3 7", seeds="1", features="pca")
    app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
    until(app, lambda: "2 of 3 fits" in under_way(app))
    by_label(app.button, "Cancel").click().run()
    assert "Stopped: 2 of 3 fits are done and kept." in app.warning[0].value
    assert headline(app).startswith("From k = 2 to k = 3")
    gate.set()
    by_label(app.button, "Go on").click().run()
    settled_sweep(app)
    assert headline(app).startswith("From k = 2 to k = 7")


def test_failed_sweep_shows_the_error_and_can_be_retried(open_app, monkeypatch):
    def fails(*args, **kwargs):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(sweep_request, "sweep_fits", fails)
        app = open_app(ks="own", own_ks="2 3", seeds="1", features="pca")
        app.switch_page("mnist_kmeans/ui/accuracy/page.py").run()
        until(app, lambda: app.error)
        assert "there was not enough memory" in app.error[0].value
    by_label(app.button, "Try again").click().run()
    settled_sweep(app)
    assert headline(app).startswith("From k = 2 to k = 3")


@pytest.mark.parametrize(
    "query",
    [
        {"ks": "own", "own_ks": "![x](//a.b/c.png)" * 50},
        {"ks": "own", "own_ks": "9" * 200},
        {"ks": "nothing", "seeds": "1e400", "compare": "hogg", "scale": "0"},
        {"ks": "own", "own_ks": ",;, ", "figure": "Inertia'", "k": "-1"},
    ],
)
def test_invalid_link_falls_back_to_defaults(open_accuracy, query):
    app = open_accuracy(**{"features": "pca", "seeds": "1", **query})
    assert not app.exception
    assert headline(app).startswith("From k = 2 to k = 25")
    assert "![" not in shown(app)


def test_notebook_figures_are_shown_for_mnist_only(open_accuracy):
    app = open_accuracy(ks="own", own_ks="2 5", seeds="1", features="pca")
    assert "Circles are what the notebook printed" not in shown(app)
    app = open_accuracy(show="Compare")
    assert "What others published" not in shown(app)
