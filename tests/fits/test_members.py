import numpy as np

from mnist_kmeans.fits.members import cluster_members, member_means, nearest_members


def test_nearest_members_by_hand():
    clusters = np.array([2, 2, 0, 2, 0])
    distances = np.array([3, 1, 5, 1, 4], np.float32)
    np.testing.assert_array_equal(nearest_members(clusters, distances, 3), [4, -1, 1])


def test_member_means_are_means():
    images = np.zeros((4, 28, 28), np.uint8)
    images[0], images[1], images[3] = 255, 51, 102
    means = member_means(images, np.array([2, 2, 0, 3]), 5)
    np.testing.assert_allclose(means[:, 0, 0], [0, 0, 0.6, 0.4, 0], rtol=1e-6)
    assert means.dtype == np.float32


def test_members_are_picked_by_distance_and_label():
    clusters = np.array([0, 1, 0, 0, 0, 1])
    distances = np.array([3, 0, 1, 4, 2, 0], np.float32)
    labels = np.array([8, 8, 3, 3, 8, 8], np.uint8)
    members = cluster_members(0, 8, clusters, distances, labels, 2)
    assert members.typical.tolist() == [2, 4]
    assert members.farthest.tolist() == [3, 0]
    assert members.wrong.tolist() == [2, 3]
    assert members.n_wrong == 2


def test_an_empty_cluster_has_no_members():
    members = cluster_members(
        1, 8, np.zeros(3), np.zeros(3, np.float32), np.zeros(3, np.uint8), 5
    )
    assert len(members.typical) == len(members.farthest) == members.n_wrong == 0
