import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.sweep import sweep_settings
from mnist_kmeans.studies.trees.grown_tree import grow_tree

KS = [10, 3, 6]


@pytest.fixture(params=["pixels", "pca"])
def settings(request):
    return sweep_settings(300, KS, [request.param], seeds=[4])


def test_columns_are_the_fits_by_ascending_k(settings, digits):
    grown = grow_tree(settings, digits)
    assert grown.tree.n_clusters == (3, 6, 10)
    for column, k in enumerate(sorted(KS)):
        fit = FitStore().find(replace(settings[0], n_clusters=k), digits)
        nodes = grown.tree.nodes(column)
        assert (grown.train_clusters[column] == fit.train_clusters).all()
        assert (grown.test_clusters[column] == fit.test_clusters).all()
        assert (grown.tree.labels[nodes] == fit.cluster_labels).all()
        assert grown.inertia[column] == fit.train_metrics["inertia"]
        assert grown.test_accuracy[column] == fit.test_metrics["accuracy"]
        shown = np.clip(fit.centroid_images, 0, 1)
        assert np.abs(grown.images[nodes] / 255 - shown).max() < 0.002
        assert (grown.nearest[nodes, 0] == fit.typical).all()
    assert grown.bisection is None


def test_the_members_shown_are_members(settings, digits):
    grown = grow_tree(settings, digits)
    column, cluster = 1, 2
    members = grown.nearest[grown.tree.node(column, cluster)]
    members = members[members >= 0]
    assert (grown.train_clusters[column][members] == cluster).all()
    size = grown.tree.sizes[grown.tree.node(column, cluster)]
    assert len(members) == min(20, size)


def test_bisecting_grows_a_true_tree_at_a_cost(settings, digits):
    grown = grow_tree(settings, digits, bisecting=True)
    tree = grown.tree
    assert tree.n_clusters == (3, 6, 10)
    # Each child has one parent.
    assert len(np.unique(tree.child)) == len(tree.child)
    assert (tree.in_shares == 1).all()
    own = grow_tree(settings, digits)
    # Of a few hundred images single fits may be worse by chance, but not by much.
    assert (grown.inertia > 0.97 * own.inertia).all()
    assert (np.diff(grown.inertia) < 0).all()
    for k, clusters in zip(tree.n_clusters, grown.test_clusters, strict=True):
        assert set(clusters.tolist()) <= set(range(k))
    # Test images that are training images fall where these are.
    same = replace(digits, x_test=digits.x_train[:300], y_test=digits.y_train[:300])
    again = grow_tree(settings, same, bisecting=True)
    assert (again.test_clusters == again.train_clusters).mean() > 0.99


class StoppedError(Exception):
    pass


def test_it_can_be_stopped(digits):
    def stop(fraction, what):
        raise StoppedError

    settings = [FitSettings(300, k) for k in (2, 4)]
    for bisecting in (False, True):
        with pytest.raises(StoppedError):
            grow_tree(settings, digits, bisecting=bisecting, on_step=stop)


def test_a_tree_loads_without_what_takes_long_to_import():
    code = (
        "import sys\n"
        "from mnist_kmeans.studies import GrownTree, bisect, cluster_tree, node_rows\n"
        "print([name for name in ('scipy', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
