import numpy as np

from mnist_kmeans.charts.naming_curves import naming_chart
from mnist_kmeans.fits.by_hand.reading_by_name import NamingCurve
from tests.charts.test_over_k import named


def test_the_curves_are_shares_of_all_test_images():
    curve = NamingCurve(
        clusters=[4, 1],
        yours=np.array([0, 20, 30]),
        vote=np.array([0, 20, 60]),
        one_label=np.array([0, 15.5, 40]),
        covered=np.array([0, 40, 90]),
        labels_of_vote=500,
    )
    figure = naming_chart(curve, n_questions=10, n_test=200, right_by_vote=120)
    assert named(figure, "your names").x == (0, 1, 2)
    assert np.allclose(named(figure, "your names").y, [0, 0.1, 0.15])
    assert np.allclose(named(figure, "the vote, same clusters").y, [0, 0.1, 0.3])
    one = named(figure, "one label each, on average")
    assert np.allclose(one.y, [0, 0.0775, 0.2])
    (level,) = figure.layout.shapes
    assert level.y0 == level.y1 == 0.6
    assert figure.layout.annotations[0].text == "the vote, all clusters: 60.0%"
    # The axes are those of all names, however few there are.
    assert figure.layout.xaxis.range[1] > 10
