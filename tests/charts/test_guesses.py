import pytest

from mnist_kmeans.charts.guesses import answers_chart, guess_chart
from tests.charts.test_over_k import named


@pytest.mark.parametrize("log", [False, True])
def test_the_axes_of_a_guess_do_not_reveal_the_answer(log):
    known = {10: 56.4, 2: 20.9}
    before = guess_chart(known, "pca", 25, k=16, guess=70, log=log)
    assert named(before, "known").x == (2, 10)
    assert named(before, "known").y == (20.9, 56.4)
    assert named(before, "guess").text == "guess 70%"
    assert "answer" not in [trace.name for trace in before.data]
    after = guess_chart(known, "pca", 25, k=16, guess=70, truth=65.1, log=log)
    assert named(after, "known").x == (2, 10, 16)
    assert named(after, "answer").text == "answer 65.1%"
    sides = [named(after, name).textposition for name in ("guess", "answer")]
    assert sides == ["top right", "bottom right"]
    for axis in ("xaxis", "yaxis"):
        assert after.layout[axis].range == before.layout[axis].range
    assert before.layout.yaxis.range == (0, 104)


def test_the_answers_of_a_room_and_which_is_right():
    counts = [0, 3, 0, 0, 12, 0, 0, 0, 0, 9]
    figure = answers_chart(counts, 4, "0123456789", ["#000000"] * 10)
    (bars,) = figure.data
    assert bars.y == tuple(counts)
    assert bars.text == ("", "3", "", "", "12", "", "", "", "", "9")
    marked = [name for name in figure.layout.xaxis.ticktext if "right" in name]
    assert marked == ["<b>4<br>right</b>"]


def test_ranges_stand_beside_their_bars():
    names = ["below 85%", "85 to 90%", "90% or more"]
    figure = answers_chart([3, 0, 5], 1, names, ["#000000"] * 3)
    (bars,) = figure.data
    assert (bars.orientation, bars.x, bars.y) == ("h", (3, 0, 5), tuple(names))
    assert figure.layout.yaxis.ticktext[1] == "<b>85 to 90%<br>right</b>"
    # From the lowest down, as they are named.
    assert figure.layout.yaxis.autorange == "reversed"
