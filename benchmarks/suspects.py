"""How well planted errors in labels are found: `find_suspects` and a plain ratio.

    python -m benchmarks.suspects [--seeds 5] [--test]

In each part 150 labels are changed, at random or each to the digit that is most like
it. Counted is how many of them are among the first 2 % of the ranking; beyond: the
share of those that the unchanged labels did not put there anyway; and the same share
among the first 150 only, where images whose own labels are doubtful stand in the way.
The ratio is the distance to the nearest centroid of the label's digit by that to the
nearest of another, of one fit in autoencoder at k = 64. The parts are the last 10,000
training images, with the first 50,000 as training images, by which all was chosen; with
`--test` MNIST's two parts.
"""

import argparse
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np

from mnist_kmeans.digits.loading import load_mnist
from mnist_kmeans.features.building import Features
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.suspects import suspect_labels
from mnist_kmeans.studies.suspects.contradiction import contradict

N_PLANTED, LEFT_OUT = 150, 10_000

# The digit that is most like each, by eye.
ALIKE = np.array([6, 7, 7, 5, 9, 3, 0, 9, 3, 4])


def validation(data, store):
    """Return the last training images as test images, and their features."""
    n = len(data.x_train) - LEFT_OUT
    features = {}
    for space in suspect_labels.spaces_for(data):
        of_all = store.features(space, len(data.x_train), data)
        rows = of_all.train
        features[space] = replace(of_all, train=rows[:n], test=rows[n:])
    left_out = replace(
        data,
        x_train=data.x_train[:n],
        y_train=data.y_train[:n],
        x_test=data.x_train[n:],
        y_test=data.y_train[n:],
    )
    return left_out, features


def plain_ratio(data, part, store, features):
    """Rank a part by the ratio of distances in one fit."""
    images: Features = features["autoencoder"]
    unlabelled = replace(
        data, y_train=np.zeros_like(data.y_train), y_test=np.zeros_like(data.y_test)
    )
    settings = FitSettings(len(data.x_train), 64, "autoencoder")
    fit = store.get(settings, unlabelled, features=images)
    ratios, _ = contradict(
        images.train if part == "train" else images.test,
        data.y_train if part == "train" else data.y_test,
        fit.cluster_centers,
        fit.train_clusters,
        data.y_train,
        own=part == "train",
    )
    return np.argsort(-ratios, kind="stable")


def ours(data, part, store, features):
    return suspect_labels.compute_suspects(
        data, part, store=store, features=lambda space, *_: features[space]
    ).numbers


def plant(data, part, seed, alike):
    """Change labels of a part; return the data and which were changed."""
    rng = np.random.default_rng(seed)
    labels = getattr(data, f"y_{part}").copy()
    at = rng.choice(len(labels), N_PLANTED, replace=False)
    others = (labels[at] + rng.integers(1, 10, N_PLANTED)) % 10
    labels[at] = ALIKE[labels[at]] if alike else others
    return replace(data, **{f"y_{part}": labels}), at


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--test", action="store_true")
    args = parser.parse_args()
    data, store = load_mnist(), FitStore()
    if args.test:
        spaces = suspect_labels.spaces_for(data)
        n = len(data.x_train)
        features = {space: store.features(space, n, data) for space in spaces}
    else:
        data, features = validation(data, store)
        # The encoders that come along were made from all training images.
        suspect_labels.spaces_for = lambda data: tuple(features)
    print(
        "part   errors     ranking         2 %, lowest    beyond,  lowest  first 150,"
        "  lowest   seconds"
    )
    for part in suspect_labels.PARTS if args.test else ("test",):
        for name, rank in (("plain ratio", plain_ratio), ("find_suspects", ours)):
            rank = partial(rank, part=part, store=store, features=features)
            before = rank(data)
            n = len(before) // 50
            for alike in (False, True):
                counts, seconds = [], []
                for seed in range(args.seeds):
                    changed, at = plant(data, part, seed, alike)
                    start = perf_counter()
                    after = rank(changed)
                    seconds.append(perf_counter() - start)
                    new = np.setdiff1d(at, before[:n])
                    early = np.setdiff1d(at, before[:N_PLANTED])
                    counts.append(
                        [
                            np.isin(at, after[:n]).sum(),
                            np.isin(new, after[:n]).sum() / len(new),
                            np.isin(early, after[:N_PLANTED]).sum() / len(early),
                        ]
                    )
                means, lows = np.mean(counts, axis=0), np.min(counts, axis=0)
                print(
                    f"{part if args.test else 'valid.':7}"
                    f"{'alike' if alike else 'random':11}{name:14}"
                    f"{means[0]:8.1f} {lows[0]:7.0f} {means[1]:9.2%} {lows[1]:8.2%}"
                    f" {means[2]:9.2%} {lows[2]:8.2%}"
                    f"{np.median(seconds):10.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
