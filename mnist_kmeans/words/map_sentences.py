"""Sentences about a map of test images."""

from mnist_kmeans.studies.maps import Neighbours
from mnist_kmeans.words.numbers import names_listed, percent

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


def selection_headline(n: int, right: float) -> str:
    """Write how many images are selected on a map, and what is read right of them.

    Parameters
    ----------
    n : int
        Images selected, at least one.
    right : float
        The share of them that is read right, 0 to 1.

    Returns
    -------
    str
    """
    if n == 1:
        return f"One test image selected, read {'right' if right else 'wrong'}"
    return f"{n:,} test images selected, {percent(right)} of them read right"


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
