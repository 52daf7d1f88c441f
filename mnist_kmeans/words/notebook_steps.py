"""The notebook's walkthrough of k-means: its steps in words and code, its puzzle."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import loading_code
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.darkness import Darkened


class Step(NamedTuple):
    """One step of the walkthrough.

    Attributes
    ----------
    name : str
        The id of the step.
    title, short, text : str
        What is shown; `short` is the title in the list of steps.
    code : str
        Python code of the step, which continues that of the previous steps.
    """

    name: str
    title: str
    short: str
    text: str
    code: str


class Answer(NamedTuple):
    """What explains a puzzle that a step leaves.

    Attributes
    ----------
    text : str
        Markdown.
    code : str
        Python code that shows it, which continues that of the steps; may be empty.
    """

    text: str
    code: str


def walk_headline(k: int, seed: int, accuracy: float) -> str:
    """Write what the walk leads to.

    Parameters
    ----------
    k, seed : int
    accuracy : float
        Majority-vote accuracy of this one fit on the test images.

    Returns
    -------
    str
    """
    return (
        f"Ten steps to a model that reads {accuracy:.1%} of the test digits right, "
        f"with k = {k} and seed {seed}"
    )


def steps(k: int, seed: int, ks: tuple[int, ...], data: DigitData) -> list[Step]:
    """List the steps of the walkthrough.

    Parameters
    ----------
    k : int
        The number of clusters of the model.
    seed : int
        The ``random_state`` of the model.
    ks : tuple of int
        The values of k of the sweep.
    data : DigitData
        The images; those of the notebook are MNIST's.

    Returns
    -------
    list of Step
    """
    n_train, n_test = len(data.x_train), len(data.x_test)
    mnist = data.is_mnist
    return [
        Step(
            "load",
            "The images",
            "The images",
            f"{'MNIST is' if mnist else 'These are'} {n_train + n_test:,} scanned "
            "digits of 28 x 28 pixels, each with a label: the digit that it shows. "
            f"{n_train:,} are to learn from; {n_test:,} are kept apart, to test on.",
            f"{loading_code(data)}"
            "print(data.x_train.shape, data.y_train.shape)\n"
            "print(data.x_test.shape, data.y_test.shape)",
        ),
        Step(
            "look",
            "One image is a table of numbers",
            "One image",
            "Each pixel is a number from 0, black, to 255, white. This is training "
            "image 1 and the sixth of its rows, row 5.",
            "print(data.y_train[1])\nprint(data.x_train[1][5])",
        ),
        Step(
            "flatten",
            "From a picture to a point",
            "A point",
            "k-means works on points, not pictures. The 28 rows of an image are put "
            "one after the other: 784 numbers, a point in a space of 784 dimensions. "
            "Divided by 255 they lie between 0 and 1.",
            "n = len(data.x_train)\n"
            "pixels = data.x_train.reshape(n, -1) / 255\n"
            "print(pixels.shape, pixels.min(), pixels.max())",
        ),
        Step(
            "fit",
            "Find the clusters",
            "Clusters",
            f"k-means looks for {k} points, the centroids, such that each image is as "
            "near as possible to one of them. It never sees a label. build_model "
            "flattens and scales by itself.",
            "from mnist_kmeans import build_model\n"
            "\n"
            f"model = build_model({k}, random_state={seed})\n"
            "model.fit(data.x_train, data.y_train)\n"
            "kmeans = model[-1]\n"
            "print(kmeans.cluster_centers_.shape)",
        ),
        Step(
            "clusters",
            "Each image belongs to a cluster",
            "Members",
            "labels_ holds the number of each training image's cluster. The numbers "
            "mean nothing by themselves: cluster #3 is not the digit 3.",
            "print(kmeans.labels_[:20])",
        ),
        Step(
            "vote",
            "Name the clusters by vote",
            "Vote",
            "Now the labels are used. Each cluster is named after the digit that its "
            "images show most often.",
            "from mnist_kmeans import infer_cluster_labels\n"
            "\n"
            "names = infer_cluster_labels(kmeans, data.y_train)\n"
            "print(names)\n"
            "print(kmeans.cluster_counts_[0])",
        ),
        Step(
            "predict",
            "From clusters to predictions",
            "Predictions",
            "An image is predicted to show the digit that its cluster is named after. "
            "Here are the first 20 predictions, and the truth.",
            "from mnist_kmeans import infer_data_labels\n"
            "\n"
            "predicted = infer_data_labels(kmeans.labels_, names)\n"
            "print(predicted[:20])\n"
            "print(data.y_train[:20])\n"
            "print((predicted == data.y_train).mean())",
        ),
        Step(
            "sweep",
            "More clusters",
            "More clusters",
            "The notebook tried nine values of k. For each, the accuracy it printed "
            "stands beside the one computed here."
            if mnist
            else "The notebook tried nine values of k, with MNIST. Here are the "
            "accuracies with these digits.",
            "from mnist_kmeans import accuracy_sweep\n"
            "\n"
            f"ks = {list(ks)}\n"
            f"rows = list(accuracy_sweep(data, ks, seeds=[{seed}]))\n"
            'rows.sort(key=lambda row: row["n_clusters"])\n'
            "for row in rows:\n"
            '    print(row["n_clusters"], row["train_accuracy"], row["test_accuracy"])',
        ),
        Step(
            "test",
            "The test images",
            "Test images",
            "Only images that the model was not trained on tell how good it is.",
            "predicted = model.predict(data.x_test)\n"
            "print((predicted == data.y_test).mean())",
        ),
        Step(
            "dark",
            "Why did its test accuracy come out as 0.1135?"
            if mnist
            else "What if the test images are too dark?",
            "Why 0.1135?" if mnist else "Too dark",
            "The notebook divided its test images by 255 once more, though they had "
            f"been divided already{', which gave 0.1135 with MNIST' * (not mnist)}. "
            "The package refuses such images; here its check is bypassed.",
            "pixels = data.x_test.reshape(len(data.x_test), -1)\n"
            "dark = pixels / 255 / 255\n"
            "clusters = kmeans.predict_cluster(dark)\n"
            "print(set(clusters.tolist()))\n"
            "predicted = kmeans.cluster_labels_[clusters]\n"
            "print((predicted == data.y_test).mean())",
        ),
    ]


def answers(data: DigitData) -> dict[str, Answer]:
    """Explain the puzzles of the walkthrough where it is read without the pages.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    dict of str to Answer
        By the name of the step that leaves the puzzle.
    """
    n = min(100, len(data.x_train))
    return {
        "sweep": Answer(
            "**More clusters, more accuracy: why?** With more clusters, each way of "
            "writing a digit can have a centroid of its own. But even a senseless "
            "split can only raise train accuracy: each part is named by its own "
            "majority, so at least as many training images are read right as before. "
            "In the end each image is its own cluster, and train accuracy is 1, "
            f"whatever was learnt. Here are {n} images in {n} clusters, train accuracy "
            "first. Test accuracy is the figure to trust.",
            f"images, labels = data.x_train[:{n}], data.y_train[:{n}]\n"
            f'by_heart = build_model({n}, algorithm="full", random_state=0)\n'
            "by_heart.fit(images, labels)\n"
            "print(by_heart.score(images, labels))\n"
            "print(by_heart.score(data.x_test, data.y_test))",
        ),
        "dark": Answer(
            "Divided twice, the images are almost black. In braces are the clusters "
            "that they go to. Where that is only one, its centroid is the nearest to "
            "black, and the accuracy is the share of test images that show its digit, "
            "whatever the model has learnt."
            + " Of MNIST's 10,000 test images 1,135 show a 1: 0.1135."
            * data.is_mnist,
            "",
        ),
    }


def darkness_sentence(darkened: Darkened, fit: Fit, labels: NDArray[Any]) -> str:
    """Write to which clusters darkened images go, as Markdown.

    Parameters
    ----------
    darkened : Darkened
    fit : Fit
    labels : ndarray of shape (n,), uint8
        The digit each image shows.

    Returns
    -------
    str
    """
    sizes = np.bincount(darkened.clusters, minlength=len(fit.cluster_labels))
    most = int(sizes.argmax())
    digit = int(fit.cluster_labels[most])
    n, n_digit = len(labels), int((labels == digit).sum())
    if sizes[most] < n:
        return (
            f"The {n:,} test images go to {int((sizes > 0).sum())} clusters; "
            f"**{darkened.accuracy:.4f}** of them are read right."
        )
    return (
        f"**All {n:,} test images go to cluster #{most}**, whose centroid is the "
        f"nearest to black. It stands for {digit}, and {n_digit:,} of the {n:,} test "
        f"images show a {digit}: the accuracy is **{darkened.accuracy:.4f}**, whatever "
        "the model has learnt."
    )
