"""Sentences about how a fit was learnt, frame by frame, and "spectral" from groups."""

from math import isnan
from typing import TYPE_CHECKING

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.defaults import PCA_STEPS
from mnist_kmeans.words.numbers import count_of, listed, percent

# For their types only: the sidebar, which every first page has, imports this module.
if TYPE_CHECKING:
    from mnist_kmeans.studies.groups.lesson import GroupLesson
    from mnist_kmeans.studies.learning import Learning

# Changes of a frame that are listed.
_MOST_LISTED = 3

_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
)


def learning_headline(learning: "Learning") -> str:
    """Say in a sentence or two what to look for."""
    accuracy, at = learning.test_accuracy, learning.settled
    first, end = f"{accuracy[0]:.1%}", f"{accuracy[-1]:.1%}"
    if at == 0:
        k = learning.labels.shape[1]
        which = "" if learning.n_given else ", training images as they are,"
        sentence = (
            f"The first {k} centroids alone{which} reach {first} majority-vote "
            f"accuracy on the test images; the end is {end}."
        )
    else:
        steps = learning.n_steps if learning.n_steps[-1] else learning.n_full_steps
        early = steps[at] <= steps[-1] / 4
        sentence = (
            f"{'Most is learnt early: m' if early else 'M'}ajority-vote accuracy on "
            f"the test images starts at {first} and is {accuracy[at]:.1%} "
            f"{_after(learning, at)}; the end is {end}."
        )
    if accuracy.max() - accuracy[-1] >= 0.01:
        higher = f"In between it was higher, {accuracy.max():.1%}"
        if accuracy.argmax() == 0:
            higher = "That is lower"
        sentence += (
            f" {higher}: k-means makes inertia small and never sees a digit's name."
        )
    return sentence


def _after(learning: "Learning", frame: int) -> str:
    steps, full = int(learning.n_steps[frame]), int(learning.n_full_steps[frame])
    all_steps, all_full = int(learning.n_steps[-1]), int(learning.n_full_steps[-1])
    if full == 0:
        return f"after {steps} of {all_steps} mini-batches"
    batches = "the mini-batch" if steps == 1 else f"all {steps} mini-batches"
    before = f"{batches} and " if steps else ""
    return f"after {before}{full} of {all_full} full steps"


def how_it_fits(settings: FitSettings) -> str:
    """Say in a line how fits with these settings are made.

    Examples
    --------
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> from mnist_kmeans.words.learning_captions import how_it_fits
    >>> how_it_fits(FitSettings(60_000, 64, "pca"))
    'Fits: mini-batches of 4,096 in pca, then at most 8 full steps.'
    """
    space, starts = settings.feature_space, settings.n_starts or 1
    if settings.algorithm == "full":
        how = f"full steps in {space} until they change little"
        starts *= settings.n_init
    else:
        n, most = settings.n_train, settings.polish_iter or 0
        how = f"mini-batches of {min(settings.batch_size or n, n):,}"
        if settings.init == "pca":
            how += f" and {_full_steps(PCA_STEPS)} in principal components; then, in "
            how += f"{space}, the mean of each cluster"
            how += f" and {_full_steps(most)}" if most else ""
        else:
            how += f" in {space}"
            how += f", then {_full_steps(most)}" if most else ""
    return f"Fits: {how}{f'; the best of {starts} starts' * (starts > 1)}."


def _full_steps(most: int, more: str = "") -> str:
    # The first is always taken; they end when no image changes its cluster.
    return f"1{more} full step" if most == 1 else f"at most {most}{more} full steps"


def how_it_learns(fit: Fit, learning: "Learning") -> str:
    """Say how the centroids were found."""
    k, n_train = fit.settings.n_clusters, fit.settings.n_train
    parts = [f"k-means begins with {_first(k, learning.n_given)}: its first centroids."]
    if fit.mean_images is not None:
        parts.append(
            f"It works in {fit.settings.feature_space}: what you see after these first "
            "images is the mean image of each cluster."
        )
    if learning.n_projected:
        parts.append(
            "It goes on in principal components, the few directions in which images "
            "differ most, where steps are quick."
        )
        if fit.mean_images is None:
            parts.append("What these leave out, the pictures lack at first.")
    if learning.n_steps[-1]:
        parts.append(
            f"Each mini-batch of {learning.batch_size:,} random images then draws the "
            "centroids nearest to them a little their way, ever less as more images "
            "have been seen."
        )
    if learning.n_full_steps[-1]:
        parts.append(
            f"In a full step all {n_train:,} images choose their centroid, and each "
            "centroid moves to the mean of its images."
        )
    if learning.n_projected:
        parts.append(
            "Then each centroid moves to the mean of its images in all directions."
        )
        if fit.settings.polish_iter:
            more = _full_steps(fit.settings.polish_iter, " more")
            parts.append(f"From there k-means takes {more}.")
    parts.append(
        "A badge is the digit that a cluster's training images show most often at the "
        "moment, which may be another than you see. Every figure is measured anew at "
        "each moment, on all training or all test images."
    )
    return " ".join(parts)


def captions(learning: "Learning", frame: int) -> dict[str, str]:
    """Put a frame into words.

    Parameters
    ----------
    learning : Learning
    frame : int

    Returns
    -------
    dict of str to str
        ``what`` the moment is, its ``inertia`` and ``accuracy``, and which digits
        ``changed`` and how many images ``moved`` since the frame before.
    """
    return {
        "what": _what(learning, frame),
        "inertia": f"{learning.inertia[frame]:,.0f}",
        "accuracy": f"{learning.test_accuracy[frame]:.1%}",
        "changed": _changes(learning, frame) if frame else "–",
        "moved": f"{learning.moved[frame]:.1%} of images" if frame else "–",
    }


def _what(learning: "Learning", frame: int) -> str:
    steps, full = int(learning.n_steps[frame]), int(learning.n_full_steps[frame])
    where = ", in principal components" * (frame <= learning.n_projected)
    if full:
        return f"Full step {full} of {learning.n_full_steps[-1]}{where}"
    if steps:
        seen = steps * learning.batch_size
        return (
            f"Mini-batch {steps} of {learning.n_steps[-1]}{where}: {seen:,} images "
            "looked at"
        )
    k = learning.labels.shape[1]
    return f"First centroids: {_first(k, learning.n_given)}"


def _first(k: int, n_given: int) -> str:
    """Say which the first centroids are."""
    images = "training images chosen at random, far apart"
    if not n_given:
        return f"{k} {images}"
    given = f"your own {count_of(n_given, ' images')}" if n_given > 1 else "your image"
    return f"{given} and {k - n_given} {images}" if n_given < k else given


def _changes(learning: "Learning", frame: int) -> str:
    clusters = learning.changed(frame)
    if not len(clusters):
        return "no cluster"
    before, now = learning.labels[frame - 1], learning.labels[frame]
    pairs = [f"{before[c]} → {now[c]}" for c in clusters[:_MOST_LISTED]]
    more = len(clusters) - len(pairs)
    return ", ".join(pairs) + (f" and {more} more" if more else "")


def groups_headline(lesson: "GroupLesson") -> str:
    """Write how many groups there are, and how that was found.

    Parameters
    ----------
    lesson : GroupLesson

    Returns
    -------
    str
        Such as "Ten groups were found, not given: the gap is after the tenth".
    """
    n_groups = len(lesson.counts)
    many = f"{_number(n_groups)} groups"
    if lesson.gap_is_clear:
        return f"{many} were found, not given: the gap is after the " + (
            _ORDINALS[n_groups] if n_groups < len(_ORDINALS) else f"{n_groups}th"
        )
    return f"No gap is clear, so {many[0].lower()}{many[1:]} were looked for"


def _number(n: int) -> str:
    words = {9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    return words.get(n, count_of(n, "")).capitalize()


def groups_sentence(lesson: "GroupLesson") -> str:
    """Write what the eigenvalues say, and which digits the groups turned out to be.

    Parameters
    ----------
    lesson : GroupLesson

    Returns
    -------
    str
    """
    counts = lesson.counts
    right = counts.max(axis=1).sum() / counts.sum()
    missing = sorted(set(range(10)) - set(counts.argmax(axis=1).tolist()))
    missing = [digit for digit in missing if counts[:, digit].any()]
    without = f" No group is mostly of {listed(missing, 'or')}." if missing else ""
    return (
        "Each image is linked with its nearest neighbours. As many eigenvalues of that "
        "graph are close to 1 as it has parts with few links between them. Labels, "
        f"looked up afterwards: {percent(float(right))} of the images show the most "
        f"frequent digit of their group.{without}"
    )


def chains_sentence(lesson: "GroupLesson") -> str:
    """Write what the chains of neighbours show.

    Parameters
    ----------
    lesson : GroupLesson

    Returns
    -------
    str
        Empty where there is no chain.
    """
    far, other = len(lesson.far_chain) - 1, len(lesson.other_chain) - 1
    if far < 1:
        return ""
    steps = f"{count_of(far, ' step')}{'s' * (far > 1)}"
    sentence = (
        f"From a 4 to the 4 least like it, pixel by pixel, it is {steps} from "
        "neighbour to neighbour."
    )
    if other >= 1:
        sentence += f" To a 9 it is {count_of(other, ' step')}{'s' * (other > 1)}."
    return (
        f"{sentence} {percent(lesson.links_within)} of all links between neighbours "
        "stay within a group."
    )


def left_out_sentence(lesson: "GroupLesson") -> str:
    """Write what the selection left out, and what that is good for.

    Parameters
    ----------
    lesson : GroupLesson

    Returns
    -------
    str
    """
    out = 1 - lesson.kept_share
    if isnan(lesson.left_right):
        return "Every image shares its group with its neighbours: none was left out."
    return (
        f"{percent(out)} of the images were left out, those with neighbours in other "
        f"groups. {percent(lesson.left_right)} of them show their group's digit, of "
        f"the others {percent(lesson.kept_right)}."
    )
