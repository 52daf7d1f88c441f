"""Which fits the Accuracy page shows."""

import re
from collections.abc import Iterable

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import WIDE_KS
from mnist_kmeans.studies.sweep import sweep_settings
from mnist_kmeans.ui import controls

_DOUBLING = (16, 32, 64, 128, 256)

_LISTS = {
    "notebook": controls.NOTEBOOK_KS,
    "wide": WIDE_KS,
    "doubling": _DOUBLING,
    "own": (),
}

_LARGEST_K = 1000


def choose(
    data: DigitData,
    current: FitSettings,
    *,
    several_spaces: bool = False,
    several_seeds: bool = True,
) -> tuple[FitSettings, ...]:
    """Draw the controls of a sweep and return its fits.

    Parameters
    ----------
    data : DigitData
    current : FitSettings
        What the controls of all pages are set to.
    several_spaces : bool, default=False
        Whether feature spaces can be chosen besides the current one, and how k is
        scaled.
    several_seeds : bool, default=True
        Whether each k is fitted with several seeds, or with the current one only.

    Returns
    -------
    tuple of FitSettings
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        which = st.segmented_control(
            "Values of k",
            list(_LISTS),
            default="notebook",
            required=True,
            key="ks",
            bind="query-params",
        )
        typed = ""
        if which == "own":
            typed = st.text_input(
                "Own values of k",
                "2 10 50",
                key="own_ks",
                bind="query-params",
                width=220,
            )
        seeds: list[int] | int = [current.seed]
        if several_seeds:
            seeds = int(
                st.number_input(
                    "Seeds", 1, 20, 3, key="seeds", bind="query-params", width=120
                )
            )
        spaces = [current.feature_space]
        if several_spaces:
            spaces = choose_spaces(current)
            st.segmented_control(
                "Scale of k",
                ["linear", "log"],
                default="linear",
                required=True,
                key="scale",
                bind="query-params",
            )
    errors = st.container()
    st.caption(
        "The notebook tried nine values of k; the wide list goes from "
        f"{WIDE_KS[0]} to {WIDE_KS[-1]}, one of your own to {_LARGEST_K:,}. At each k "
        "k-means is fitted "
        + (
            "with the seeds 0, 1, 2, ...: single fits differ by several points, their "
            "mean by less."
            if several_seeds
            else f"once, with the seed that is set in the sidebar, {current.seed}."
        )
    )

    def fits(ks: list[int]) -> tuple[FitSettings, ...]:
        return sweep_of(data, ks, spaces, seeds)

    try:
        sweep = fits(_numbers(typed) if which == "own" else _fitting(which, current))
    except ValueError as error:
        with errors:
            st.error(
                str(error).replace("n_clusters", "The list of k")
                + " Above is the last list that could be used."
            )
        sweep = fits(st.session_state.get("good_ks", _fitting("notebook", current)))
    else:
        st.session_state["good_ks"] = sorted({fit.n_clusters for fit in sweep})
    return sweep


def choose_spaces(current: FitSettings) -> list[str]:
    """Draw the choice of feature spaces to compare with the current one; return all."""
    chosen = st.pills(
        f"Feature spaces to compare with {current.feature_space}",
        list(FEATURE_SPACES),
        selection_mode="multi",
        key="compare",
        bind="query-params",
    )
    wanted = {current.feature_space, *(chosen or [])}
    return [space for space in FEATURE_SPACES if space in wanted]


def sweep_of(
    data: DigitData, ks: list[int], spaces: Iterable[str], seeds: list[int] | int
) -> tuple[FitSettings, ...]:
    """List the fits of a sweep, with what is set under "Advanced" in the sidebar."""
    return tuple(
        sweep_settings(
            n_clusters=ks,
            feature_spaces=spaces,
            seeds=seeds,
            **controls.advanced(data),
        )
    )


def _fitting(which: str, current: FitSettings) -> list[int]:
    """Return the values of k in a list for which there are enough images."""
    return [k for k in _LISTS[which] if k <= current.n_train]


def _numbers(text: str) -> list[int]:
    words = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    for word in words:
        if not re.fullmatch(r"\d{1,9}", word):
            # Text from a link must not be rendered as Markdown.
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
