from itertools import permutations

import numpy as np

from mnist_kmeans.studies.trees.column_order import _crossings, order_columns


def test_crossings_by_hand():
    # The edges 0-1 (2 images) and 1-0 (5) cross; 0-0 (3) crosses none.
    assert _crossings(np.array([[3.0, 2.0], [5.0, 0.0]])) == 10


def test_the_order_has_as_few_crossings_as_any():
    rng = np.random.default_rng(1)
    for _ in range(20):
        # Each of five nodes has one parent among three, so that no edge need cross.
        parents = rng.integers(3, size=5)
        images = rng.integers(1, 9, size=5)
        sizes = np.concatenate([np.bincount(parents, images, 3).astype(int), images])
        place = order_columns(
            [3, 5], sizes, np.arange(8), parents, np.arange(3, 8), images
        )
        between = np.zeros((3, 5))
        between[parents, np.arange(5)] = images
        drawn = between[np.argsort(place[:3])][:, np.argsort(place[3:])]
        fewest = min(
            _crossings(between[:, list(order)]) for order in permutations(range(5))
        )
        assert _crossings(drawn) == fewest == 0
