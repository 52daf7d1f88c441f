"""Sentences about maps of digits."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.studies.maps import Neighbours
from mnist_kmeans.studies.whole_map.layout import N_NEIGHBORS
from mnist_kmeans.words.numbers import a_digit, names_listed, percent

# Above this many digits, those that do not keep to themselves are named.
_FEW = 5


def map_headline(neighbours: Neighbours | None, layout: str, n: int) -> str:
    """Write which digits to look for on a map.

    Parameters
    ----------
    neighbours : Neighbours or None
        None while the map forms.
    layout : str
        A name in `LAYOUTS`.
    n : int
        Images on the map.

    Returns
    -------
    str
        Such as "By PCA the 0s and 1s keep to themselves; 7s and 9s are mixed most". A
        digit keeps to itself if for more than half of its images the nearest neighbour
        shows it too.
    """
    if neighbours is None:
        return f"A map of {n:,} test images by {layout}, as it forms"
    if n < 2:
        return f"One test image by {layout}: a map needs more"
    start = f"By {layout} {_apart(neighbours.same_by_digit)}"
    if neighbours.mixed is None:
        return start
    low, high = neighbours.mixed
    return f"{start}; {low}s and {high}s are mixed most"


def _apart(shares: dict[int, float]) -> str:
    apart = [f"{digit}s" for digit, share in shares.items() if share > 0.5]
    others = [f"{digit}s" for digit, share in shares.items() if share <= 0.5]
    if not apart:
        return "no digit keeps to itself"
    if not others:
        return "every digit keeps to itself"
    if len(apart) > _FEW:
        return f"all digits but the {names_listed(others)} keep to themselves"
    return f"the {names_listed(apart)} keep to themselves"


def nearest_on_map_sentence(neighbours: Neighbours) -> str:
    """Write how often nearest neighbours on a map show the same digit.

    Parameters
    ----------
    neighbours : Neighbours
        Of two images or more.

    Returns
    -------
    str
        Such as "The nearest neighbour on the map shows the same digit for 39% of the
        5,000 test images: for 84% of the 1s, the most, and 17% of the 5s, the fewest."
    """
    shares = neighbours.same_by_digit
    sentence = (
        "The nearest neighbour on the map shows the same digit for "
        f"{percent(neighbours.same)} of the {neighbours.counts.sum():,} test images"
    )
    best = max(shares, key=shares.__getitem__)
    worst = min(shares, key=shares.__getitem__)
    if percent(shares[best]) == percent(shares[worst]):
        return f"{sentence}."
    return (
        f"{sentence}: for {percent(shares[best])} of the {best}s, the most, and "
        f"{percent(shares[worst])} of the {worst}s, the fewest."
    )


def whole_map_headline(counts: NDArray[np.int64]) -> str:
    """Write what to look for on the map of all digits.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int
        As from `island_counts`.

    Returns
    -------
    str
        Such as "4s and 9s meet most: 833 of all 70,000 digits lie on a foreign island,
        174 of them 4s among the 9s". An image's island is the digit that most of its
        nearest neighbours on the map show.
    """
    n, foreign = int(counts.sum()), counts * (1 - np.eye(10, dtype=np.int64))
    n_foreign = int(foreign.sum())
    if not n_foreign:
        return f"Each of all {n:,} digits lies on an island of its own kind"
    both = np.triu(foreign + foreign.T)
    low, high = np.unravel_index(both.argmax(), both.shape)
    start = f"{low}s and {high}s meet most: "
    if n_foreign == 1:
        return f"{start}one of all {n:,} digits lies on a foreign island"
    shown, island = np.unravel_index(foreign.argmax(), foreign.shape)
    most = int(foreign.max())
    kind = (
        f"{most:,} of them {shown}s"
        if most > 1
        else f"one of them {a_digit(int(shown))}"
    )
    return (
        f"{start}{n_foreign:,} of all {n:,} digits lie on a foreign island, "
        f"{kind} among the {island}s"
    )


def island_sentence(counts: NDArray[np.int64]) -> str:
    """Write which digits keep to their own islands most and least.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int
        As from `island_counts`; of each digit at least one.

    Returns
    -------
    str
        Such as "Most of its 30 neighbours on the map show the same digit for 98.8% of
        the images: for 99.6% of the 1s, the most, and 97.9% of the 8s, the fewest."
    """
    shares = np.diag(counts) / counts.sum(axis=1)
    best, worst = int(shares.argmax()), int(shares.argmin())
    share = np.trace(counts) / counts.sum()
    sentence = (
        f"Most of its {N_NEIGHBORS} nearest neighbours on the map show the same digit "
        f"for {share:.1%} of the images"
    )
    if f"{shares[best]:.1%}" == f"{shares[worst]:.1%}":
        return f"{sentence}."
    return (
        f"{sentence}: for {shares[best]:.1%} of the {best}s, the most, and "
        f"{shares[worst]:.1%} of the {worst}s, the fewest."
    )


def selection_headline(n_train: int, n_test: int, right: float) -> str:
    """Write how many images are selected on a map, and what is read right of them.

    Parameters
    ----------
    n_train, n_test : int
        Training and test images selected, at least one.
    right : float
        The share of them that is read right, 0 to 1.

    Returns
    -------
    str
    """
    kind = "test" if n_test else "training"
    n = n_train + n_test
    if n == 1:
        return f"One {kind} image selected, read {'right' if right else 'wrong'}"
    read = f"{percent(right)} of them read right"
    if n_train and n_test:
        return (
            f"{n:,} images selected, {n_train:,} training and {n_test:,} test; {read}"
        )
    return f"{n:,} {kind} images selected, {read}"


def reading_hint(layout: str, variance: float, feature_space: str) -> str:
    """Write what a map can tell and what it cannot, as Markdown.

    Parameters
    ----------
    layout : str
        A name in `LAYOUTS`.
    variance : float
        As in `DigitMap`.
    feature_space : str
        A name in `FEATURE_SPACES`.

    Returns
    -------
    str
    """
    if layout == "PCA":
        return (
            "A point is a test image, placed by the two directions in which the images "
            f"differ most in {feature_space}, as are the centroids. These directions "
            f"hold {percent(variance)} of the variance: images far apart here are "
            "truly far apart, but images side by side may still be far apart in the "
            "other directions. k-means sees all directions."
        )
    return (
        "A point is a test image. t-SNE keeps images together that are near each other "
        f"in {feature_space}, so groups are real more often than not. **How large or "
        "dense a group is and how far two groups are apart mean little**, and other "
        "settings give another map ([Wattenberg et al. "
        "2016](https://distill.pub/2016/misread-tsne/)). It sees no labels. Centroids "
        "play no part in it: each is placed amid the five images nearest to it, which "
        "may be far apart."
    )


def whole_map_hint(feature_space: str, n_unseen: int) -> str:
    """Write what the map of all digits can tell and what it cannot, as Markdown.

    Parameters
    ----------
    feature_space : str
        A name in `FEATURE_SPACES`.
    n_unseen : int
        Training images that have no part in the fit.

    Returns
    -------
    str
    """
    unseen = f", but for {n_unseen:,} training images that k-means has not seen"
    return (
        f"A point is an image of MNIST, training or test{unseen * bool(n_unseen)}. "
        "t-SNE put images together "
        f"that are near each other in {feature_space}, whatever space the clusters on "
        "screen are of; it saw no labels and no clusters. **How large or dense an "
        "island is and how far two are apart mean little**, and other settings give "
        "another map ([Wattenberg et al. 2016](https://distill.pub/2016/misread-tsne/"
        f")). An image's island is the digit that most of its {N_NEIGHBORS} nearest "
        "neighbours here show; points on a foreign one are larger. A centroid stands "
        "at the image in the middle of its cluster."
    )
