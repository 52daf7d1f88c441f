"""Curves of accuracy over how much digits are altered."""

import numpy as np

from mnist_kmeans.charts import space_color, stress_chart
from mnist_kmeans.studies import KINDS


def test_each_space_has_a_line_over_the_amounts_in_its_colour():
    kind = KINDS["turn"]
    curves = {"hog": np.linspace(0.2, 0.9, 17), "pixels": np.linspace(0.1, 0.5, 17)}
    figure = stress_chart(curves, kind, dark=True)
    assert [line.name for line in figure.data] == ["hog", "pixels"]
    for line in figure.data:
        assert list(line.x) == kind.amounts.tolist()
        assert list(line.y) == curves[line.name].tolist()
        assert line.line.color == space_color(line.name, dark=True)
    assert figure.layout.xaxis.title.text == "turned clockwise, degrees"
    (mark,) = figure.layout.shapes
    assert mark.x0 == mark.x1 == 0
