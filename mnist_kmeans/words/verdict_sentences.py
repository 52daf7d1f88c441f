"""Sentences about what the model reads in a picture."""

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.words.numbers import count_of, percent


def verdict_headline(verdicts: list[Verdict], fit: Fit) -> str:
    """Write what the model reads in a picture, and how sure it is.

    Parameters
    ----------
    verdicts : list of Verdict
    fit : Fit
        The fit that the verdicts come from.

    Returns
    -------
    str
        Such as "Read as 4: 83% of the nearest cluster's training images show a 4."
    """
    if not verdicts:
        return "Give the model a digit of your own"
    if len(verdicts) == 1:
        return _verdict_sentence(verdicts[0], fit)
    unlike = sum(verdict.unlike for verdict in verdicts)
    close = sum(verdict.close and not verdict.unlike for verdict in verdicts)
    doubts = []
    if close:
        doubts.append(
            f"{count_of(close, '')} of them close calls"
            if close > 1
            else "one of them a close call"
        )
    if unlike:
        doubts.append(f"{count_of(unlike, '')} unlike any the model has seen")
    return ", ".join([f"{len(verdicts)} digits found", *doubts])


def _verdict_sentence(verdict: Verdict, fit: Fit) -> str:
    digit, share = verdict.digit, verdict.shares[verdict.digit]
    if verdict.unlike:
        return f"Perhaps a {digit}, but unlike the digits the model has seen"
    if verdict.close and verdict.rival is not None:
        rival = fit.cluster_labels[verdict.clusters[verdict.rival]]
        return f"A close call: {digit}, but {rival} is almost as near"
    if share < 0.5:
        return (
            f"Read as {digit}, weakly: only {percent(share)} of the nearest cluster's "
            f"training images show a {digit}"
        )
    return (
        f"Read as {digit}: {percent(share)} of the nearest cluster's training images "
        f"show a {digit}"
    )
