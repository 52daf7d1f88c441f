"""The headline and captions of a film, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.words.learning_captions import (
    captions,
    how_it_fits,
    how_it_learns,
    learning_headline,
)
from tests.studies.test_learning import small


def test_captions_by_hand() -> None:
    learning = small()
    assert captions(learning, 0) == {
        "what": "First centroids: 2 training images chosen at random, far apart",
        "inertia": "9",
        "accuracy": "20.0%",
        "changed": "–",
        "moved": "–",
    }
    assert captions(learning, 1) == {
        "what": "Mini-batch 1 of 5: 8 images looked at",
        "inertia": "5",
        "accuracy": "40.0%",
        "changed": "1 → 7",
        "moved": "50.0% of images",
    }


def test_the_only_mini_batch_is_not_counted() -> None:
    learning = small(
        n_steps=np.array([0, 1, 1]),
        n_full_steps=np.array([0, 0, 1]),
        test_accuracy=np.array([0.2, 0.3, 0.6]),
    )
    assert "after the mini-batch and 1 of 1 full steps" in learning_headline(learning)


def test_captions_say_which_steps_are_taken_in_principal_components() -> None:
    learning = small(n_projected=1, n_full_steps=np.array([0, 0, 1]))
    what = [captions(learning, frame)["what"] for frame in range(3)]
    assert what == [
        "First centroids: 2 training images chosen at random, far apart",
        "Mini-batch 1 of 5, in principal components: 8 images looked at",
        "Full step 1 of 1",
    ]


@pytest.mark.parametrize(
    ("accuracy", "words"),
    [
        ([0.2, 0.495, 0.5], "Most is learnt early: majority-vote accuracy on the test "
         "images starts at 20.0% and is 49.5% after 1 of 5 mini-batches; the end is "
         "50.0%."),
        ([0.2, 0.4, 0.5], "Majority-vote accuracy on the test images starts at 20.0% "
         "and is 50.0% after 5 of 5 mini-batches; the end is 50.0%."),
        ([0.5, 0.5, 0.5], "The first 2 centroids alone, training images as they are, "
         "reach 50.0% majority-vote accuracy on the test images; the end is 50.0%."),
        ([0.2, 0.6, 0.5], "after 1 of 5 mini-batches; the end is 50.0%. In between it "
         "was higher, 60.0%"),
        # The highest is no "in between" where it stands at the start.
        ([0.8, 0.6, 0.5], "the end is 50.0%. That is lower: k-means makes inertia"),
    ],
)  # fmt: skip
def test_the_headline_by_hand(accuracy, words) -> None:
    assert words in learning_headline(small(test_accuracy=np.array(accuracy)))


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"polish_iter": 0}, "Fits: mini-batches of 1,024 in pixels."),
        ({}, "Fits: mini-batches of 4,096 and at most 8 full steps in principal "
         "components; then, in pixels, the mean of each cluster and 1 full step."),
        ({"polish_iter": 2}, "Fits: mini-batches of 4,096 and at most 8 full steps in "
         "principal components; then, in pixels, the mean of each cluster and at most "
         "2 full steps."),
        ({"polish_iter": 0, "init": "pca"}, "Fits: mini-batches of 4,096 and at most 8 "
         "full steps in principal components; then, in pixels, the mean of each "
         "cluster."),
        ({"n_train": 1000, "polish_iter": 1, "feature_space": "pca"},
         "Fits: mini-batches of 1,000 in pca, then 1 full step."),
        ({"feature_space": "hog", "n_clusters": 50}, "Fits: mini-batches of 4,096 in "
         "hog, then at most 40 full steps; the best of 4 starts."),
        ({"algorithm": "full"}, "Fits: full steps in pixels until they change little."),
        ({"algorithm": "full", "n_init": 3, "n_starts": 2}, "Fits: full steps in "
         "pixels until they change little; the best of 6 starts."),
    ],
)  # fmt: skip
def test_how_fits_are_made(settings, line) -> None:
    assert how_it_fits(FitSettings(**{"n_train": 60_000} | settings)) == line


def learnt(learning, **settings):
    """Say how a fit in pixels was learnt."""
    fit = SimpleNamespace(settings=FitSettings(60_000, **settings), mean_images=None)
    return how_it_learns(fit, learning)


@pytest.mark.parametrize(
    ("polish_iter", "end"),
    [
        (0, "in all directions. A badge"),
        (1, "in all directions. From there k-means takes 1 more full step. A badge"),
        (3, "From there k-means takes at most 3 more full steps. A badge"),
    ],
)
def test_from_principal_components_the_last_steps_are_counted(polish_iter, end) -> None:
    learning = small(n_projected=1, n_full_steps=np.array([0, 0, 1]))
    assert end in learnt(learning, init="pca", polish_iter=polish_iter)


def test_without_principal_components_none_are_spoken_of() -> None:
    text = learnt(small(), polish_iter=0)
    assert "components" not in text
    assert "directions" not in text
