"""The choice of moments, numbers of steps, at which a fit is shown."""

# The most frames, and images of centroids in all frames, that a browser is sent.
_MOST_FRAMES = 60
_MOST_IMAGES = 10_000

# The most frames of full steps after mini-batches.
_MOST_FULL = 15


def spread(n: int, count: int) -> list[int]:
    """Choose numbers from 0 to n: dense at first, then at ever wider steps.

    Parameters
    ----------
    n : int
    count : int
        How many numbers to choose, at least 2; all if there are no more.

    Returns
    -------
    list of int
        Ascending, from 0 to `n`.

    Examples
    --------
    >>> from mnist_kmeans.studies.learning_moments import spread
    >>> spread(100, 8)
    [0, 1, 2, 4, 9, 20, 45, 100]
    """
    chosen = [0]
    for left in range(min(count, n + 1) - 1, 0, -1):
        last = chosen[-1]
        # As if all remaining steps grew by the same factor.
        step = round(last * ((n / last) ** (1 / left) - 1)) if last else 1
        chosen.append(n if left == 1 else last + max(1, step))
    return chosen


def frames_of(
    n_steps: int, n_full_steps: int, n_clusters: int
) -> list[tuple[int, int]]:
    """Choose the moments of a fit that are shown, at most 60.

    Parameters
    ----------
    n_steps, n_full_steps : int
        Mini-batches of the fit and full steps after them.
    n_clusters : int
        The more clusters, the fewer moments.

    Returns
    -------
    list of (int, int)
        Mini-batches and full steps up to each moment, from (0, 0) to the end.

    Examples
    --------
    >>> from mnist_kmeans.studies.learning_moments import frames_of
    >>> frames_of(n_steps=2, n_full_steps=1, n_clusters=10)
    [(0, 0), (1, 0), (2, 0), (2, 1)]
    """
    most = min(_MOST_FRAMES, max(2 * _MOST_FULL, _MOST_IMAGES // n_clusters))
    full = spread(n_full_steps, _MOST_FULL if n_steps else most)[1:]
    steps = spread(n_steps, most - len(full)) if n_steps else [0]
    return [*((step, 0) for step in steps), *((n_steps, step) for step in full)]


def every_step(end: tuple[int, int]) -> list[tuple[int, int]]:
    """List all moments of a fit, given its last."""
    n_steps, n_full_steps = end
    steps = [(step, 0) for step in range(n_steps + 1)]
    return steps + [(n_steps, step) for step in range(1, n_full_steps + 1)]
