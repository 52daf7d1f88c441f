"""The tab Tree of the Accuracy page."""

import csv
from itertools import pairwise

import numpy as np
import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.pictures.reading import read_digits
from mnist_kmeans.pictures.strokes import picture_of
from mnist_kmeans.studies import grow_tree, sweep_settings
from mnist_kmeans.ui.accuracy.family_tree import tree_picture
from mnist_kmeans.words.tree_sentences import (
    branch_sentence,
    first_clusters_sentence,
    route_sentence,
    tree_headline,
)
from tests.ui.conftest import by_label, headline, settled_sweep, shown

KS = [2, 5, 12]
SETTINGS = sweep_settings(300, KS, ["pca"], seeds=1)

LINE = {"width": 18, "points": [140, 50, 140, 230]}


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the picture."""
    sent = {}
    monkeypatch.setattr(tree_picture, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def grown(small_npz):
    def grow(**how):
        data = load_mnist(small_npz)
        return grow_tree(SETTINGS, data, **how)

    return grow


@pytest.fixture
def open_tree(open_accuracy, sent):
    def opened(**query):
        query = {"ks": "own", "own_ks": "2 5 12", "features": "pca"} | query
        app = open_accuracy(show="Tree", **query)
        assert not app.exception
        return app

    return opened


def test_the_picture_is_the_tree_of_the_fits(open_tree, sent, grown):
    app = open_tree()
    tree = grown().tree
    assert headline(app) == tree_headline(tree)
    assert first_clusters_sentence(tree) in shown(app)
    data = sent["data"]
    assert [column["title"] for column in data["columns"]] == [
        "k = 2",
        "k = 5",
        "k = 12",
    ]
    assert [node["size"] for node in data["nodes"]] == tree.sizes.tolist()
    assert [node["digit"] for node in data["nodes"]] == tree.labels.tolist()
    drawn = {(parent, child): n for parent, child, n, _ in data["edges"]}
    for edge, n in enumerate(tree.n_images.tolist()):
        wide = (
            max(tree.out_shares[edge], tree.in_shares[edge]) >= tree_picture.LEAST_SHARE
        )
        assert drawn.get((tree.parent[edge], tree.child[edge])) == (n if wide else None)
    assert data["selected"] is None
    assert data["followed"] is None


def test_a_click_follows_a_cluster_and_another_click_ends_that(open_tree, sent, grown):
    app = open_tree()
    tree = grown()
    node = tree.tree.node(1, 3)
    assert "Follow no cluster" not in [button.label for button in app.button]
    app.session_state["branch"] = "5-3"  # as a click does
    app.run()
    assert branch_sentence(tree.tree, node) in shown(app)
    data = sent["data"]
    assert data["selected"] == node
    members = tree.train_clusters[1] == 3
    by_node = np.concatenate(
        [
            np.bincount(clusters[members], minlength=k)
            for clusters, k in zip(tree.train_clusters, KS, strict=True)
        ]
    )
    assert data["followed"]["nodes"] == by_node.tolist()
    assert max(data["followed"]["edges"]) <= members.sum()
    by_label(app.button, "Follow no cluster").click().run()
    assert sent["data"]["selected"] is None
    assert "stands for" not in "".join(str(text.value) for text in app.markdown[1:])


def test_the_link_follows_a_cluster_and_a_test_image(open_tree, sent, grown, small_npz):
    app = open_tree(branch="12-7", follow="4")
    tree, label = grown(), load_mnist(small_npz).y_test[4]
    assert sent["data"]["selected"] == tree.tree.node(2, 7)
    nodes = [tree.tree.node(i, c) for i, c in enumerate(tree.test_clusters[:, 4])]
    assert sent["data"]["routes"] == [nodes]
    read = route_sentence(KS, tree.tree.labels[nodes].tolist())
    assert "**Test image 4**, a" in shown(app)
    assert f" {label}, is {read}:" in shown(app)


@pytest.mark.parametrize(
    "branch", ["7-1", "5-5", "5", "x-1", "5--1", "²-1", "9" * 5000 + "-1"]
)
def test_a_cluster_that_is_not_in_the_tree_is_not_followed(open_tree, sent, branch):
    open_tree(branch=branch)
    assert sent["data"]["selected"] is None


def test_bisecting_says_what_it_costs(open_tree, sent, grown):
    app = open_tree(grown="bisecting")
    own, true = grown(), grown(bisecting=True)
    assert headline(app) == tree_headline(true.tree)
    change = true.inertia[-1] / own.inertia[-1] - 1
    assert f"At k = 12 its inertia is {abs(change):.1%}" in shown(app)
    assert [node["size"] for node in sent["data"]["nodes"]] == true.tree.sizes.tolist()
    notes = [column["note"] for column in sent["data"]["columns"]]
    assert notes[-1] == f"{change:+.1%}".replace("-", "−")


def drawn_by(app, sent):
    """Draw a line, and return the clusters that it goes through."""
    assert sent["data"]["routes"] == []
    app.session_state["drawing"] = [LINE]
    app.run()
    assert "**Your digit** is read as" in shown(app)
    (nodes,) = sent["data"]["routes"]
    through = [sent["data"]["nodes"][node] for node in nodes]
    assert [node["column"] for node in through] == [0, 1, 2]
    return nodes, [node["cluster"] for node in through]


def test_a_drawing_goes_where_each_model_puts_it(open_tree, sent, small_npz):
    _, clusters = drawn_by(open_tree(), sent)
    pixels = read_digits(picture_of([LINE]))[0].pixels
    for settings, cluster in zip(SETTINGS, clusters, strict=True):
        model = FitStore().model(settings, load_mnist(small_npz))
        assert model.transform(pixels[None])[0].argmin() == cluster


def test_a_drawing_descends_a_true_tree(open_tree, sent, grown):
    nodes, _ = drawn_by(open_tree(grown="bisecting"), sent)
    tree = grown(bisecting=True).tree
    edges = set(zip(tree.parent.tolist(), tree.child.tolist(), strict=True))
    assert set(pairwise(nodes)) <= edges


def test_too_many_or_too_few_columns_are_refused(open_tree, sent):
    for own in ("5", " ".join(map(str, range(2, 16))), "2 300"):
        app = open_tree(own_ks=own)
        assert "takes 2 to 12 values of k, of at most 256" in app.info[0].value
        assert not sent


def test_ribbons_and_clusters_download(open_tree, grown):
    from mnist_kmeans.ui.accuracy.family_tree import tree_tab

    tree = grown()
    edges = list(csv.DictReader(tree_tab._csv(tree_tab.edge_rows, tree).splitlines()))
    assert len(edges) == len(tree.tree.parent)
    assert sum(int(row["images"]) for row in edges) == 2 * 300
    first = edges[0]
    assert (first["k_from"], first["k_to"]) == ("2", "5")
    assert sum(int(first[f"images_of_{d}"]) for d in range(10)) == int(first["images"])
    nodes = list(csv.DictReader(tree_tab._csv(tree_tab.node_rows, tree).splitlines()))
    assert [int(row["images"]) for row in nodes] == tree.tree.sizes.tolist()


def test_other_values_of_k_grow_another_tree(open_tree, sent):
    app = open_tree()
    by_label(app.text_input, "Own values of k").set_value("3 4").run()
    settled_sweep(app)
    titles = [column["title"] for column in sent["data"]["columns"]]
    assert titles == ["k = 3", "k = 4"]
