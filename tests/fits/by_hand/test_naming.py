"""Names given by hand, and the questions that ask for them."""

import numpy as np
import pytest

from mnist_kmeans.fits.by_hand.naming import (
    CANNOT_TELL,
    NOT_ASKED,
    by_gain,
    by_size,
    members_to_show,
    names_text,
    read_names,
)


def test_names_survive_as_text():
    names = np.array([*range(10), CANNOT_TELL, NOT_ASKED], np.int8)
    assert names_text(names) == "0123456789x-"
    again = read_names("0123456789x-", 12)
    assert again.tolist() == names.tolist()
    assert again.dtype == np.int8


@pytest.mark.parametrize("text", ["01", "0123", "01A", "01 ", "01²", ""])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="3 characters, one for each cluster"):
        read_names(text, 3)


def test_the_largest_is_asked_about_first_and_an_empty_one_never():
    assert by_size(np.array([4, 0, 7, 4])) == [2, 0, 3]


def test_what_stands_apart_may_gain_more_than_what_is_larger():
    # On a line: #0 at 0 with spread 2, #1 at 10 with spread 3, #2 at 13 with spread 1,
    # #3 without images. Apart: 10, 3, 3.
    clusters = np.repeat([0, 1, 2], [4, 6, 3])
    distances = np.repeat([2.0, 3.0, 1.0], [4, 6, 3]).astype(np.float32)
    centers = np.array([[0.0], [10.0], [13.0], [40.0]], np.float32)
    # 4 x 10/12 = 3.3, 6 x 3/6 = 3, 3 x 3/4 = 2.25.
    assert by_gain(clusters, distances, centers) == [0, 1, 2]
    assert by_size(np.bincount(clusters, minlength=4)) == [1, 0, 2]


def test_equal_images_and_equal_centroids_have_an_order_too():
    clusters = np.array([0, 0, 1])
    centers = np.array([[5.0, 5], [5, 5]], np.float32)
    assert by_gain(clusters, np.zeros(3, np.float32), centers) == [0, 1]


def test_members_are_the_nearest_and_some_of_all_the_rest():
    clusters = np.array([1, 0, 1, 1, 1, 1, 0, 1])
    distances = np.array([5, 0, 1, 4, 2, 6, 0, 3], np.float32)
    nearest, others = members_to_show(1, clusters, distances, 2, 2)
    assert nearest.tolist() == [2, 4]
    assert others.tolist() == [3, 5]  # of those at 3, 4, 5 and 6
    nearest, others = members_to_show(0, clusters, distances, 8, 8)
    assert nearest.tolist() == [1, 6]
    assert others.tolist() == []
    _, others = members_to_show(1, clusters, distances, 2, 8)
    assert others.tolist() == [7, 3, 0, 5]
