import pytest

from mnist_kmeans.charts import over_k
from mnist_kmeans.studies.curve import curve_of
from mnist_kmeans.studies.published import NOTEBOOK


def rows(ks=(2, 10, 256), seeds=(0, 1), up=0.0):
    return [
        {"n_clusters": k, "accuracy": k / 1000 + seed / 10 + up}
        for k in ks
        for seed in seeds
    ]


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


@pytest.mark.parametrize("log", [False, True])
def test_accuracy_has_both_curves_their_bands_and_the_notebooks_marks(log):
    train, test = (curve_of(rows(up=up), "accuracy") for up in (0.1, 0.0))
    figure = over_k.accuracy_chart({"pca": (train, test)}, 10, marks=NOTEBOOK, log=log)
    assert named(figure, "pca, test").y.tolist() == test.mean.tolist()
    assert named(figure, "pca, train").x == (2, 10, 256)
    assert named(figure, "pca, train").line.dash == "dot"
    marks = named(figure, "notebook, train")
    assert dict(zip(marks.x, marks.y, strict=True)) == NOTEBOOK
    assert "open" in marks.marker.symbol
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert max(bands[0].y) == test.highest.max()
    assert figure.layout.xaxis.type == ("log" if log else None)
    (line,) = figure.layout.shapes
    assert line.x0 == 10


def test_one_seed_has_no_band_and_a_k_outside_is_not_marked():
    accuracies = curve_of(rows(seeds=(0,)), "accuracy")
    figure = over_k.figure_chart({"pixels": accuracies}, "accuracy", 300)
    assert [trace.name for trace in figure.data] == ["pixels"]
    assert not figure.layout.shapes


def test_the_elbow_is_marked_where_the_curve_is():
    accuracies = curve_of(rows(), "accuracy")
    figure = over_k.figure_chart(
        {"pixels": accuracies}, "inertia", 300, elbows={"pixels": 10}, log=True
    )
    (note,) = figure.layout.annotations
    assert note.text == "elbow at k = 10"
    assert note.x == pytest.approx(1)
    assert note.y == accuracies.mean[1]


@pytest.mark.parametrize("neighbour", [None, 0.97])
def test_the_gap_runs_to_one_cluster_per_image(neighbour):
    train, test = (curve_of(rows(up=up), "accuracy") for up in (0.1, 0.0))
    figure = over_k.gap_chart(train, test, 60_000, neighbour, 10)
    assert named(figure, "train").x[-1] == 60_000
    assert named(figure, "train").y[-1] == 1
    assert named(figure, "train").fill == "tonexty"
    last = named(figure, "test")
    assert (last.x[-1], last.y[-1]) == (
        (256, test.mean[-1]) if neighbour is None else (60_000, 0.97)
    )
