"""The live result of each step on the Notebook page."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.charts.one_fit import votes_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.darkness import darken
from mnist_kmeans.studies.published import NOTEBOOK, notebook_ks
from mnist_kmeans.studies.sweep import sweep_settings
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.notebook_steps import darkness_sentence

# Index of the training image that is looked at, and of a row in it.
_IMAGE, _ROW = 1, 5

_IMAGES_SHOWN = 20
_CENTROIDS_SHOWN = 30
_MOST_LISTED = 20
_TIMES = ("not at all", "once", "twice")


def load(fit: Fit, data: DigitData) -> None:
    """Show the shapes."""
    st.markdown(
        "\n".join(
            f"- `{name}`: {' × '.join(f'{n:,}' for n in getattr(data, name).shape)}"
            for name in ("x_train", "y_train", "x_test", "y_test")
        )
    )


def look(fit: Fit, data: DigitData) -> None:
    """Show an image, with one of its rows as numbers and as greys."""
    image = data.x_train[_IMAGE]
    st.html(
        f'<div style="position:relative;width:168px">{_picture(image, 168, 168)}'
        f'<div style="position:absolute;left:-3px;top:{6 * _ROW - 1}px;width:174px;'
        'height:8px;outline:2px solid #e66a00;border-radius:2px"></div></div>'
    )
    st.caption(f"Its label is {data.y_train[_IMAGE]}. Row {_ROW}, marked, is:")
    cells = "".join(
        f'<span style="background:rgb({v},{v},{v});'
        f"color:{'#000' if v > 127 else '#fff'};width:7.14%;"
        f'text-align:center;padding:.15em 0">{v}</span>'
        for v in image[_ROW].tolist()
    )
    st.html(f'<div style="display:flex;flex-wrap:wrap;font-size:.8rem">{cells}</div>')


def flatten(fit: Fit, data: DigitData) -> None:
    """Show an image's rows put one after the other."""
    st.html(_picture(data.x_train[_IMAGE].reshape(1, -1), "100%", 40))
    st.caption(
        f"Training image {_IMAGE} as {28 * 28} pixels in a row, from 0 to 1. On the "
        "screen it can no longer be read; to k-means it is the same."
    )


def centroids(fit: Fit, data: DigitData) -> None:
    """Show the centroids as images."""
    shown = min(_CENTROIDS_SHOWN, len(fit.cluster_labels))
    digit_strip(
        np.clip(fit.centroid_images[:shown], 0, 1), [f"#{i}" for i in range(shown)]
    )
    rest = len(fit.cluster_labels) - shown
    st.caption("The centroids, drawn as images" + f", and {rest} more." * (rest > 0))


def clusters(fit: Fit, data: DigitData) -> None:
    """Show the first images with their clusters."""
    digit_strip(
        data.x_train[:_IMAGES_SHOWN],
        [f"#{cluster}" for cluster in fit.train_clusters[:_IMAGES_SHOWN]],
    )


def vote(fit: Fit, data: DigitData) -> None:
    """Show the votes of one cluster, and the names of all."""
    names = {
        digit: np.flatnonzero(fit.cluster_labels == digit).tolist()
        for digit in range(10)
    }
    st.markdown(
        "  \n".join(
            f"**{digit}**: "
            + (", ".join(f"#{i}" for i in ids[:_MOST_LISTED]) or "none")
            + ", …" * (len(ids) > _MOST_LISTED)
            for digit, ids in names.items()
        )
    )
    st.caption("The votes of cluster #0")
    st.plotly_chart(
        votes_chart(fit.cluster_counts[0]),
        key="walk_votes",
        config={"displayModeBar": False},
        alt="Votes of cluster 0 by digit",
    )


def predict(fit: Fit, data: DigitData) -> None:
    """Show the first predictions, the wrong ones marked."""
    predictions = fit.cluster_labels[fit.train_clusters[:_IMAGES_SHOWN]]
    labels = data.y_train[:_IMAGES_SHOWN]
    right = predictions == labels
    digit_strip(
        data.x_train[:_IMAGES_SHOWN],
        ["" if r else f"wrong: {d}" for r, d in zip(right, labels, strict=True)],
        badges=predictions.tolist(),
    )
    st.caption(
        f"In colour the prediction. {right.sum()} of these {len(right)} are right, and "
        f"{fit.train_metrics['accuracy']:.4f} of all training images."
    )


def sweep(fit: Fit, data: DigitData) -> None:
    """Show accuracy over the notebook's k, beside what it printed."""
    request = SweepRequest("walk", sweep_of(fit.settings), data)

    def table() -> None:
        rows = {row["n_clusters"]: row for row in request.rows()}
        if not rows:
            return
        printed = NOTEBOOK if data.is_mnist else {}
        st.dataframe(
            [
                {
                    "k": k,
                    **({"The notebook": printed[k]} if printed else {}),
                    "Train": row["train_accuracy"],
                    "Test": row["test_accuracy"],
                }
                for k, row in sorted(rows.items())
            ],
            column_config={
                name: st.column_config.NumberColumn(format="%.4f")
                for name in ("The notebook", "Train", "Test")
            },
            hide_index=True,
        )

    watch(table, request.ask)
    printed = (
        " The notebook's is on the training images, of one run without a fixed seed: a "
        "few points more or less are luck."
    )
    st.caption("Majority-vote accuracy, higher is better." + printed * data.is_mnist)


def sweep_of(settings: FitSettings) -> tuple[FitSettings, ...]:
    """List the fits of the sweep that goes with a fit."""
    ks = notebook_ks(settings.n_train)
    return tuple(sweep_settings(settings.n_train, ks, ["pixels"], [settings.seed]))


def test(fit: Fit, data: DigitData) -> None:
    """Show test and train accuracy."""
    with st.container(horizontal=True):
        st.metric("Accuracy, test", f"{fit.test_metrics['accuracy']:.4f}")
        st.metric("Accuracy, train", f"{fit.train_metrics['accuracy']:.4f}")
    st.caption("Majority-vote accuracy. Higher is better.")


def dark(fit: Fit, data: DigitData) -> None:
    """Let the test images be divided by 255 too often, or not at all."""
    times = st.segmented_control(
        "Divide the test images by 255",
        _TIMES,
        default=_TIMES[2],
        required=True,
        key="divided",
        bind="query-params",
    )
    darkened = darken(data.x_test, data.y_test, fit, _TIMES.index(times))
    st.markdown(darkness_sentence(darkened, fit, data.y_test))
    st.caption("The first test images as the model gets them, 0 black and 1 white")
    digit_strip(np.clip(darkened.images[:10], 0, 1).reshape(-1, 28, 28))
    st.caption(
        f"Their brightest pixel is {darkened.images.max():.4g}. The mean distance of "
        f"all to their nearest centroid is {darkened.distances.mean():.2f}. The "
        "clusters they go to, and how many:"
    )
    sizes = np.bincount(darkened.clusters, minlength=len(fit.cluster_labels))
    largest = np.argsort(-sizes, kind="stable")[: min(10, int((sizes > 0).sum()))]
    digit_strip(
        np.clip(fit.centroid_images[largest], 0, 1),
        [f"{size:,}" for size in sizes[largest]],
        badges=fit.cluster_labels[largest].tolist(),
    )


def _picture(image: NDArray[np.uint8], width: int | str, height: int) -> str:
    return (
        f'<img alt="" src="{data_uri(Image.fromarray(image))}" style="display:block;'
        f"width:{width}{'px' * isinstance(width, int)};height:{height}px;"
        'image-rendering:pixelated;border-radius:4px">'
    )


#: Functions that show the result of a step, by the name of the step.
RESULTS = {
    "load": load,
    "look": look,
    "flatten": flatten,
    "fit": centroids,
    "clusters": clusters,
    "vote": vote,
    "predict": predict,
    "sweep": sweep,
    "test": test,
    "dark": dark,
}
