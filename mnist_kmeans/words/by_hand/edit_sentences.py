"""Sentences about moves made by hand: splits, merges, removals, steps."""

from collections.abc import Sequence
from math import isnan

from mnist_kmeans.model.by_hand.moves import Move
from mnist_kmeans.studies.by_hand.best_known import CHALLENGE_K, CHALLENGE_MOVES
from mnist_kmeans.studies.by_hand.stages import Stage, last_matched
from mnist_kmeans.words.numbers import count_of, percent

# The best known accuracy has four decimals.
_ROUNDED = 5.1e-5


def move_name(move: Move) -> str:
    """Name a move as a button does.

    Examples
    --------
    >>> from mnist_kmeans.model.by_hand.moves import Move
    >>> from mnist_kmeans.words.by_hand.edit_sentences import move_name
    >>> move_name(Move("merge", (4, 7))), move_name(Move("step"))
    ('Merge #4 and #7', 'Full step')
    """
    if move.kind == "step":
        return "Full step"
    return f"{move.kind.title()} {' and '.join(f'#{c}' for c in move.clusters)}"


def what_moves_do() -> str:
    """Say what the four moves are, as Markdown."""
    return (
        "**Split** puts two centroids, found by k-means among its members, in the "
        "place of one. **Merge** puts the mean of all members of two in the place of "
        "both. **Remove** takes one away. A **full step** moves every centroid to the "
        "mean of its members. After each, every image belongs to its nearest centroid."
    )


def edit_headline(stages: Sequence[Stage]) -> str:
    """Say what the last move did to inertia and accuracy.

    Parameters
    ----------
    stages : sequence of Stage
        As from `stages_of`.

    Returns
    -------
    str
        Such as "Merge #0 and #7: inertia rises by 2.5%; on the test images
        majority-vote accuracy falls from 59.3% to 58.1%, and matched accuracy rises
        from 52.5% (when k was last 10) to 56.0%".
    """
    now = stages[-1]
    if now.move is None:
        return "Better than k-means by hand: split a cluster, or merge two"
    before, compared = stages[-2], last_matched(stages)
    inertia = _change_of_inertia(before.inertia, now.inertia)
    vote = _change(before.test_accuracy, now.test_accuracy)
    text = f"{move_name(now.move)}: {inertia}; on the test images majority-vote "
    text += f"accuracy {vote}"
    if isnan(now.test_matched) or compared is None:
        return text
    when = "" if compared is before else f" (when k was last {now.n_clusters})"
    matched = _change(compared.test_matched, now.test_matched, when)
    return f"{text}, and matched accuracy {matched}"


def _change_of_inertia(before: float, now: float) -> str:
    if not before:
        return "inertia stays 0" if not now else "inertia rises from 0"
    change = f"{abs(now / before - 1):.1%}"
    if change == "0.0%":
        return (
            "inertia changes by less than 0.1%" if now != before else "the same inertia"
        )
    return f"inertia {'falls' if now < before else 'rises'} by {change}"


def _change(before: float, now: float, when: str = "") -> str:
    texts = [f"{value:.1%}" for value in (before, now)]
    if texts[0] == texts[1]:
        return f"stays {texts[0]}"
    way = "rises" if now > before else "falls"
    return f"{way} from {texts[0]}{when} to {texts[1]}"


def edited_line(n_moves: int, base_k: int, k: int) -> str:
    """Say that the clusters were edited by hand.

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.edit_sentences import edited_line
    >>> edited_line(3, 10, 11)
    'Edited by hand, 3 moves: from k = 10 to k = 11.'
    >>> edited_line(1, 10, 10)
    'Edited by hand, 1 move: k is still 10.'
    """
    moves = f"{n_moves} move{'s' * (n_moves > 1)}"
    change = f"k is still {k}" if k == base_k else f"from k = {base_k} to k = {k}"
    return f"Edited by hand, {moves}: {change}."


def dropped_line(n_moves: int) -> str:
    """Say that moves were dropped, because they were on another fit.

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.edit_sentences import dropped_line
    >>> dropped_line(1)
    'Another fit: the one move made by hand on the last is dropped.'
    """
    moves, are = ("move", "is") if n_moves == 1 else ("moves", "are")
    return (
        f"Another fit: the {count_of(n_moves, '')} {moves} made by hand on the last "
        f"{are} dropped."
    )


def challenge_sentence(
    stages: Sequence[Stage], score: Stage | None, best: float | None
) -> str:
    """Say how far the challenge has got, and what comes next.

    Parameters
    ----------
    stages : sequence of Stage
        As from `stages_of`.
    score : Stage or None
        As from `best_of_challenge`.
    best : float, optional
        The best known matched accuracy on the training images.

    Returns
    -------
    str
    """
    n_made, k = len(stages) - 1, stages[-1].n_clusters
    n_left = max(0, CHALLENGE_MOVES - n_made)
    if not n_made:
        known = "" if best is None else f" The best known answer is {best:.1%}."
        return (
            f"It starts at {stages[0].train_matched:.1%} matched accuracy on the "
            f"training images.{known}"
        )
    parts = []
    if n_left:
        parts.append(f"{count_of(n_left, ' moves' if n_left > 1 else ' move')} left")
        parts[0] = parts[0][0].upper() + parts[0][1:]
        if k != CHALLENGE_K:
            parts[0] += f", and k is {k}: only a stage at k = {CHALLENGE_K} counts"
    else:
        parts.append(f"All {CHALLENGE_MOVES} moves are made")
        if n_made > CHALLENGE_MOVES:
            parts[0] = f"Only the first {CHALLENGE_MOVES} of {n_made} moves count"
    if score is None:
        parts.append(f"None of them ended at k = {CHALLENGE_K} yet" if n_left else
                     f"None of them ended at k = {CHALLENGE_K}")  # fmt: skip
        return ". ".join(parts) + "."
    parts.append(
        f"Your best so far is {score.train_matched:.1%} on the training images"
        if n_left
        else f"You got {score.train_matched:.1%} on the training images and "
        f"{score.test_matched:.1%} on the test images"
    )
    if best is not None:
        start = stages[0].train_matched
        if score.train_matched > best + _ROUNDED:
            parts.append("That is more than the best known answer")
        elif score.train_matched > best - _ROUNDED:
            parts.append("That is the best known answer")
        elif best > start and not n_left:
            share = max(0.0, (score.train_matched - start) / (best - start))
            parts.append(
                f"That is {percent(share)} of the way from the start to the best known "
                f"answer, {best:.1%}"
            )
    return ". ".join(parts) + "."


def replay_line(stages: Sequence[Stage], at: int) -> str:
    """Say which move of a history is shown again, and where it led.

    Parameters
    ----------
    stages : sequence of Stage
    at : int
        The stage that is shown.

    Returns
    -------
    str
    """
    stage, n_moves = stages[at], len(stages) - 1
    name = move_name(stage.move) if stage.move else "as k-means left them"
    matched = (
        ""
        if isnan(stage.test_matched)
        else f", matched accuracy {stage.test_matched:.1%}"
    )
    return (
        f"Move {at} of {n_moves}, {name}: k = {stage.n_clusters}, majority-vote "
        f"accuracy {stage.test_accuracy:.1%}{matched} on the test images."
    )
