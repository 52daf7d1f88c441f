import numpy as np

from mnist_kmeans.charts.pixel_ledger import ledger_chart


def test_the_colour_scale_of_the_ledger_is_symmetric() -> None:
    ledger = np.zeros((28, 28))
    ledger[3, 4], ledger[5, 6] = 0.75, -0.25
    figure = ledger_chart(ledger, np.zeros((28, 28), np.float32), 4, 9)
    heat = figure.data[0]
    assert (heat.zmin, heat.zmax) == (-75, 75)
    assert list(heat.colorbar.ticktext) == ["for 9", "0", "for 4"]
    assert np.allclose(heat.z, 100 * ledger)
