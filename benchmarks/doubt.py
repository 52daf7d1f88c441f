"""How often answers in doubt are right: the table in `mnist_kmeans.fits.doubt`.

    python -m benchmarks.doubt [SPACE ...]

For each feature space, models are fitted to the first 50,000 training images and asked
about the other 10,000; the test images have no part in it. Each line of the table is
followed by what share of the answers is sure, a close call or far, and by how many of
the errors are in doubt.
"""

import sys
from dataclasses import replace

import numpy as np

from mnist_kmeans.digits.loading import load_mnist
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.doubt import LEFT_OUT, MEASURED_KS
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.fits.verdicts import judge


def main() -> None:
    data = load_mnist()
    n = len(data.x_train) - LEFT_OUT
    images, labels = data.x_train, data.y_train
    left_out = replace(
        data,
        x_train=images[:n],
        y_train=labels[:n],
        x_test=images[n:],
        y_test=labels[n:],
    )
    store = FitStore()
    for space in sys.argv[1:] or FEATURE_SPACES:
        features = store.features(space, n, left_out)
        for k in MEASURED_KS:
            fit = store.get(FitSettings(n, k, space), left_out, features=features)
            verdicts = judge(features.test[:], fit)
            right = np.array([v.digit for v in verdicts]) == left_out.y_test
            sure = np.array([verdict.sure for verdict in verdicts])
            close = np.array([verdict.close for verdict in verdicts])
            far = np.array([verdict.unlike for verdict in verdicts])
            kinds = sure, close, far
            shares = ", ".join(f"{right[kind].mean():.2f}" for kind in kinds)
            counts = ", ".join(f"{kind.mean():.1%}" for kind in kinds)
            caught = (~right & ~sure).sum() / (~right).sum()
            print(
                f'    ("{space}", {k}): SharesRight({shares}),'
                f"  # {counts}; {caught:.0%} of the errors in doubt",
                flush=True,
            )


if __name__ == "__main__":
    main()
