import numpy as np
import pytest

from mnist_kmeans.charts import one_fit as charts
from tests.charts.test_colors import contrast


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_in_cells_can_be_read_on_every_shade(dark):
    figure = charts.confusion_chart(np.eye(10, dtype=int), dark=dark).data[0]
    for _, shade in figure.colorscale:
        assert contrast(shade, figure.textfont.color) >= 4.5


def test_heatmap_columns_are_sorted_by_digit_then_purity():
    counts = np.zeros((3, 10), np.int64)
    counts[0, [4, 9]] = 6, 4
    counts[1, [1, 7]] = 9, 1
    counts[2, 4] = 5
    figure = charts.cluster_heatmap(counts, np.array([4, 1, 4], np.uint8))
    trace = figure.data[0]
    assert trace.customdata[0, :, 0].tolist() == [1, 2, 0]
    assert trace.z[4].tolist() == [0, 1, 0.6]
    assert trace.text[9][2] == "40%"
    assert list(figure.layout.xaxis.ticktext) == ["#1", "#2", "#0"]


def test_a_large_heatmap_has_no_text():
    counts = np.ones((256, 10), np.int64)
    figure = charts.cluster_heatmap(counts, np.repeat([3, 7], 128).astype(np.uint8))
    assert figure.data[0].text is None
    assert list(figure.layout.xaxis.ticktext) == ["3", "7"]
    assert list(figure.layout.xaxis.tickvals) == [63.5, 191.5]


def test_votes_are_drawn_on_one_scale():
    for votes in ([9] + [0] * 9, [3, 2] + [1] * 8):
        figure = charts.votes_chart(np.array(votes))
        assert tuple(figure.layout.yaxis.range) == (0, 1.1)


def test_confusion_is_shaded_by_row():
    confusion = np.zeros((10, 10), np.int64)
    confusion[2, [2, 3]] = 30, 10
    trace = charts.confusion_chart(confusion).data[0]
    assert trace.z[2].tolist()[2:4] == [0.75, 0.25]
    assert trace.text[2][3] == "10"
    assert trace.text[0][0] == ""


def test_a_digit_without_images_has_no_recall():
    recalls = np.array([0.5] * 9 + [np.nan])
    assert charts.recall_chart(recalls).data[0].text[9] == "none"


def test_votes_of_an_empty_cluster_are_drawn():
    assert charts.votes_chart(np.zeros(10, np.int64)).data[0].y.sum() == 0
