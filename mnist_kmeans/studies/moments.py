"""Which moments of a fit are worth a look, by the steps it took."""

# Frames at most, and images of centroids in all of them: a browser is sent as much.
_MOST_FRAMES = 60
_MOST_IMAGES = 10_000

# Of the frames at most so many are of full steps that follow mini-batches.
_MOST_FULL = 15


def spread(n: int, count: int) -> list[int]:
    """Choose among 0 to n: the first one by one, then at ever wider steps, and n.

    Parameters
    ----------
    n : int
    count : int
        How many to choose, at least 2; all where there are no more.

    Returns
    -------
    list of int
        Ascending, from 0 to `n`.
    """
    chosen = [0]
    for left in range(min(count, n + 1) - 1, 0, -1):
        last = chosen[-1]
        # The steps left, were they all to grow by the same factor.
        step = round(last * ((n / last) ** (1 / left) - 1)) if last else 1
        chosen.append(n if left == 1 else last + max(1, step))
    return chosen


def frames_of(
    n_steps: int, n_full_steps: int, n_clusters: int
) -> list[tuple[int, int]]:
    """Choose the moments of a fit that are worth a look, at most 60.

    Parameters
    ----------
    n_steps, n_full_steps : int
        Mini-batches and, after them, full steps that it took.
    n_clusters : int
        Where they are many, fewer moments are chosen.

    Returns
    -------
    list of (int, int)
        Mini-batches and full steps taken up to each, the beginning and the end among
        them.
    """
    most = min(_MOST_FRAMES, max(2 * _MOST_FULL, _MOST_IMAGES // n_clusters))
    full = spread(n_full_steps, _MOST_FULL if n_steps else most)[1:]
    steps = spread(n_steps, most - len(full)) if n_steps else [0]
    return [*((step, 0) for step in steps), *((n_steps, step) for step in full)]


def every_step(end: tuple[int, int]) -> list[tuple[int, int]]:
    """List all moments of a fit, at each of which it can be left."""
    n_steps, n_full_steps = end
    steps = [(step, 0) for step in range(n_steps + 1)]
    return steps + [(n_steps, step) for step in range(1, n_full_steps + 1)]
