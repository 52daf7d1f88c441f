import numpy as np
import pytest

from mnist_kmeans.features.network.graph_groups import (
    amid_their_group,
    find_groups,
    nearest_neighbors,
    neighbor_graph,
    number_of_groups,
)


def islands(sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return neighbours within groups but for a few bridges, and each point's group."""
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    neighbors = np.array(
        [rng.choice(np.flatnonzero(groups == group), 5, False) for group in groups]
    )
    neighbors[::20, 0] = rng.integers(0, len(groups), len(neighbors[::20]))
    return neighbors, groups


def test_neighbours_are_the_nearest_others() -> None:
    points = np.array([[0], [1], [3], [7]], np.float32)
    expected = [[1, 2], [0, 2], [1, 0], [2, 1]]
    assert nearest_neighbors(points, 2).tolist() == expected


def test_the_graph_of_three_points_is_as_worked_out_by_hand() -> None:
    # 0 and 1 have each other, 2 has 1: W + W' + I, with sums of 3, 4 and 2.
    graph = neighbor_graph(np.array([[1], [0], [1]])).toarray()
    affinity = np.array([[1, 2, 0], [2, 1, 1], [0, 1, 1]])
    sums = np.array([3, 4, 2])
    np.testing.assert_allclose(graph, affinity / np.sqrt(np.outer(sums, sums)))
    assert np.linalg.eigvalsh(graph).max() == pytest.approx(1)


@pytest.mark.parametrize("sizes", [[90, 60], [80, 50, 70, 95], [60] * 11])
def test_groups_that_are_apart_are_counted_and_found(sizes: list[int]) -> None:
    neighbors, groups = islands(sizes)
    found = find_groups(neighbors, 0)
    assert found.gap_is_clear
    assert found.n_groups == len(sizes)
    pairs = set(zip(groups.tolist(), found.of_points.tolist(), strict=True))
    assert len(pairs) == len(sizes)


def test_groups_in_one_cloud_have_no_clear_number() -> None:
    points = np.random.default_rng(0).uniform(0, 1, (600, 2)).astype(np.float32)
    found = find_groups(nearest_neighbors(points, 5), 0)
    assert not found.gap_is_clear
    assert found.n_groups == len(np.unique(found.of_points)) == 14


@pytest.mark.parametrize(
    ("eigenvalues", "expected"),
    [
        ([1, 0.99, 0.98, 0.5, 0.45, 0.4], (3, True)),
        ([1, 0.3, 0.29, 0.28, 0.27, 0.2], (5, True)),  # one group is none
        ([1, 1, 0.5, 0.45, 0.4, 0.35], (2, True)),
        ([1, 0.9, 0.8, 0.7, 0.6, 0.5], (5, False)),
        ([1, 0.9, 0.8, 0.66, 0.56, 0.46], (5, False)),  # 1.4 times the next
    ],
)
def test_the_number_of_groups_is_at_the_largest_gap(eigenvalues, expected) -> None:
    assert number_of_groups(np.array(eigenvalues)) == expected


def test_what_lies_between_groups_is_left_out() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1])
    neighbors = np.array([[1, 2], [0, 2], [1, 3], [2, 4], [3, 5], [3, 4]])
    amid = [True, True, False, False, True, True]
    assert amid_their_group(groups, neighbors, 0.9).tolist() == amid
    assert amid_their_group(groups, neighbors, 0.5).all()
