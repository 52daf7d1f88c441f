from dataclasses import replace

import numpy as np

from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.words.verdict_sentences import (
    distance_sentence,
    doubt_sentence,
    verdict_headline,
    verdict_reason,
)
from tests.fits.test_verdicts import small_fit


def test_verdicts_in_words() -> None:
    fit = small_fit()
    near, far = judge(np.array([[0, 0.5], [-2, 0]], np.float32), fit)
    assert verdict_headline([], fit) == "Give the model a digit of your own"
    assert verdict_headline([near], fit).startswith("Read as 4: 75% of the nearest")
    assert verdict_headline([far], fit).startswith("Perhaps a 4, but unlike")
    assert verdict_reason(near, fit) == (
        "The nearest centroid is #0's. Of its 4 training images 75% show a 4."
    )
    assert doubt_sentence(near, fit) is None
    assert distance_sentence(near) == (
        "Its distance to that centroid is 0.50, lower is more usual; 99% of the "
        "training images are within 0.99 of theirs."
    )
    assert doubt_sentence(far, fit) == (
        "Not sure: unlike any digit seen. Its distance to the nearest centroid is "
        "2.00; 99% of the training images are within 0.99 of theirs."
    )
    assert verdict_headline([near, near], fit) == "2 digits found"
    assert verdict_headline([near, far], fit).endswith(
        "found, one unlike any the model has seen"
    )
    fit.cluster_counts[0, 9] = 4
    (weak,) = judge(np.array([[0, 0.5]], np.float32), fit)
    assert verdict_headline([weak], fit).startswith("Read as 4, weakly: only 43%")


def test_a_close_call_is_called_one() -> None:
    fit = replace(
        small_fit(),
        cluster_centers=np.array([[0, 0], [9, 9], [2, 0]], np.float32),
        train_distances=np.full(9, 5, np.float32),
    )
    close, clear = judge(np.array([[0.98, 0], [0.9, 0]], np.float32), fit)
    # Squared distances .9604 and 1.0404, then .81 and 1.21.
    assert close.close
    assert not clear.close
    assert verdict_headline([close], fit) == "A close call: 4, but 9 is almost as near"
    assert doubt_sentence(close, fit) == (
        "A close call: #2, which stands for 9, is almost as near, at 1.02 against 0.98."
    )
    assert doubt_sentence(clear, fit) is None


def test_an_empty_cluster_has_no_images_to_speak_of() -> None:
    fit = small_fit()
    fit.cluster_counts[0] = 0
    (verdict,) = judge(np.array([[0, 0.5]], np.float32), fit)
    assert verdict_headline([verdict], fit) == (
        "Read as 4, though the nearest cluster is empty"
    )
    assert verdict_reason(verdict, fit) == (
        "The nearest cluster, #0, is empty: it takes its digit from its nearest "
        "neighbour."
    )
