"""What each feature space is worth to k-means, and what it costs.

    python -m benchmarks.feature_spaces [--seeds 3] [--learnt 3]

Each space has a process of its own and begins with nothing on disk. Accuracy is by
majority vote, on the test images, the mean of the seeds 0, 1, 2, ... with the lowest
and the highest; each fit is the one of lowest inertia among its complete starts.
Feature time is for all 70,000 images, the training of a network included, which is
trained here, not taken from the package; fit time is the median over the seeds, two
fits side by side. Memory is the most that the process held, and the network's own
process, where that held more. `--learnt` says with how many seeds the networks
themselves are trained, the fits' seeds being 0, 1, 2, ... each time. Pooled is matched
accuracy on all 70,000 images, which is what papers report; turned is by majority vote
on the test images turned by 20 degrees, half of them either way.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.ndimage import rotate
from scipy.optimize import linear_sum_assignment

from mnist_kmeans import FEATURE_SPACES, load_mnist
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.features import building as features_module
from mnist_kmeans.features.building import make_transformer
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.fits.fit import fitted_classifier
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.sweep import sweep_fits, sweep_row, sweep_settings

KS = (10, 25, 64, 256)


def measure(space, seeds, learnt):
    """Print the rows of all fits in a feature space, and the memory they took."""
    data, store = load_mnist(), FitStore()

    def make(name, pretrained):
        transformer = make_transformer(name, pretrained)
        if name in TRAINED_SPACES:
            transformer.set_params(random_state=learnt)
        return transformer

    features_module.make_transformer = make
    settings = sweep_settings(len(data.x_train), KS, (space,), seeds, pretrained=False)
    fits = list(sweep_fits(settings, data, store=store))
    rows = [sweep_row(fit, data) for fit in fits]
    # Not getrusage for this process: it starts with its parent's peak there.
    status = Path("/proc/self/status").read_text()
    own = int(status.split("VmHWM:")[1].split()[0])
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    transformer = store.model(settings[0], data)[0]
    seen = transformer.transform(turned(data.x_test))
    for row, fit in zip(rows, fits, strict=True):
        row["pooled"] = pooled(fit, data)
        row["turned"] = fitted_classifier(fit).score(seen, data.y_test)
    print(json.dumps({"rows": rows, "memory": max(own, child) / 1024}))


def turned(images, degrees=20):
    """Turn every other image to the left, the others to the right."""
    angles = np.where(np.arange(len(images)) % 2, degrees, -degrees)
    pairs = zip(images, angles, strict=True)
    return np.array(
        [rotate(one, angle, reshape=False, order=1) for one, angle in pairs]
    )


def pooled(fit, data):
    """Return matched accuracy on training and test images together."""
    if fit.settings.n_clusters != 10:
        return np.nan
    votes = np.zeros((10, 10), int)
    clusters = np.concatenate([fit.train_clusters, fit.test_clusters])
    np.add.at(votes, (clusters, np.concatenate([data.y_train, data.y_test])), 1)
    return votes[linear_sum_assignment(-votes)].sum() / votes.sum()


def in_own_process(space, seeds, learnt=0):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", __spec__.name, str(seeds), space, str(learnt)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=os.environ | {CACHE_VARIABLE: folder},
        )
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--learnt", type=int, default=3)
    args = parser.parse_args()
    runs = [(space, 0) for space in FEATURE_SPACES]
    runs += [(space, n) for space in TRAINED_SPACES for n in range(1, args.learnt)]
    print(f"{load_mnist().source}; seeds 0 to {args.seeds - 1}")
    print(
        "space           k   test  lowest highest  train matched pooled turned    NMI"
        "  fit s  features s  memory MB"
    )
    for space, learnt in runs:
        result = in_own_process(space, args.seeds, learnt)
        for k in KS:
            rows = [row for row in result["rows"] if row["n_clusters"] == k]

            def values(figure, rows=rows):
                return np.array([row[figure] for row in rows])

            test = values("test_accuracy")
            print(
                f"{space + (f' {learnt}' if learnt else ''):14}{k:4}{test.mean():7.4f}"
                f"{test.min():8.4f}{test.max():8.4f}{values('train_accuracy').mean():7.4f}"
                f"{values('matched_accuracy').mean():8.4f}{values('pooled').mean():7.4f}"
                f"{values('turned').mean():7.4f}{values('nmi').mean():7.3f}"
                f"{np.median(values('fit_seconds')):7.2f}"
                f"{values('feature_seconds')[0]:12.2f}{result['memory']:11.0f}",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1].isdigit():
        measure(sys.argv[2], int(sys.argv[1]), int(sys.argv[3]))
    else:
        main()
