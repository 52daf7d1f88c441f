import pytest

from mnist_kmeans.words.numbers import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1e-6, "<1%"),
        (0.0049, "<1%"),
        (0.0051, "1%"),
        (0.5, "50%"),
        (0.9949, "99%"),
        (0.9951, ">99%"),
        (1, "100%"),
    ],
)
def test_only_none_is_0_and_only_all_is_100_percent(share, text):
    assert percent(share) == text
