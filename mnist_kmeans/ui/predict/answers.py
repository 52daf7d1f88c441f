"""Answers for many digits: the files, a choice of picture, its reading, a table."""

import re

import streamlit as st

from mnist_kmeans.fits.exports import answer_rows, csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.by_names import ByNames
from mnist_kmeans.ui.predict.readings import Mark, Reading, show_picture
from mnist_kmeans.words.verdict_sentences import lines_of

# Files that are listed: those that were read, and names for one reason why not.
_FILES_SHOWN = 5
_NAMES_SHOWN = 3

# Digits that are listed of a file.
_DIGITS_SHOWN = 24


def answer(verdict: Verdict, mark: Mark | None = None) -> str:
    """Write an answer: the visitor's, or the model's, with a ? where it is not sure."""
    if mark is not None and mark.said is not None:
        return str(mark.said)
    return f"{verdict.digit}{'?' * (not verdict.sure)}"


def list_files(readings: list[Reading], verdicts: list[list[Verdict]]) -> None:
    """List what was read from each file, the newest first, and why others were not."""
    lines: list[str] = []
    failed: dict[str, list[str]] = {}
    for reading, of_picture in zip(readings, verdicts, strict=True):
        name = f"**{plain(reading.name)}**"
        if not reading.marks:
            failed.setdefault(why_none(reading), []).append(name)
        else:
            note = f". {reading.note}" if reading.note else ""
            note += ". Corrected by you" * reading.is_corrected
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


def why_none(reading: Reading) -> str:
    """Write why there is no digit in a picture."""
    return reading.error or "All its boxes were deleted."


def _summary(reading: Reading, verdicts: list[Verdict]) -> str:
    if len(verdicts) == 1:
        (mark,) = reading.marks
        how = "read as" if mark.said is None else "you said"
        return f"{how} {answer(verdicts[0], mark)}"
    count = f"{len(verdicts)} digits"
    if len(verdicts) > _DIGITS_SHOWN:
        return count
    return f"{count}: {', '.join(_lines(reading, verdicts))}"


def _lines(reading: Reading, verdicts: list[Verdict]) -> list[str]:
    numbers = [digit.line for digit in reading.digits]
    return lines_of(numbers, map(answer, verdicts, reading.marks))


def choose_picture(readings: list[Reading]) -> int | None:
    """Return the index of the picture that is shown, with a choice if there are more.

    None where no picture could be read. One without digits can be shown for the visitor
    to mark them, but only when there is none with digits, or by choice.
    """
    can_show = [i for i, r in enumerate(readings) if r.marks or r.copy]
    if len(readings) == 1 or not can_show:
        return can_show[0] if can_show else None
    shown = st.session_state.get("picture_shown")
    at = next((i for i in can_show if readings[i].key == shown), None)
    if at is None:  # it was taken out
        at = max(can_show, key=lambda i: (bool(readings[i].marks), i))
        show_picture(readings[at])
    if len(can_show) > 1:
        # A widget for each set of pictures: a choice does not carry over.
        key = f"picture {hash(tuple(reading.key for reading in readings))} {at}"

        def choose() -> None:
            show_picture(readings[st.session_state[key]])

        st.selectbox(
            "Picture",
            can_show,
            can_show.index(at),
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
        format_func=lambda i: f"no. {i + 1}: {_whose(reading.marks[i], verdicts[i])}",
        key="digit",
        required=True,
        wrap=True,
    )


def _whose(mark: Mark, verdict: Verdict) -> str:
    return "you said " * (mark.said is not None) + answer(verdict, mark)


def table(
    readings: list[Reading],
    verdicts: list[list[Verdict]],
    fit: Fit,
    by_names: ByNames | None,
) -> None:
    """Show all digits of all pictures in a table, with a download."""
    rows = []
    for reading, of_picture in zip(readings, verdicts, strict=True):
        name = reading.name
        # A spreadsheet would take a name that begins so for a formula.
        name = "'" * name.startswith(("=", "+", "-", "@")) + name
        of_model = answer_rows(name, reading.digits, of_picture, fit)
        for row, mark, verdict in zip(of_model, reading.marks, of_picture, strict=True):
            # On this page all is in distances; the margin is of their squares.
            del row["margin"]
            first = {key: row.pop(key) for key in ("picture", "number", "digit")}
            if by_names is not None:
                first |= by_names.columns(verdict)
            yours = {"your_digit": mark.said, "your_box": mark.by_visitor}
            rows.append(first | yours | row)
    if not rows:
        return
    with st.expander("All digits as a table"):
        st.dataframe(rows, hide_index=True)
        st.caption(
            "digit: the model's answer"
            + " by digit_by, your name for its cluster or the vote" * bool(by_names)
            + ". your_digit, your_box: what you say it is, and "
            "whether you drew its box. "
            "not_sure: farther from its centroid than 99% of the training images from "
            "theirs. close_call: a centroid of another digit is nearly as near. "
            "no_writing: it may be no digit at all. "
            "vote_share: how much of the nearest cluster shows that digit. "
            "next_digit, next_distance: the nearest centroid that stands for another "
            "digit. left to bottom: the box, in the picture's pixels."
        )
        st.download_button("Download as CSV", csv_text(rows), "digits.csv", "text/csv")


def plain(text: str) -> str:
    """Escape text, such as a file's name, that is shown as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
