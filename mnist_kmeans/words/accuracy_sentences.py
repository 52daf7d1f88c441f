"""Sentences about accuracy over k and in several feature spaces."""

from collections.abc import Mapping

from mnist_kmeans.studies.curve import FEWEST_FOR_ELBOW, Curve


def sweep_headline(train: Curve, test: Curve, feature_space: str = "") -> str:
    """Write how accuracy grows with k.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space.
    feature_space : str, optional
        The name of the feature space, if others are on screen too.

    Returns
    -------
    str
        Such as "From k = 2 to k = 25 test accuracy goes from 21% to 73%; at k = 25
        train accuracy is 0.4 points behind it."
    """
    if not len(test.n_clusters):
        return "How accuracy grows with the number of clusters"
    first, last = test.n_clusters[[0, -1]]
    gap = 100 * (train.mean[-1] - test.mean[-1])
    side = "ahead of" if gap >= 0 else "behind"
    beside = f"train accuracy is {abs(gap):.1f} points {side} it"
    where = f" in {feature_space}" if feature_space else ""
    if first == last:
        return f"At k = {first} test accuracy{where} is {test.mean[0]:.0%}; {beside}."
    return (
        f"From k = {first} to k = {last} test accuracy{where} goes from "
        f"{test.mean[0]:.0%} to {test.mean[-1]:.0%}; at k = {last} {beside}."
    )


def elbow_sentences(elbows: Mapping[str, int | None], n_tried: int) -> str:
    """Write where the inertia has elbows, as Markdown.

    Parameters
    ----------
    elbows : mapping of str to int or None
        The k of the elbow of each feature space, None without one.
    n_tried : int
        The number of values of k tried.

    Returns
    -------
    str
    """
    meaning = (
        "An elbow is a k beyond which inertia falls clearly more slowly (Kneedle, on "
        "logarithmic scales)."
    )
    if n_tried < FEWEST_FOR_ELBOW:
        return f"{meaning} To see one takes {FEWEST_FOR_ELBOW} values of k or more."
    sentences = [f"**{space}: elbow at k = {k}.**" for space, k in elbows.items() if k]
    without = ", ".join(space for space, k in elbows.items() if not k)
    if without:
        sentences.append(f"**No clear elbow in {without}.**")
    return " ".join([*sentences, meaning])


def comparison_headline(accuracies: Mapping[str, float], k: int) -> str:
    """Write in which feature space k-means is best.

    Parameters
    ----------
    accuracies : mapping of str to float
        Majority-vote accuracy on the test images by feature space, at least two.
    k : int

    Returns
    -------
    str
    """
    ordered = sorted(accuracies, key=lambda space: accuracies[space])
    worst, best = ordered[0], ordered[-1]
    if accuracies[best] - accuracies[worst] < 0.01:
        return (
            f"At k = {k} the feature spaces make little difference: "
            f"{accuracies[worst]:.1%} to {accuracies[best]:.1%} of the test digits are "
            "read right."
        )
    return (
        f"At k = {k} the same k-means reads {accuracies[best]:.1%} of the test digits "
        f"right in the feature space {best}, and {accuracies[worst]:.1%} in {worst}."
    )
