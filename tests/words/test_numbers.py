import pytest

from mnist_kmeans.words.numbers import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.5, "50%"), (0.9949, "99%"), (0.9975, ">99%"), (1, "100%")],
)
def test_only_all_is_100_percent(share, text):
    assert percent(share) == text
