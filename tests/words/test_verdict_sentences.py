from dataclasses import replace

import numpy as np

from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.words.verdict_sentences import verdict_headline
from tests.fits.test_verdicts import small_fit


def test_verdicts_in_words() -> None:
    fit = small_fit()
    near, far = judge(np.array([[0, 0.5], [-2, 0]], np.float32), fit)
    assert verdict_headline([], fit) == "Give the model a digit of your own"
    assert verdict_headline([near], fit).startswith("Read as 4: 75% of the nearest")
    assert verdict_headline([far], fit).startswith("Perhaps a 4, but unlike")
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
