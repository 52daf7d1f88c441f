"""Answers for many digits: the files, a choice of picture, its reading, a table."""

import re

import streamlit as st

from mnist_kmeans.fits.exports import answer_rows, csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.readings import Reading, show_picture
from mnist_kmeans.words.verdict_sentences import lines_of

# Files that are listed: those that were read, and names for one reason why not.
_FILES_SHOWN = 5
_NAMES_SHOWN = 3

# Digits that are listed of a file.
_DIGITS_SHOWN = 24


def answer(verdict: Verdict) -> str:
    """Write an answer, with a question mark where it is not sure."""
    return f"{verdict.digit}{'?' * (verdict.unlike or verdict.close)}"


def list_files(readings: list[Reading], verdicts: list[list[Verdict]]) -> None:
    """List what was read from each file, the newest first, and why others were not."""
    lines: list[str] = []
    failed: dict[str, list[str]] = {}
    for reading, of_picture in zip(readings, verdicts, strict=True):
        name = f"**{plain(reading.name)}**"
        if reading.error:
            failed.setdefault(reading.error, []).append(name)
        else:
            note = f". {reading.note}" if reading.note else ""
            lines.insert(0, f"{name}: {_summary(reading, of_picture)}{note}")
    rest = len(lines) - _FILES_SHOWN
    if rest > 0:
        lines = lines[:_FILES_SHOWN]
        lines.append(f"and {rest} more, in the table below")
    for error, names in failed.items():
        rest = len(names) - _NAMES_SHOWN
        more = f" and {rest} more" if rest > 0 else ""
        lines.append(f"{', '.join(names[:_NAMES_SHOWN])}{more}: not read. {error}")
    if lines:
        st.caption("\n".join(f"- {line}" for line in lines))


def _summary(reading: Reading, verdicts: list[Verdict]) -> str:
    if len(verdicts) == 1:
        return f"read as {answer(verdicts[0])}"
    count = f"{len(verdicts)} digits"
    if len(verdicts) > _DIGITS_SHOWN:
        return count
    return f"{count}: {', '.join(_lines(reading, verdicts))}"


def _lines(reading: Reading, verdicts: list[Verdict]) -> list[str]:
    numbers = [digit.line for digit in reading.digits]
    return lines_of(numbers, map(answer, verdicts))


def choose_picture(readings: list[Reading]) -> int | None:
    """Return the index of the picture that is shown, with a choice if there are more.

    None where no picture could be read.
    """
    readable = [i for i, reading in enumerate(readings) if reading.digits]
    if len(readings) == 1 or not readable:
        return readable[0] if readable else None
    shown = st.session_state.get("picture_shown")
    at = next((i for i in readable if readings[i] is shown), None)
    if at is None:  # it was taken out
        at = readable[-1]
        show_picture(readings[at])
    if len(readable) > 1:
        # A widget for each set of pictures: a choice does not carry over.
        key = f"picture {hash(tuple(readings))} {at}"

        def choose() -> None:
            show_picture(readings[st.session_state[key]])

        st.selectbox(
            "Picture",
            readable,
            readable.index(at),
            format_func=lambda i: f"{i + 1}. {readings[i].name}",
            key=key,
            on_change=choose,
        )
    return at


def pick_digit(digit: int) -> None:
    """Have the digit with this index in its picture explained."""
    st.session_state["digit"] = digit


def picked_digit(verdicts: list[Verdict]) -> int:
    """Return the index of the digit that is explained."""
    digit: int = st.session_state.get("digit", 0)
    return min(digit, max(0, len(verdicts) - 1))


def show_reading(reading: Reading, verdicts: list[Verdict]) -> None:
    """Show the digits read from a picture, and a choice of one to explain."""
    unsure = any("?" in answer(verdict) for verdict in verdicts)
    st.caption(
        "The reading, line by line" + (". A ? marks doubt: see why below." * unsure)
    )
    st.code("\n".join(_lines(reading, verdicts)), language=None)
    st.session_state["digit"] = picked_digit(verdicts)
    st.pills(
        "Explain digit",
        range(len(verdicts)),
        format_func=lambda i: f"no. {i + 1}: {answer(verdicts[i])}",
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
        # On this page all is in distances; the margin is of their squares.
        del row["margin"]
    with st.expander("All digits as a table"):
        st.dataframe(rows, hide_index=True)
        st.caption(
            "not_sure: farther from its centroid than 99% of the training images from "
            "theirs. close_call: a centroid of another digit is nearly as near. "
            "vote_share: how much of the nearest cluster shows that digit. "
            "next_digit, next_distance: the nearest centroid that stands for another "
            "digit. left to bottom: the box, in the picture's pixels."
        )
        st.download_button("Download as CSV", csv_text(rows), "digits.csv", "text/csv")


def plain(text: str) -> str:
    """Escape text, such as a file's name, that is shown as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
