"""Search for the five moves by hand that lead farthest at k = 10.

    python -m benchmarks.five_moves [WIDTH [EVERY]]

It prints the best histories found on MNIST, by matched accuracy on the training images;
the test images are used for none of it. The best is kept in
`studies.by_hand.best_known`.

A beam search (B. T. Lowerre, "The Harpy speech recognition system", 1976): after each
move the WIDTH best partitions of each number of clusters go on. Of the merges it tries
the fifteen that Ward's formula finds cheapest. It tries moves on every EVERY-th
training image, then makes the best histories on all, of which the best stage counts.
"""

import sys
from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from mnist_kmeans import load_mnist
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.applying import Partition, after_move
from mnist_kmeans.model.by_hand.moves import Move, MovesError, moves_text
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.studies.by_hand.best_known import CHALLENGE_K as K
from mnist_kmeans.studies.by_hand.best_known import CHALLENGE_MOVES as N_MOVES

N_MERGES, N_CHECKED = 15, 40


class Tried(NamedTuple):
    """A history, what it leads to, and the matched accuracy there."""

    moves: tuple[Move, ...]
    partition: Partition
    score: float


def matched(labels, digits, k):
    """Return matched accuracy, also where there are not as many clusters as digits."""
    counts = count_votes(labels, digits, k)
    return counts[linear_sum_assignment(counts, maximize=True)].sum() / len(labels)


def possible(partition, n_left):
    """List the moves after which the moves that are left can lead back to K."""
    clusters = range(k := len(partition.centers))
    sizes = np.bincount(partition.labels, minlength=k)

    def ward(pair):
        a, b = pair
        squares = np.square(partition.centers[a] - partition.centers[b]).sum()
        return sizes[a] * sizes[b] / max(1, sizes[a] + sizes[b]) * squares

    cheap = sorted(combinations(clusters, 2), key=ward)[:N_MERGES]
    moves = [Move("step")]
    moves += [Move("split", (a,)) for a in clusters]
    moves += [Move("remove", (a,)) for a in clusters]
    moves += [Move("merge", pair) for pair in cheap]
    return [move for move in moves if abs(k + move.added - K) < n_left]


def search(X, digits, start, width):
    """Return the best histories found, the best first."""
    beam, ended = [Tried((), start, matched(start.labels, digits, K))], []
    for n_left in range(N_MOVES, 0, -1):
        by_k = defaultdict(list)
        for tried in beam:
            for move in possible(tried.partition, n_left):
                try:
                    after = after_move(X, tried.partition, move)
                except MovesError:
                    continue
                k = len(after.centers)
                score = matched(after.labels, digits, k)
                by_k[k].append(Tried((*tried.moves, move), after, score))
                if len(by_k[k]) > 4 * width:  # a partition takes 0.1 MB
                    by_k[k] = best(by_k[k], width)
        beam = [one for found in by_k.values() for one in best(found, width)]
        ended += best(by_k[K], width)
        print(f"{n_left - 1} moves left: {ended and max(t.score for t in ended):.4f}")
    return best(ended, N_CHECKED)


def best(found, n):
    """Return the best of those that differ, the best first."""
    different = {round(tried.score, 6): tried for tried in reversed(found)}
    return [different[score] for score in sorted(different, reverse=True)[:n]]


def main(width=10, every=1):
    """Search, and print the best histories made on all training images."""
    data = load_mnist()
    features = compute_features("pixels", data.x_train, data.x_test)
    fit = compute_fit(FitSettings(len(data.x_train), K), data, features)
    some = slice(None, None, every)
    X = features.train[some]
    start = Partition(
        fit.cluster_centers,
        fit.train_clusters[some].astype(np.int32),
        fit.train_distances[some],
    )
    on_all = set()
    for tried in search(X, data.y_train[some], start, width):
        earlier = fit
        for settings in fit.settings.edited(moves_text(tried.moves)).history[1:]:
            earlier = compute_fit(settings, data, features, earlier=earlier)
            score = earlier.train_metrics["matched_accuracy"]
            if settings.n_clusters == K:
                on_test = earlier.test_metrics["matched_accuracy"]
                on_all.add((score, settings.moves, on_test))
    for score, text, on_test in sorted(on_all, reverse=True):
        print(f"{score:.4f} on train, {on_test:.4f} on test: {text}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
