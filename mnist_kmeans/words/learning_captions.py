"""Sentences about the steps of a fit: headline, method, captions of each frame."""

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.defaults import PCA_STEPS
from mnist_kmeans.studies.learning import Learning

# Changes of a frame that are listed.
_MOST_LISTED = 3


def learning_headline(learning: Learning) -> str:
    """Say in a sentence or two what to look for."""
    accuracy, at = learning.test_accuracy, learning.settled
    first, end = f"{accuracy[0]:.1%}", f"{accuracy[-1]:.1%}"
    if at == 0:
        sentence = (
            f"The first {learning.labels.shape[1]} centroids alone, training images as "
            f"they are, reach {first} majority-vote accuracy on the test images; the "
            f"end is {end}."
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
        sentence += (
            f" In between it was higher, {accuracy.max():.1%}: k-means makes inertia "
            "small and never sees a digit's name."
        )
    return sentence


def _after(learning: Learning, frame: int) -> str:
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


def how_it_learns(fit: Fit, learning: Learning) -> str:
    """Say how the centroids were found."""
    k, n_train = fit.settings.n_clusters, fit.settings.n_train
    parts = [
        f"k-means begins with {k} training images as centroids, chosen at random but "
        "far apart."
    ]
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


def captions(learning: Learning, frame: int) -> dict[str, str]:
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


def _what(learning: Learning, frame: int) -> str:
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
    return f"First centroids: {k} training images chosen at random, far apart"


def _changes(learning: Learning, frame: int) -> str:
    clusters = learning.changed(frame)
    if not len(clusters):
        return "no cluster"
    before, now = learning.labels[frame - 1], learning.labels[frame]
    pairs = [f"{before[c]} → {now[c]}" for c in clusters[:_MOST_LISTED]]
    more = len(clusters) - len(pairs)
    return ", ".join(pairs) + (f" and {more} more" if more else "")
