"""How fast a fit and a prediction are, beside scikit-learn's default on raw pixels.

    python -m benchmarks.fit_speed [--k 256] [--repeats 3]

Both ways start from the same uint8 training images and are timed in turn, so that a
busy machine slows both. Inertia is that of the clusters found, measured in pixels from
the mean image of each cluster's members: the same yardstick for both.
"""

import argparse
import statistics
from time import perf_counter

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from mnist_kmeans import build_model, calculate_metrics, load_mnist
from mnist_kmeans.fits.members import member_means


def pixel_inertia(images, clusters, n_clusters):
    means = member_means(images, clusters, n_clusters).astype(np.float64)
    squared = (images.astype(np.float32) ** 2).sum(dtype=np.float64)
    sizes = np.bincount(clusters, minlength=n_clusters)
    return squared / 255**2 - (sizes * (means**2).sum(axis=(1, 2))).sum()


def seconds(work):
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--k", type=int, default=256)
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    data = load_mnist()
    images = data.x_train

    def default(seed):
        pixels = images.reshape(len(images), -1) / 255.0
        return MiniBatchKMeans(args.k, random_state=seed).fit(pixels)

    def ours(seed):
        model = build_model(args.k, "pca", random_state=seed)
        return model.fit(images, data.y_train)

    ours(0)  # load the libraries' code before the clock runs
    times, inertias = {"default": [], "pca": []}, {"default": [], "pca": []}
    for seed in range(args.repeats):
        for name, way in (("default", default), ("pca", ours)):
            taken, fitted = seconds(lambda way=way, seed=seed: way(seed))
            clusters = fitted.labels_ if name == "default" else fitted[-1].labels_
            times[name].append(taken)
            inertias[name].append(pixel_inertia(images, clusters, args.k))
    model = fitted
    one = images[:1]
    single = statistics.median(
        seconds(lambda: model.predict(one))[0] for _ in range(300)
    )
    print(f"{data.source}; k = {args.k}, {args.repeats} seeds, in turn")
    print(f"{'':38}{'median fit':>12}{'pixel inertia':>16}")
    titles = {"default": "MiniBatchKMeans on / 255.0", "pca": "build_model(k, 'pca')"}
    for name, title in titles.items():
        taken, inertia = statistics.median(times[name]), np.mean(inertias[name])
        print(f"{title:38}{taken:10.3f} s{inertia:16,.0f}")
    ratio = statistics.median(times["default"]) / statistics.median(times["pca"])
    change = np.mean(inertias["pca"]) / np.mean(inertias["default"]) - 1
    print(f"{'ratio':38}{ratio:10.2f} x{change:+15.2%}")
    print(f"{'one image predicted (median of 300)':38}{single * 1000:9.3f} ms")
    accuracy = calculate_metrics(model, data.x_test, data.y_test)["accuracy"]
    print(f"{'test majority-vote accuracy, last seed':38}{accuracy:12.4f}")


if __name__ == "__main__":
    main()
