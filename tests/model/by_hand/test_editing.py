import numpy as np
import pytest

from mnist_kmeans import build_model, calculate_metrics
from mnist_kmeans.model import MovesError, edit_clusters


@pytest.fixture(scope="module", params=["pixels", "hog"])
def fitted(request, digits):
    images, labels = digits.x_train[:500], digits.y_train[:500]
    model = build_model(10, request.param, n_starts=1).fit(images, labels)
    return model, images, labels


def test_an_edited_model_reads_its_images_as_its_clusters_do(fitted, digits):
    model, images, labels = fitted
    centers = model[-1].cluster_centers_.copy()
    edited = edit_clusters(model, "s3.s0.m1-11.r2.l.s5", images, labels)
    clusters = edited[-1]
    assert clusters.n_clusters == len(clusters.cluster_centers_) == 11
    rows = edited[:-1].transform(images)
    np.testing.assert_array_equal(clusters.predict_cluster(rows), clusters.labels_)
    metrics = calculate_metrics(edited, images, labels)
    assert metrics["n_clusters"] == 11
    assert metrics["inertia"] == pytest.approx(clusters.inertia_, rel=1e-5)
    voted = np.array([np.bincount(labels[clusters.labels_ == c]).argmax()
                      for c in range(11)])  # fmt: skip
    np.testing.assert_array_equal(clusters.cluster_labels_, voted)
    assert edited.predict_proba(digits.x_test).shape == (len(digits.x_test), 10)
    # The model it was made of is as it was.
    np.testing.assert_array_equal(model[-1].cluster_centers_, centers)
    assert model[-1].n_clusters == 10


def test_moves_one_by_one_are_the_moves_at_once(fitted):
    model, images, labels = fitted
    at_once = edit_clusters(model, "s3.m4-7.l", images, labels)
    for move in ("s3", "m4-7", "l"):
        model = edit_clusters(model, move, images, labels)
    for name in ("cluster_centers_", "labels_", "cluster_counts_", "cluster_labels_"):
        np.testing.assert_array_equal(
            getattr(model[-1], name), getattr(at_once[-1], name)
        )
    assert model[-1].inertia_ == at_once[-1].inertia_


def test_other_images_and_moves_that_are_not_possible_are_refused(fitted):
    model, images, labels = fitted
    with pytest.raises(ValueError, match="fitted to 500, which moves are made on"):
        edit_clusters(model, "s3", images[:100], labels[:100])
    with pytest.raises(MovesError, match="Move 2, s11, names cluster #11"):
        edit_clusters(model, "s3.s11", images, labels)
