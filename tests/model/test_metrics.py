import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn import metrics as theirs
from sklearn.cluster import KMeans
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from mnist_kmeans import build_model, calculate_metrics
from mnist_kmeans.features.projections import PixelScaler
from mnist_kmeans.model.classifier import ClusterClassifier
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.model.metrics import (
    agreement,
    matched_accuracy,
    score_clusters,
    silhouette,
)

KEYS = {
    "accuracy",
    "matched_accuracy",
    "nmi",
    "ari",
    "homogeneity",
    "completeness",
    "v_measure",
    "purity",
    "inertia",
    "n_clusters",
    "n_empty",
}


def scored(counts_by_cluster, labels, clusters, cluster_labels):
    """Score with a classifier of which only the vote matters."""
    classifier = ClusterClassifier(len(counts_by_cluster))
    classifier.cluster_counts_ = np.array(counts_by_cluster)
    classifier.cluster_labels_ = np.array(cluster_labels)
    distances = np.full(len(labels), 2.0, np.float32)
    return score_clusters(classifier, np.array(clusters), distances, np.array(labels))


def test_a_case_worked_out_by_hand():
    # Clusters stand for 0, 0 and 1. Of six images four are read right; the best
    # matching gives cluster 0 the 0s (2), cluster 1 the 2s (1), cluster 2 the 1s (2).
    metrics = scored(
        [[5, 0, 0], [3, 1, 2], [0, 4, 0]],
        labels=[0, 0, 0, 2, 1, 1],
        clusters=[0, 0, 1, 1, 2, 2],
        cluster_labels=[0, 0, 1],
    )
    assert metrics["accuracy"] == pytest.approx(5 / 6)
    assert metrics["matched_accuracy"] == pytest.approx(5 / 6)
    assert metrics["purity"] == pytest.approx(5 / 6)
    assert metrics["inertia"] == 24
    assert (metrics["n_clusters"], metrics["n_empty"]) == (3, 0)
    # H(digit) = 1.0114 nats; H(digit | cluster) = ln 2 / 3.
    entropy = -(1 / 2 * np.log(1 / 2) + 1 / 3 * np.log(1 / 3) + 1 / 6 * np.log(1 / 6))
    assert metrics["homogeneity"] == pytest.approx(1 - np.log(2) / 3 / entropy)
    assert metrics["nmi"] == pytest.approx(metrics["v_measure"])


def test_majority_vote_and_matched_accuracy_differ():
    # Both clusters stand for 0: the vote reads all 0s, the matching only half of them.
    metrics = scored(
        [[5, 0], [5, 4]], [0, 0, 0, 0], clusters=[0, 0, 1, 1], cluster_labels=[0, 0]
    )
    assert metrics["accuracy"] == 1
    counts = np.array([[2, 0], [2, 0]])
    assert matched_accuracy(counts) == 0.5


def test_matched_accuracy_needs_as_many_clusters_as_digits(digits):
    for k, defined in ((9, False), (10, True), (11, False)):
        model = build_model(k).fit(digits.x_train, digits.y_train)
        metrics = calculate_metrics(model, digits.x_test, digits.y_test)
        assert np.isnan(metrics["matched_accuracy"]) != defined
        assert set(metrics) == KEYS
        if defined:
            assert metrics["matched_accuracy"] <= metrics["purity"]


def test_on_the_training_images_it_agrees_with_the_fit(digits):
    model = build_model(20, "pca").fit(digits.x_train, digits.y_train)
    metrics = calculate_metrics(model, digits.x_train, digits.y_train)
    assert metrics["accuracy"] == model.score(digits.x_train, digits.y_train)
    assert metrics["accuracy"] == pytest.approx(metrics["purity"])
    assert metrics["inertia"] == pytest.approx(model[-1].inertia_, rel=1e-4)


def test_scores_do_not_depend_on_cluster_ids(digits):
    model = build_model(10).fit(digits.x_train, digits.y_train)
    before = calculate_metrics(model, digits.x_test, digits.y_test)
    order = np.random.default_rng(0).permutation(10)
    for name in ("cluster_centers_", "cluster_counts_", "cluster_labels_"):
        setattr(model[-1], name, getattr(model[-1], name)[order])
    after = calculate_metrics(model, digits.x_test, digits.y_test)
    assert after == pytest.approx(before)


def test_empty_clusters_of_the_fit_are_counted():
    metrics = scored([[3, 0], [0, 0]], [0, 0], clusters=[0, 0], cluster_labels=[0, 0])
    assert metrics["n_empty"] == 1


@pytest.mark.parametrize(
    "model",
    [
        KMeans(3),
        ClusterClassifier(3),
        make_pipeline(PixelScaler(), KMeans(3)),
        GridSearchCV(build_model(3), {}),
    ],
    ids=lambda model: type(model).__name__,
)
def test_models_of_another_kind_are_refused(model, digits):
    with pytest.raises(TypeError, match=f"model is a {type(model).__name__}, .*build_"):
        calculate_metrics(model, digits.x_test, digits.y_test)


def test_images_are_checked(digits):
    model = build_model(5, "pca").fit(digits.x_train, digits.y_train)
    with pytest.raises(ValueError, match="divided by 255 twice"):
        calculate_metrics(model, digits.x_test / 255 / 255, digits.y_test)
    with pytest.raises(ValueError, match="not numbers"):
        calculate_metrics(model, np.full((2, 784), np.nan), [1, 2])
    with pytest.raises(ValueError, match="sparse"):
        calculate_metrics(model, csr_array(digits.x_test.reshape(-1, 784)), [1])


@pytest.mark.parametrize("n", [0, 5])
def test_labels_must_match_the_images(digits, n):
    model = build_model(5).fit(digits.x_train, digits.y_train)
    with pytest.raises(ValueError, match="one label for each"):
        calculate_metrics(model, digits.x_test[:n], digits.y_test[: max(0, n - 1)])


@pytest.mark.parametrize(
    ("n", "n_clusters", "n_classes"),
    [(500, 7, 10), (500, 1, 10), (500, 7, 1), (1, 3, 3), (3, 3, 3), (500, 64, 10)],
)
def test_agreement_is_scikit_learns(n, n_clusters, n_classes):
    rng = np.random.default_rng(0)
    labels = rng.integers(n_classes, size=n)
    clusters = np.where(rng.random(n) < 0.5, labels, rng.integers(n_clusters, size=n))
    clusters = clusters % n_clusters
    metrics = agreement(count_votes(clusters, labels, n_clusters, n_classes))
    assert metrics == pytest.approx(
        {
            "nmi": theirs.normalized_mutual_info_score(labels, clusters),
            "ari": theirs.adjusted_rand_score(labels, clusters),
            "homogeneity": theirs.homogeneity_score(labels, clusters),
            "completeness": theirs.completeness_score(labels, clusters),
            "v_measure": theirs.v_measure_score(labels, clusters),
        },
        abs=1e-9,
    )


def test_the_silhouette_of_two_tight_far_pairs():
    at = np.array([0.0, 1.0, 10.0, 11.0])
    between = np.abs(at[:, None] - at).astype(np.float32)
    # Own pair 1 away; the other 10.5 or 9.5 on average.
    expected = np.mean([1 - 1 / 10.5, 1 - 1 / 9.5, 1 - 1 / 9.5, 1 - 1 / 10.5])
    assert silhouette(between, np.array([0, 0, 1, 1])) == pytest.approx(expected)
    assert np.isnan(silhouette(between, np.zeros(4, int)))
    assert np.isnan(silhouette(between, np.arange(4)))


def test_labels_as_text_are_refused_with_the_conversion(digits):
    model = build_model(10, "pca").fit(digits.x_train[:300], digits.y_train[:300])
    for labels in (digits.y_test.astype(str), digits.y_test.astype(str).astype(object)):
        with pytest.raises(ValueError, match=r"labels.astype\(uint8\)"):
            calculate_metrics(model, digits.x_test, labels)
