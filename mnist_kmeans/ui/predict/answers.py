"""Answers for many digits: a choice of picture, its reading, a table."""

import re
from collections.abc import Callable

import streamlit as st

from mnist_kmeans.fits.exports import answer_rows, csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.readings import Reading
from mnist_kmeans.words.verdict_sentences import lines_of

# Names of files that are listed for one reason.
_NAMES_SHOWN = 3


def failures(readings: list[Reading], show: Callable[[str], object]) -> None:
    """Show why pictures could not be read, each reason once."""
    names: dict[str, list[str]] = {}
    for reading in readings:
        if reading.error:
            names.setdefault(reading.error, []).append(reading.name)
    for error, failed in names.items():
        if len(readings) == 1:
            show(error)
            continue
        listed = ", ".join(f"**{plain(name)}**" for name in failed[:_NAMES_SHOWN])
        others = len(failed) - _NAMES_SHOWN
        show(f"{listed}{f' and {others} more' if others > 0 else ''}: {error}")


def choose_picture(readings: list[Reading]) -> int:
    """Show a choice of pictures and return the index of the one chosen."""
    readable = [i for i, reading in enumerate(readings) if reading.digits]
    return int(
        st.selectbox(
            "Picture",
            range(len(readings)),
            readable[0] if readable else 0,
            format_func=lambda i: f"{i + 1}. {readings[i].name}",
            # A widget for each set of pictures: a choice does not carry over.
            key=f"picture {hash(tuple(readings))}",
            on_change=pick_digit,
            args=(0,),
        )
    )


def pick_digit(digit: int) -> None:
    """Have the digit with this index in its picture explained."""
    st.session_state["digit"] = digit


def picked_digit(verdicts: list[Verdict]) -> int:
    """Return the index of the digit that is explained."""
    digit: int = st.session_state.get("digit", 0)
    return min(digit, max(0, len(verdicts) - 1))


def show_reading(reading: Reading, verdicts: list[Verdict]) -> None:
    """Show the digits read from a picture, and a choice of one to explain."""
    st.caption("The reading, line by line")
    lines = lines_of(
        [digit.line for digit in reading.digits],
        [str(verdict.digit) for verdict in verdicts],
    )
    st.code("\n".join(lines), language=None)
    st.session_state["digit"] = picked_digit(verdicts)
    st.pills(
        "Explain digit",
        range(len(verdicts)),
        format_func=lambda i: f"{i + 1}: {verdicts[i].digit}",
        key="digit",
        required=True,
        wrap=True,
    )


def table(readings: list[Reading], verdicts: list[list[Verdict]], fit: Fit) -> None:
    """Show all digits of all pictures in a table, with a download."""
    rows = [
        row
        for reading, of_picture in zip(readings, verdicts, strict=True)
        for row in answer_rows(reading.name, reading.digits, of_picture, fit)
    ]
    for row in rows:
        # A spreadsheet would take a name that begins so for a formula.
        name = row["picture"]
        row["picture"] = "'" * name.startswith(("=", "+", "-", "@")) + name
    with st.expander("All digits as a table"):
        st.dataframe(rows, hide_index=True)
        st.caption(
            "not_sure: unlike any digit that the model has seen. close_call: another "
            "digit is nearly as near. vote_share: how much of the nearest cluster "
            "shows that digit. next_digit: what the nearest centroid of another digit "
            "stands for; margin: how much larger its squared distance is. left to "
            "bottom: the box, in the picture's pixels."
        )
        st.download_button("Download as CSV", csv_text(rows), "digits.csv", "text/csv")


def plain(text: str) -> str:
    """Escape text, such as a file's name, that is shown as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
