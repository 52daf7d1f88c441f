"""Which fits the Accuracy page shows."""

import re
from collections.abc import Sequence

import streamlit as st

from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.sweep import sweep_settings
from mnist_kmeans.ui.shared import controls

_WIDE = (2, 5, 10, 16, 25, 36, 64, 100, 144, 196, 256)

_LISTS = {"notebook": controls.NOTEBOOK_KS, "wide": _WIDE, "own": ()}

_LARGEST_K = 1000


def choose(data: DigitData, current: FitSettings) -> tuple[FitSettings, ...]:
    """Draw the controls of a sweep and return its fits."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        which = st.segmented_control(
            "Values of k",
            list(_LISTS),
            default="notebook",
            required=True,
            key="ks",
            bind="query-params",
            help="**notebook**: the nine it tried, 2 to 25. **wide**: 2 to 256. "
            "**own**: type them.",
        )
        typed = ""
        if which == "own":
            typed = st.text_input(
                "Own values of k",
                "2 10 50",
                key="own_ks",
                bind="query-params",
                width=220,
                help=f"Numbers from 2 to {_LARGEST_K:,}, with spaces or commas between "
                "them.",
            )
        seeds = st.number_input(
            "Seeds",
            1,
            20,
            3,
            key="seeds",
            bind="query-params",
            width=120,
            help="How many fits at each k, with the seeds 0, 1, 2, ...: single fits "
            "differ by several points, their mean by less.",
        )
        compare = st.pills(
            f"Feature spaces to compare with {current.feature_space}",
            list(FEATURE_SPACES),
            selection_mode="multi",
            key="compare",
            bind="query-params",
            help="The one in the sidebar is always there.",
        )
    said = st.container()
    chosen = {current.feature_space, *(compare or [])}
    spaces = [space for space in FEATURE_SPACES if space in chosen]

    def fits(ks: Sequence[int]) -> tuple[FitSettings, ...]:
        return tuple(
            sweep_settings(
                n_clusters=ks,
                feature_spaces=spaces,
                seeds=int(seeds),
                **controls.advanced(data),
            )
        )

    try:
        asked = fits(_numbers(typed) if which == "own" else _fitting(which, current))
    except ValueError as error:
        with said:
            st.error(str(error).replace("n_clusters", "The list of k"))
            st.caption("Below is the last list that could be used.")
        asked = fits(st.session_state.get("good_ks", _fitting("notebook", current)))
    else:
        st.session_state["good_ks"] = sorted({one.n_clusters for one in asked})
    return asked


def fits_by_seed(
    current: FitSettings, data: DigitData, n_seeds: int
) -> tuple[FitSettings, ...]:
    """List the fits at the k and in the feature space of the sidebar, by seed."""
    return tuple(
        sweep_settings(
            n_clusters=[current.n_clusters],
            feature_spaces=[current.feature_space],
            seeds=n_seeds,
            **controls.advanced(data),
        )
    )


def _fitting(which: str, current: FitSettings) -> list[int]:
    """Return a list's values of k, without those that the images are too few for."""
    return [k for k in _LISTS[which] if k <= current.n_train]


def _numbers(text: str) -> list[int]:
    words = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    for word in words:
        if not re.fullmatch(r"\d{1,9}", word):
            # It may come from a link, and is shown as Markdown.
            plain = re.sub(r"[^\w.+-]", "·", word[:20])
            raise ValueError(
                f"“{plain}” is no whole number; type numbers with spaces or commas "
                "between them, such as 2 10 50."
            )
    numbers = [int(word) for word in words]
    if len(numbers) > 40 or max(numbers, default=0) > _LARGEST_K:
        raise ValueError(
            f"The list goes to 40 values of at most {_LARGEST_K:,} here; the package "
            "and the terminal go further."
        )
    return numbers
