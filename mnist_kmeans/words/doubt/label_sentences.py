"""Sentences about labels that clusters contradict, and about what is far from all."""

from collections import Counter
from collections.abc import Mapping, Sequence

from mnist_kmeans.words.numbers import a_digit, count_of, names_listed, percent

#: What the images of each part are called.
PART_NAMES = {"test": "test", "train": "training"}


def doubt_headline(part: str, n_doubtful: int, n: int) -> str:
    """Say how many labels are in doubt.

    Parameters
    ----------
    part : {"test", "train"}
    n_doubtful : int
        Labels that clusters and neighbours speak against.
    n : int
        All labels of the part.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import doubt_headline
    >>> doubt_headline("test", 118, 10_000)
    'Clusters and neighbours speak against 118 of the 10,000 test labels'
    """
    if not n_doubtful:
        return f"Nothing speaks against any of the {n:,} {PART_NAMES[part]} labels"
    return (
        f"Clusters and neighbours speak against {n_doubtful:,} of the {n:,} "
        f"{PART_NAMES[part]} labels"
    )


def says_sentence(
    label: int, said: Sequence[int], neighbours: Sequence[Sequence[int]] | None
) -> str:
    """Say what clusters and nearest training images make of an image.

    Parameters
    ----------
    label : int
        Its label.
    said : sequence of int
        The digit of the nearest centroid in each fit.
    neighbours : sequence of sequence of int or None
        The labels of its nearest training images, as many in each space; None where
        they were not asked.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import says_sentence
    >>> says_sentence(4, [7, 7, 9], [[7, 7, 4, 7]])
    'Its label is 4. Of three fits, two say 7 and one says 9. Of its 4 nearest \
training images, three are labelled 7 and one 4.'
    """
    fits = Counter(int(digit) for digit in said).most_common()
    if len(fits) == 1:
        clusters = f"All {count_of(len(said), ' fits')} say {fits[0][0]}"
    else:
        parts = [
            f"{count_of(n, '')} {'says' if n == 1 else 'say'} {digit}"
            for digit, n in fits
        ]
        clusters = f"Of {count_of(len(said), ' fits')}, {names_listed(parts)}"
    text = f"Its label is {label}. {clusters}."
    if neighbours is None:
        return text + " That leaves no doubt, and its neighbours were not asked."
    near = Counter(int(digit) for space in neighbours for digit in space).most_common()
    of = f"its {len(neighbours[0])} nearest training images"
    if len(neighbours) > 1:
        of += f" in each of {count_of(len(neighbours), ' spaces')}"
    if len(near) == 1:
        return f"{text} Of {of}, all are labelled {near[0][0]}."
    (digit, n), *others = near
    parts = [f"{count_of(n, '')} {'is' if n == 1 else 'are'} labelled {digit}"]
    parts += [f"{count_of(n, '')} {digit}" for digit, n in others]
    return f"{text} Of {of}, {names_listed(parts)}."


def doubt_sentence(doubt: float) -> str:
    """Say which way clusters and neighbours lean, and how far.

    Parameters
    ----------
    doubt : float
        As in `compute_suspects`.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import doubt_sentence
    >>> doubt_sentence(1.234)
    'Doubt 1.23: above 0, against the label.'
    """
    leaning = (
        "above 0, against the label" if doubt > 0 else "not above 0, for the label"
    )
    return f"Doubt {doubt:.2f}: {leaning}.".replace("-", "−")


def judged_sentence(judged: Mapping[int, str]) -> str:
    """Keep score of the visitor's judgements against the ranking.

    Parameters
    ----------
    judged : mapping of int to str
        "right", "wrong" or "cannot tell", by rank from 1.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import judged_sentence
    >>> judged_sentence({1: "wrong", 2: "wrong", 3: "right", 9: "cannot tell"})
    'You judged 4: 2 labels wrong, 1 right, 1 you cannot tell.'
    """
    if not judged:
        return "Judge a few labels, and the ranking is scored here."
    counts = Counter(judged.values())
    labels = "label" if counts["wrong"] == 1 else "labels"
    return (
        f"You judged {len(judged)}: {counts['wrong']} {labels} wrong, "
        f"{counts['right']} right, {counts['cannot tell']} you cannot tell."
    )


def left_out_sentence(
    part: str, n: int, accuracy: float, without: float, without_errors: float
) -> str:
    """Say what accuracy would be without the first images of the ranking.

    Parameters
    ----------
    part : {"test", "train"}
    n : int
        The images left out.
    accuracy, without : float
        Majority-vote accuracy of all, and without them.
    without_errors : float
        The same without as many images that are read wrong.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import left_out_sentence
    >>> left_out_sentence("test", 50, 0.98, 0.983, 0.985)
    'Majority-vote accuracy on the test images is 98.00%. Without the 50 most doubtful \
it would be 98.30%; without 50 errors picked at random 98.50%; without 50 images \
picked at random about 98.00%.'
    """
    of = f"Majority-vote accuracy on the {PART_NAMES[part]} images is {accuracy:.2%}."
    if not n:
        return of
    most = f"the {n} most doubtful" if n > 1 else "the most doubtful one"
    errors = f"{n} errors" if n > 1 else "one error"
    images = f"{n} images" if n > 1 else "one image"
    return (
        f"{of} Without {most} it would be {without:.2%}; without {errors} picked at "
        f"random {without_errors:.2%}; without {images} picked at random about "
        f"{accuracy:.2%}."
    )


def outlier_headline(part: str, largest: float) -> str:
    """Say how far from everything the farthest image is.

    Parameters
    ----------
    part : {"test", "train"}
    largest : float
        Its distance to its centroid, by the usual one in its cluster.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import outlier_headline
    >>> outlier_headline("train", 2.94)
    'The farthest training image is 2.9 times as far from its centroid as usual'
    """
    return (
        f"The farthest {PART_NAMES[part]} image is {largest:.1f} times as far from its "
        "centroid as usual"
    )


def outlier_sentence(
    label: int, relative: float, cluster: int, stands_for: int, share_nearer: float
) -> str:
    """Say how far from everything an image is.

    Parameters
    ----------
    label : int
        The digit it shows, by its label.
    relative : float
        Its distance to its centroid, by the usual one in its cluster.
    cluster, stands_for : int
        That cluster, and the digit it stands for.
    share_nearer : float
        The share of the part's images with a smaller relative distance.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.doubt.label_sentences import outlier_sentence
    >>> outlier_sentence(8, 2.5, 3, 0, 0.9996)
    'Labelled as an 8. Its nearest centroid is #3, of 0s, and 2.5 times as far as is \
usual for images of #3. More than 99% of the images are nearer to theirs.'
    """
    share = percent(share_nearer).replace(">", "More than ").replace("<", "Less than ")
    return (
        f"Labelled as {a_digit(label)}. Its nearest centroid is #{cluster}, of "
        f"{stands_for}s, and {relative:.1f} times as far as is usual for images of "
        f"#{cluster}. {share} of the images are nearer to theirs."
    )
