import numpy as np

from mnist_kmeans.charts.eigenvalues import eigenvalues_chart

VALUES = np.array([1.0, 0.99, 0.98, 0.9, 0.89])


def test_the_gap_is_drawn_after_the_last_group():
    points, gap = eigenvalues_chart(VALUES, 3).data
    assert points.x.tolist() == [1, 2, 3, 4, 5]
    assert points.y.tolist() == VALUES.tolist()
    assert len(set(points.marker.color[:3])) == len(set(points.marker.color[3:])) == 1
    assert points.marker.color[2] != points.marker.color[3]
    assert (gap.x, gap.y) == ((3.5, 3.5), (0.98, 0.9))


def test_no_gap_is_drawn_where_none_is_clear():
    figure = eigenvalues_chart(VALUES, None, dark=True)
    assert len(figure.data) == 1
    assert not figure.layout.annotations
