"""Accuracy of `build_model` by k and feature space.

    python -m benchmarks.accuracy [--seeds 3]

Majority-vote accuracy on the test images, the mean of the seeds 0, 1, 2, ...; the
lowest and highest; and the mean on the training images.
"""

import argparse

import numpy as np

from mnist_kmeans import FEATURE_SPACES, build_model, load_mnist


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = range(parser.parse_args().seeds)
    data = load_mnist()
    print(f"{data.source}; seeds {', '.join(map(str, seeds))}")
    print("space      k    test     lowest  highest   train")
    for space in FEATURE_SPACES:
        for k in (10, 25, 64, 256):
            scores = []
            for seed in seeds:
                model = build_model(k, space, random_state=seed)
                model.fit(data.x_train, data.y_train)
                parts = (data.x_test, data.y_test), (data.x_train, data.y_train)
                scores.append([model.score(images, labels) for images, labels in parts])
            test, train = np.transpose(scores)
            print(
                f"{space:8}{k:4}{test.mean():9.4f}{test.min():10.4f}{test.max():9.4f}"
                f"{train.mean():9.4f}"
            )


if __name__ == "__main__":
    main()
