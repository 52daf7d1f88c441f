"""The notebook's nine values of k: our sweep beside the notebook's own way.

    python -m benchmarks.sweep_speed [--repeats 3] [--seeds 5]

Both start from the same uint8 images and are timed in turn, in one process. The
notebook's way: float64 pixels / 255, `MiniBatchKMeans` as it comes, its vote, its
double loop, accuracy on the training images. Ours: `accuracy_sweep` in "pca" into an
empty store, to a finished table with train and test figures. Inertia is measured in
pixels, from the mean image of each cluster's members: the same yardstick for both.
Memory is the most that a process of its own held while it swept.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import accuracy_score

from benchmarks import notebook
from benchmarks.fit_speed import pixel_inertia, seconds
from mnist_kmeans import accuracy_sweep, load_mnist
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.studies.sweep import sweep_fits, sweep_settings

KS = tuple(NOTEBOOK)


def notebook_sweep(data, seed):
    """Return accuracy and clusters for each k."""
    pixels = data.x_train.reshape(len(data.x_train), -1) / 255.0
    found = []
    for k in KS:
        kmeans = MiniBatchKMeans(n_clusters=k, random_state=seed).fit(pixels)
        inferred = notebook.infer_cluster_labels(kmeans, data.y_train)
        predicted = notebook.infer_data_labels(kmeans.labels_, inferred)
        found.append((accuracy_score(data.y_train, predicted), kmeans.labels_))
    return found


def table(data, ks, space="pca", seeds=(0,)):
    with tempfile.TemporaryDirectory() as folder:
        return list(
            accuracy_sweep(
                data, ks, feature_space=space, seeds=seeds, store=FitStore(folder)
            )
        )


def peak(space):
    """Measure the memory of a sweep, in MB, in a process of its own."""
    code = (
        "import sys; from benchmarks.sweep_speed import sweep_alone; "
        "sweep_alone(sys.argv[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, space], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def sweep_alone(space):
    table(load_mnist(), (10, 25, 64, 256), space)
    # Not getrusage: a child starts with its parent's peak there.
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    data = load_mnist()
    table(data, (2, 3))  # load the libraries' code before the clock runs
    times = {"notebook": [], "pca": []}
    for repeat in range(args.repeats):
        times["notebook"].append(
            seconds(lambda seed=repeat: notebook_sweep(data, seed))[0]
        )
        times["pca"].append(
            seconds(lambda seed=repeat: table(data, KS, seeds=(seed,)))[0]
        )
    theirs = [notebook_sweep(data, seed) for seed in range(args.seeds)]
    with tempfile.TemporaryDirectory() as folder:
        settings = sweep_settings(len(data.x_train), KS, ("pca",), args.seeds)
        ours = list(sweep_fits(settings, data, store=FitStore(folder)))
    figures = {
        "notebook": (
            np.mean([accuracy for one in theirs for accuracy, _ in one]),
            np.mean(
                [
                    pixel_inertia(data.x_train, clusters, k)
                    for one in theirs
                    for k, (_, clusters) in zip(KS, one, strict=True)
                ]
            ),
        ),
        "pca": (
            np.mean([fit.train_metrics["accuracy"] for fit in ours]),
            np.mean(
                [
                    pixel_inertia(
                        data.x_train, fit.train_clusters, fit.settings.n_clusters
                    )
                    for fit in ours
                ]
            ),
        ),
    }
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"{data.source}; k = {', '.join(map(str, KS))}")
    print(f"{'':34}{'median time':>12}{'train accuracy':>16}{'pixel inertia':>15}")
    titles = {"notebook": "the notebook's way", "pca": "accuracy_sweep in pca"}
    for name, title in titles.items():
        accuracy, inertia = figures[name]
        print(f"{title:34}{medians[name]:10.2f} s{accuracy:16.4f}{inertia:15,.0f}")
    gain = figures["pca"][0] - figures["notebook"][0]
    less = figures["pca"][1] / figures["notebook"][1] - 1
    ratio = medians["notebook"] / medians["pca"]
    print(f"{'ratio, difference':34}{ratio:10.2f} x{gain:+16.4f}{less:+15.2%}")
    for space in ("pca", "pixels"):
        taken = {64: [], 256: []}
        for seed in range(args.repeats):
            for k, kept in taken.items():
                (row,) = table(data, (k,), space, (seed,))
                kept.append(row["fit_seconds"])
        cost = statistics.median(taken[256]) / statistics.median(taken[64])
        print(f"{f'fit at k = 256 against 64, {space}':34}{cost:10.2f} x (k: 4 x)")
    for space in ("pca", "pixels"):
        print(f"{f'peak memory, {space}, k to 256':34}{peak(space):10.0f} MB")


if __name__ == "__main__":
    main()
