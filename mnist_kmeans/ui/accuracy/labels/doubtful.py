"""The gallery of labels in doubt: what speaks against each, and the visitor's word."""

from collections import Counter
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.suspects.suspect_labels import Suspects
from mnist_kmeans.ui.accuracy.labels import judgements
from mnist_kmeans.ui.accuracy.labels.image_gallery import Tile, image_gallery
from mnist_kmeans.ui.accuracy.labels.picked import (
    N_SHOWN,
    digit_images,
    image_number,
    image_of,
    labels_of,
    pick,
)
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.words.doubt.label_sentences import (
    PART_NAMES,
    doubt_sentence,
    left_out_sentence,
    says_sentence,
)

# Neighbours that are shown of each image.
_NEIGHBOURS_SHOWN = 10

# Doubtful images that can be left out.
_MOST_LEFT_OUT = 500


def show(suspects: Suspects, fit: Fit, data: DigitData) -> None:
    """Show the ranking, one image of it large, and what follows from judging."""
    number = image_of(data, suspects.part)
    ranks = np.empty(len(suspects.numbers), np.intp)
    ranks[suspects.numbers] = np.arange(len(ranks))
    selected = int(suspects.numbers[0]) if number is None else number
    rank = int(ranks[selected])
    _one(suspects, data, selected, rank)
    _gallery(suspects, data, selected, rank)
    judged = judgements.judgements(data, suspects.part)
    judgements.score(judged, {one: int(ranks[one]) + 1 for one in judged})
    with st.container(key=DETAILS + "labels"):
        st.download_button(
            "The list as CSV, with your judgements",
            lambda: csv_text(list_rows(suspects, data, judged)),
            f"doubtful-{PART_NAMES[suspects.part]}-labels.csv",
            "text/csv",
            key="labels_csv",
            on_click="ignore",
        )
        _left_out(suspects, fit, data, judged)


def _one(suspects: Suspects, data: DigitData, selected: int, rank: int) -> None:
    """Show an image large, what speaks against its label, and buttons to judge it."""
    part = suspects.part
    labels, images = labels_of(data, part), digit_images(data, part)
    asked = rank < suspects.nearest.shape[1]
    near = suspects.neighbour_labels[:, rank].tolist() if asked else None
    left, right = st.columns([1, 4], gap="medium")
    with left:
        digit_strip(
            images[[selected]],
            ["by its label"],
            badges=[int(labels[selected])],
            size=168,
        )
    with right:
        doubt = float(suspects.doubt[rank])
        said = suspects.said[:, selected].tolist()
        name = f"{PART_NAMES[part].title()} image {selected:,}, rank {rank + 1:,} of "
        st.markdown(
            f"**{name}{len(labels):,}.** {doubt_sentence(doubt)} "
            + says_sentence(int(labels[selected]), said, near)
        )
        verdict = judgements.judgements(data, part).get(selected)
        following = suspects.numbers[min(rank + 1, len(labels) - 1)]
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, key in judgements.VERDICTS.items():
                st.button(
                    f"Label {name}" if name != "cannot tell" else "Cannot tell",
                    type="primary" if name == verdict else "secondary",
                    key=f"judge_{key}",
                    shortcut=key,
                    on_click=_judge,
                    args=(data, suspects, selected, name, int(following)),
                )
            if part == "test":
                to = link("predict", {"from": "Test digit", "test": selected})
                st.markdown(f"[Why is it read as it is?]({to})", width="content")
        if asked:
            nearest = suspects.nearest[0, rank, :_NEIGHBOURS_SHOWN]
            st.caption(
                f"The training images nearest to it in {suspects.spaces[0]}, with "
                "their labels"
            )
            digit_strip(
                data.x_train[nearest], [str(label) for label in data.y_train[nearest]]
            )


def _judge(
    data: DigitData, suspects: Suspects, number: int, verdict: str, following: int
) -> None:
    if judgements.judge(data, suspects.part, number, verdict):
        pick(following)


def _gallery(suspects: Suspects, data: DigitData, selected: int, rank: int) -> None:
    """Show the images of the ranking around one."""
    labels = labels_of(data, suspects.part)
    judged = judgements.judgements(data, suspects.part)
    start = rank // N_SHOWN * N_SHOWN
    numbers = suspects.numbers[start : start + N_SHOWN]
    end = start + len(numbers)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        image_number(data, suspects.part)
        for text, to, possible in (
            ("Earlier ranks", start - N_SHOWN, start > 0),
            ("Later ranks", end, end < len(labels)),
        ):
            st.button(
                text,
                on_click=lambda to: pick(int(suspects.numbers[to])),
                args=(to,),
                disabled=not possible,
            )
    st.caption(
        f"Ranks {start + 1:,} to {end:,}. Under each image its label, and the digit "
        "that most fits say."
    )
    tiles = []
    for number in numbers.tolist():
        label = int(labels[number])
        most = _most(suspects.said[:, number])
        tiles.append(
            Tile(
                number,
                (label, most),
                "",
                f"you: {judged[number]}" if number in judged else "",
                f"Image {number:,}: its label is {label}, most fits say {most}",
            )
        )
    image_gallery(
        digit_images(data, suspects.part)[numbers],
        tiles,
        selected,
        pick,
        label=f"Ranks {start + 1:,} to {end:,}, the most doubtful label first",
        large=presenting(),
    )


def _most(said: NDArray[Any]) -> int:
    return int(Counter(said.tolist()).most_common(1)[0][0])


def list_rows(
    suspects: Suspects, data: DigitData, judged: dict[int, str]
) -> list[dict[str, Any]]:
    """List the labels that neighbours were asked about, and all that were judged.

    Parameters
    ----------
    suspects : Suspects
    data : DigitData
    judged : dict
        The visitor's judgements by image number.

    Returns
    -------
    list of dict
        By rank.
    """
    labels = labels_of(data, suspects.part)
    against = suspects.fits_against(labels)
    neighbours = suspects.neighbours_against(labels)
    n_asked = len(neighbours)
    return [
        {
            "rank": rank + 1,
            "part": PART_NAMES[suspects.part],
            "image": number,
            "label": int(labels[number]),
            "most_fits_say": _most(suspects.said[:, number]),
            "fits_against": int(against[number]),
            "fits": len(suspects.settings),
            "neighbours_against": (
                round(float(neighbours[rank]), 3) if rank < n_asked else ""
            ),
            "doubt": round(float(suspects.doubt[rank]), 4),
            "you": judged.get(number, ""),
        }
        for rank, number in enumerate(suspects.numbers.tolist())
        if rank < n_asked or number in judged
    ]


def _left_out(
    suspects: Suspects, fit: Fit, data: DigitData, judged: dict[int, str]
) -> None:
    """Show what accuracy would be without the doubtful images."""
    clusters = fit.train_clusters if suspects.part == "train" else fit.test_clusters
    labels = labels_of(data, suspects.part)[: len(clusters)]
    right = fit.cluster_labels[clusters] == labels
    most = min(_MOST_LEFT_OUT, len(right) - 1)
    n = st.slider("Leave out the most doubtful", 0, most, min(50, most), key="left_out")
    there = suspects.numbers[suspects.numbers < len(right)]
    accuracy, without, without_errors = accuracies_without(right, there[:n])
    k, space = fit.settings.n_clusters, fit.settings.feature_space
    st.markdown(
        f"**The fit on screen, k = {k} in {space}.** "
        + left_out_sentence(suspects.part, n, accuracy, without, without_errors)
    )
    wrong = [i for i, said in judged.items() if said == "wrong" and i < len(right)]
    if wrong:
        _, without, _ = accuracies_without(right, np.array(wrong))
        st.markdown(
            f"Without the {len(wrong)} that you called wrong it would be {without:.2%}."
        )
    st.caption(
        "Leaving out images that a model reads wrong always raises its accuracy, "
        "whether their labels are right or not. The ranking puts hard images first "
        "too: only those that somebody looked at say how many labels are wrong."
    )


def accuracies_without(
    right: NDArray[np.bool_], left_out: NDArray[Any]
) -> tuple[float, float, float]:
    """Compute accuracy with all images, and without some.

    Parameters
    ----------
    right : ndarray of shape (n,), bool
        Whether each image is read right.
    left_out : ndarray of shape (m,), int
        The images left out, fewer than n.

    Returns
    -------
    accuracy : float
        Of all, 0 to 1.
    without : float
        Without those images.
    without_errors : float
        Without as many that are read wrong, as far as there are any.
    """
    n, n_right, m = len(right), int(right.sum()), len(left_out)
    errors = min(m, n - n_right)
    return (
        n_right / n,
        (n_right - int(right[left_out].sum())) / (n - m),
        n_right / max(1, n - errors),
    )
