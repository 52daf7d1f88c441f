import numpy as np

from mnist_kmeans.charts.seeds_and_baselines import bars_chart, lottery_chart


def test_the_luckiest_seed_stands_out():
    seeds = np.arange(3)
    figure = lottery_chart(seeds, seeds / 10, seeds / 20, 2)
    (points,) = figure.data
    assert np.argmax(points.marker.size) == 2
    assert figure.layout.annotations[0].text == "seed 2"


def test_bars_have_their_values_as_text():
    figure = bars_chart(["a", "b"], [0.5, 0.968], 1)
    assert figure.data[0].text == ("50.0%", "96.8%")
    assert len(set(figure.data[0].marker.color)) == 2
