"""Why a digit is read as it is."""

from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.charts.pixel_ledger import ledger_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.verdicts import Verdict, nearest_images, pixel_ledger
from mnist_kmeans.pictures.mnist_form import Digit
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.features_request import training_points
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.verdict_sentences import (
    hand_sentence,
    ledger_sentence,
    nearer_sentence,
    neighbours_sentence,
)

_SHOWN = 8

_PREPARED = (
    "Each digit is prepared as MNIST's were: its ink alone, scaled into 20 x 20 "
    "pixels, then placed in 28 x 28 with its centre of mass in the middle. Very thin "
    "and very thick strokes are redrawn as wide as MNIST's are."
)

# In pixels.
_LEDGER_WIDTH = 360


def explain(
    digit: Digit,
    crop: NDArray[np.uint8] | None,
    point: NDArray[np.float32],
    verdict: Verdict,
    fit: Fit,
    data: DigitData,
    true_digit: int | None,
    *,
    size: tuple[int, int] = (0, 0),
    dark: bool,
) -> None:
    """Show how the digit was prepared and what it was compared with.

    Parameters
    ----------
    digit : Digit
    crop : ndarray of shape (h, w, 3), uint8, or None
        The digit as it is in its picture; None for one of MNIST's.
    point : ndarray of shape (n_features,), float32
        The digit in the feature space.
    verdict : Verdict
    fit : Fit
    data : DigitData
    true_digit : int or None
        Its label, where it has one.
    size : (width, height)
        Of its picture, in pixels.
    dark : bool
        Whether the page is dark.
    """
    with st.container():
        hand = hand_sentence(digit.pixels, verdict.digit)
        if hand is not None:
            st.markdown(hand)
    if crop is not None:
        _preparation(digit, crop, how_prepared(digit, size))
    _centroids(verdict, fit)
    _ledger(digit, verdict, fit, true_digit, dark)
    compared = point, fit.settings, data
    if true_digit is None:
        # Nobody else will ask for it: it would push out what others do ask for.
        _neighbours(*compared)
    else:
        once(_neighbours, *compared)


def _preparation(digit: Digit, crop: NDArray[np.uint8], how: str) -> None:
    st.subheader("What the model sees", anchor=False)
    st.caption(how)
    steps: dict[str, NDArray[Any]] = {
        "In the picture": crop,
        "Its ink alone": digit.ink,
        "Scaled into 20 x 20": digit.scaled,
        "Centred in 28 x 28": digit.pixels,
    }
    figures = "".join(
        f'<figure style="margin:0;width:118px;font-size:.8rem">{_picture(image, name)}'
        f"<figcaption>{i}. {name}</figcaption></figure>"
        for i, (name, image) in enumerate(steps.items(), 1)
    )
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:14px">{figures}</div>')


def how_prepared(digit: Digit, size: tuple[int, int]) -> str:
    """Write how a digit was brought into MNIST's form.

    Parameters
    ----------
    digit : Digit
    size : (width, height)
        Of its picture, in pixels.

    Returns
    -------
    str
    """
    if digit.scaled is digit.ink:
        return "The picture is in MNIST's form already and is taken as it is."
    if size == (28, 28):
        return (
            "This 28 x 28 picture is not exactly in MNIST's form, so its digit is "
            f"prepared first. {_PREPARED}"
        )
    return _PREPARED


def _picture(image: NDArray[Any], name: str) -> str:
    if image.dtype != np.uint8:
        image = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    # The 20 x 20 box has the scale that it has within the 28 x 28 picture.
    side = 112 * 20 // 28 if max(image.shape[:2]) == 20 else 112
    picture = Image.fromarray(image)
    picture.thumbnail((2 * side, 2 * side))
    ratio = side / max(image.shape[:2])
    height, width = (max(1, round(v * ratio)) for v in image.shape[:2])
    return (
        '<div style="height:112px;display:flex;align-items:center">'
        f'<img alt="{escape(name)}" src="{data_uri(picture)}" width="{width}" '
        f'height="{height}" style="image-rendering:pixelated;border-radius:4px"></div>'
    )


def _centroids(verdict: Verdict, fit: Fit) -> None:
    st.subheader("The nearest centroids", anchor=False)
    shown = list(range(min(_SHOWN, len(verdict.clusters))))
    last = ""
    if verdict.rival is not None and verdict.rival not in shown:
        shown[-1] = verdict.rival
        last = " The last is the nearest that stands for another digit."
    st.caption(
        "The answer is the digit that the nearest centroid stands for. Under each: "
        f"that digit, the cluster's number, and its distance.{last}"
    )
    digit_strip(
        np.clip(fit.centroid_images[verdict.clusters[shown]], 0, 1),
        [f"#{verdict.clusters[i]}\n{verdict.distances[i]:.2f}" for i in shown],
        badges=fit.cluster_labels[verdict.clusters[shown]].tolist(),
        size=84,
    )


def _ledger(
    digit: Digit, verdict: Verdict, fit: Fit, true_digit: int | None, dark: bool
) -> None:
    against = verdict.rival
    labels = fit.cluster_labels[verdict.clusters]
    if true_digit is not None and true_digit != verdict.digit:
        # Compared with the label instead, if any cluster stands for it.
        against = next(iter(np.flatnonzero(labels == true_digit).tolist()), against)
    if against is None:
        st.subheader("Why not another digit?", anchor=False)
        st.caption("All centroids stand for the same digit: there is no other answer.")
        return
    first, second = (int(verdict.clusters[i]) for i in (0, against))
    winner, rival = verdict.digit, int(labels[against])
    is_label = ", its label" if rival == true_digit else ""
    st.subheader(f"Why {winner} and not {rival}{is_label}?", anchor=False)
    images = np.clip(fit.centroid_images[[first, second]], 0, 1)
    captions = ["The digit", f"#{first}", f"#{second}"]
    badges = [None, winner, rival]
    images = np.concatenate([digit.pixels[None], images])
    if fit.mean_images is not None:
        st.caption(
            f"{nearer_sentence(verdict, against)} In this feature space distances are "
            "not sums over pixels, so no account of single pixels would be exact. "
            "Shown are the mean images of the two clusters."
        )
        digit_strip(images, captions, badges=badges, size=112)
        return
    ledger = pixel_ledger(
        digit.pixels, fit.centroid_images[first], fit.centroid_images[second]
    )
    st.caption(ledger_sentence(ledger, verdict, against, fit))
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    with left:
        digit_strip(images, captions, badges=badges, size=112)
    # The scale stands beside the picture, however wide the page is.
    with right, st.container(width=_LEDGER_WIDTH):
        st.plotly_chart(
            ledger_chart(ledger, digit.pixels, winner, rival, dark=dark),
            key="ledger",
            config={"displayModeBar": False},
            alt=f"Which pixels speak for {winner} and which for {rival}",
        )


def _neighbours(
    point: NDArray[np.float32], settings: FitSettings, data: DigitData
) -> None:
    points = training_points(settings, data)
    nearest, distances = nearest_images(point, points, _SHOWN)
    labels = data.y_train[nearest]
    st.subheader("The nearest training images", anchor=False)
    st.caption(
        f"{neighbours_sentence(labels)} The answer does not come from them but from "
        "the centroids. Under each: its label and its distance."
    )
    digit_strip(
        data.x_train[nearest],
        [f"{distance:.2f}" for distance in distances],
        badges=labels.tolist(),
        size=84,
    )
