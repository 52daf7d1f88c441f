import tomllib
from pathlib import Path

import numpy as np
import pytest

from mnist_kmeans.charts.colors import DIGIT_COLORS, space_color, text_on
from mnist_kmeans.features.names import FEATURE_SPACES

CONFIG = Path(__file__).parent.parent.parent / ".streamlit" / "config.toml"


def test_the_theme_has_the_same_ten_colours():
    theme = tomllib.loads(CONFIG.read_text())["theme"]
    for mode in ("light", "dark"):
        assert theme[mode]["chartCategoricalColors"] == list(DIGIT_COLORS)
    assert len(set(DIGIT_COLORS)) == 10


def luminance(color):
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return linear @ (0.2126, 0.7152, 0.0722)


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", DIGIT_COLORS)
def test_digits_on_their_colour_can_be_read(color):
    assert contrast(color, text_on(color)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_every_space_has_its_colour_and_none_a_digits(dark):
    colors = [space_color(space, dark=dark) for space in FEATURE_SPACES]
    assert len(set(colors)) == len(FEATURE_SPACES)
    assert not set(colors) & set(DIGIT_COLORS)
