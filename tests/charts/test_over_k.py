import numpy as np
import pytest

from mnist_kmeans.charts import over_k as curves
from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.studies.curve import curve
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
    train, test = (curve(rows(up=up), "accuracy") for up in (0.1, 0.0))
    figure = curves.accuracy_chart({"pca": (train, test)}, 10, marks=NOTEBOOK, log=log)
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


def test_one_seed_has_no_band_and_a_k_outside_no_mark():
    one = curve(rows(seeds=(0,)), "accuracy")
    figure = curves.figure_chart({"pixels": one}, "accuracy", 300)
    assert [trace.name for trace in figure.data] == ["pixels"]
    assert not figure.layout.shapes


def test_the_elbow_is_marked_where_the_curve_is():
    one = curve(rows(), "accuracy")
    figure = curves.figure_chart(
        {"pixels": one}, "inertia", 300, elbows={"pixels": 10}, log=True
    )
    (note,) = figure.layout.annotations
    assert note.text == "elbow at k = 10"
    assert note.x == pytest.approx(1)
    assert note.y == one.mean[1]


@pytest.mark.parametrize("neighbour", [None, 0.97])
def test_the_gap_runs_to_one_cluster_an_image(neighbour):
    train, test = (curve(rows(up=up), "accuracy") for up in (0.1, 0.0))
    figure = curves.gap_chart(train, test, 60_000, neighbour, 10)
    assert named(figure, "train").x[-1] == 60_000
    assert named(figure, "train").y[-1] == 1
    assert named(figure, "train").fill == "tonexty"
    last = named(figure, "test")
    assert (last.x[-1], last.y[-1]) == (
        (256, test.mean[-1]) if neighbour is None else (60_000, 0.97)
    )


def test_the_luckiest_seed_stands_out():
    seeds = np.arange(3)
    figure = curves.lottery_chart(seeds, seeds / 10, seeds / 20, 2)
    (points,) = figure.data
    assert np.argmax(points.marker.size) == 2
    assert figure.layout.annotations[0].text == "seed 2"


def test_bars_say_their_values():
    figure = curves.bars_chart(["a", "b"], [0.5, 0.968], 1)
    assert figure.data[0].text == ("50.0%", "96.8%")
    assert len(set(figure.data[0].marker.color)) == 2


@pytest.mark.parametrize("dark", [False, True])
def test_every_space_has_its_colour_and_none_a_digits(dark):
    colors = [curves.space_color(space, dark=dark) for space in FEATURE_SPACES]
    assert len(set(colors)) == len(FEATURE_SPACES)
    assert not set(colors) & set(DIGIT_COLORS)


@pytest.mark.parametrize("log", [False, True])
def test_a_guess_stands_on_axes_that_tell_nothing(log):
    known = {10: 56.4, 2: 20.9}
    before = curves.guess_chart(known, "pca", 25, k=16, guess=70, log=log)
    assert named(before, "known").x == (2, 10)
    assert named(before, "known").y == (20.9, 56.4)
    assert named(before, "guess").text == "guess 70%"
    assert "answer" not in [trace.name for trace in before.data]
    after = curves.guess_chart(known, "pca", 25, k=16, guess=70, truth=65.1, log=log)
    assert named(after, "known").x == (2, 10, 16)
    assert named(after, "answer").text == "answer 65.1%"
    sides = [named(after, name).textposition for name in ("guess", "answer")]
    assert sides == ["top right", "bottom right"]
    for axis in ("xaxis", "yaxis"):
        assert after.layout[axis].range == before.layout[axis].range
    assert before.layout.yaxis.range == (0, 104)
