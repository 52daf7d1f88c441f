"""The moves of a history with what each of them did, and as files."""

from collections.abc import Sequence
from math import isnan

import streamlit as st

from mnist_kmeans import documents
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits import exports
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import MovesError
from mnist_kmeans.studies.by_hand.moves_file import load_moves, save_moves
from mnist_kmeans.studies.by_hand.stages import Stage, stage_rows
from mnist_kmeans.ui.explore.edit import making
from mnist_kmeans.words.by_hand.edit_sentences import move_name

# A name stays on one line.
_UNBROKEN = str.maketrans(" -", "\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}")

_UPLOAD = "moves_file"


def move_list(stages: Sequence[Stage]) -> None:
    """Draw a table of what each move did, the last on top."""
    st.subheader("What each move did", anchor=False)
    if len(stages) < 2:
        st.caption("A row for each move, as soon as there is one.")
        return
    st.html("<style>.st-key-move_table { overflow-x: auto; }</style>")
    st.container(key="move_table").markdown(
        "| | k | Inertia | Vote, train | Vote, test | Matched, train "
        "| Matched, test |\n"
        "|:--|--:|--:|--:|--:|--:|--:|\n"
        + "\n".join(
            _line(number, stages[max(0, number - 1)], stages[number])
            for number in reversed(range(len(stages)))
        )
    )
    st.caption(
        "Inertia is that of the training images: lower is better at the same k. Vote "
        "is majority-vote accuracy; matched is accuracy with one cluster a digit, "
        "defined at k = 10 only: higher is better. In brackets: the change by the "
        "move, of accuracies in points."
    )


def _line(number: int, before: Stage, stage: Stage) -> str:
    name = f"{number}. {move_name(stage.move)}" if stage.move else "k-means"
    name = name.replace(" ", "\N{NO-BREAK SPACE}").replace(
        "-", "\N{NON-BREAKING HYPHEN}"
    )
    inertia = f"{stage.inertia:,.0f}"
    if number and before.inertia:
        inertia += f" ({_signed(100 * (stage.inertia / before.inertia - 1))}%)"
    cells = [name, str(stage.n_clusters), inertia]
    for figure in ("train_accuracy", "test_accuracy", "train_matched", "test_matched"):
        value, last = getattr(stage, figure), getattr(before, figure)
        cell = "–" if isnan(value) else f"{value:.1%}"
        if number and not isnan(value - last):
            cell += f" ({_signed(100 * (value - last))})"
        cells.append(cell)
    return f"| {' | '.join(cells)} |"


def _signed(change: float) -> str:
    return f"{change:+.1f}".replace("-", "−")


def take_moves(settings: FitSettings, stages: Sequence[Stage], data: DigitData) -> None:
    """Offer the moves as files, and to load them from one."""
    files = st.expander(
        "Moves to download and to load", key="moves_open", on_change="rerun"
    )
    if not files.open:
        return
    with files:
        if settings.moves and stages:
            with st.container(horizontal=True):
                for label, content, name, mime in (
                    (
                        "Table as CSV",
                        lambda: exports.csv_text(stage_rows(stages)),
                        "csv",
                        "text/csv",
                    ),
                    (
                        "Python script",
                        lambda: documents.script(settings, data),
                        "py",
                        "text/x-python",
                    ),
                    (
                        "Moves as a file",
                        lambda: save_moves(settings, data),
                        "json",
                        "application/json",
                    ),
                ):
                    st.download_button(
                        f"{label} (.{name})",
                        content,
                        f"moves.{name}",
                        mime,
                        key=f"moves_{name}",
                        on_click="ignore",
                    )
            st.caption(
                "The script fits the model again, makes the moves and measures it."
            )
        st.file_uploader(
            "Load moves (.json)",
            "json",
            key=_UPLOAD,
            on_change=_load,
            args=(settings, data),
            max_upload_size=1,
        )
        error = st.session_state.pop("moves_error", None)
        if error:
            st.error(error)


def _load(settings: FitSettings, data: DigitData) -> None:
    file = st.session_state.get(_UPLOAD)
    if file is None:
        return
    try:
        moves = load_moves(file.getvalue(), settings, data)
    except MovesError as error:
        st.session_state["moves_error"] = str(error)
    else:
        making.go_to(settings.edited(moves), data)
