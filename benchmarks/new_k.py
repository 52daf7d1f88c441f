"""A k that nobody fitted, in pixels: the time beside the notebook's own fit and vote.

    python -m benchmarks.new_k [--k 14 28 64 128 256] [--seeds 5] [--skip-former]
        [--page]

Three ways in turn for each k and seed: the notebook's, ``MiniBatchKMeans`` on float64
and its vote; what the dashboard does for a new k, the pixels being there; and the same
with ``init="k-means++"``, five full steps after mini-batches in pixels. Times are
medians over the seeds, inertia on the training images and majority-vote accuracy on the
test images are means, inertia also as a share of the last way's.

`--page` measures the dashboard instead, in turn with the notebook's way: a visitor
without a browser moves the slider to k from k + 1. Seconds from the slider's message
to the first centroids that are learnt, and to the end of the page with its charts.
"""

import argparse
import asyncio
import tempfile
from time import perf_counter

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from benchmarks.notebook import infer_cluster_labels, infer_data_labels
from benchmarks.servers import ROOT, server
from benchmarks.visitor import Visitor
from mnist_kmeans import load_mnist
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings


async def page_seconds(url, k, seed):
    """Return the seconds to the first centroids and to the whole page."""
    async with Visitor(url, "", f"k={k + 1}&seed={seed}") as visitor:
        await visitor.settle(60)
        await asyncio.sleep(1)
        visitor.awaited = b"being learnt"
        start = perf_counter()
        await visitor.move(k)
        await visitor.settle(60)
        end = perf_counter()
        assert not visitor.n_errors
        return visitor.came - start, end - start


def print_pages(ks, seeds, notebook):
    print(
        f"{'k':>4}  notebook  first centroids  whole page  of notebook's "
        f"(medians over {len(seeds)} seeds)"
    )
    with (
        tempfile.TemporaryDirectory() as cache,
        server(ROOT / "app.py", cache) as (url, _),
    ):
        for k in ks:
            rows = []
            for seed in seeds:
                seconds = notebook(k, seed)[0]
                rows.append([seconds, *asyncio.run(page_seconds(url, k, seed))])
            rows = np.array(rows)
            median = np.median(rows, axis=0)
            share = np.median(rows[:, 2] / rows[:, 0])
            print(
                f"{k:4}{median[0]:8.2f} s{median[1]:15.2f} s{median[2]:10.2f} s"
                f"{share:15.3f}",
                flush=True,
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--k", type=int, nargs="+", default=[14, 28, 64, 128, 256])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--skip-former", action="store_true")
    parser.add_argument("--page", action="store_true")
    args = parser.parse_args()
    data = load_mnist()
    features = compute_features("pixels", data.x_train, data.x_test)
    train, test = (x.reshape(len(x), -1) / 255.0 for x in (data.x_train, data.x_test))

    def notebook(k, seed):
        start = perf_counter()
        kmeans = MiniBatchKMeans(k, random_state=seed).fit(train)
        digits = infer_cluster_labels(kmeans, data.y_train)
        infer_data_labels(kmeans.labels_, digits)
        seconds = perf_counter() - start
        answers = infer_data_labels(kmeans.predict(test), digits)
        return seconds, kmeans.inertia_, (answers == data.y_test).mean()

    def ours(k, seed, **settings):
        start = perf_counter()
        fit = compute_fit(FitSettings(60_000, k, seed=seed, **settings), data, features)
        seconds = perf_counter() - start
        return seconds, fit.train_metrics["inertia"], fit.test_metrics["accuracy"]

    ways = {
        "notebook": notebook,
        "new k": ours,
        "k-means++": lambda k, seed: ours(k, seed, init="k-means++"),
    }
    if args.skip_former:
        del ways["k-means++"]
    if args.page:
        print_pages(args.k, range(args.seeds), notebook)
        return
    for way in ways.values():
        way(2, 0)  # load the libraries' code before the clock runs
    print(f"{data.source}; seeds 0 to {args.seeds - 1}, in turn")
    print(
        f"{'k':>4} {'way':10} seconds  of notebook's  inertia  of the last's  accuracy"
    )
    for k in args.k:
        runs = {name: [] for name in ways}
        for seed in range(args.seeds):
            for name, way in ways.items():
                runs[name].append(way(k, seed))
        runs = {name: np.array(rows) for name, rows in runs.items()}
        *_, last = runs.values()
        for name, rows in runs.items():
            seconds, inertia, accuracy = rows.T
            of_notebook = np.median(seconds / runs["notebook"][:, 0])
            of_last = inertia.mean() / last[:, 1].mean()
            print(
                f"{k:4} {name:10}{np.median(seconds):8.2f}{of_notebook:15.3f}"
                f"{inertia.mean():11,.0f}{of_last:13.4f}{accuracy.mean():10.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
