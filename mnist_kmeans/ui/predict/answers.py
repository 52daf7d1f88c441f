"""The answers to many digits: which picture, its reading, a table."""

import re
from collections.abc import Callable

import streamlit as st

from mnist_kmeans.fits.exports import answer_rows, csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.readings import Reading

# Names of files said to have failed for one reason.
_NAMES_SHOWN = 3


def failures(found: list[Reading], show: Callable[[str], object]) -> None:
    """Say once for each reason which pictures could not be read."""
    names: dict[str, list[str]] = {}
    for reading in found:
        if reading.error:
            names.setdefault(reading.error, []).append(reading.name)
    for error, failed in names.items():
        if len(found) == 1:
            show(error)
            continue
        said = ", ".join(f"**{plain(n)}**" for n in failed[:_NAMES_SHOWN])
        others = len(failed) - _NAMES_SHOWN
        show(f"{said}{f' and {others} more' if others > 0 else ''}: {error}")


def choose_picture(found: list[Reading]) -> int:
    """Return which of several pictures is looked at."""
    readable = [i for i, reading in enumerate(found) if reading.digits]
    return int(
        st.selectbox(
            "Picture",
            range(len(found)),
            readable[0] if readable else 0,
            format_func=lambda i: f"{i + 1}. {found[i].name}",
            # Other pictures have a choice of their own.
            key=f"picture {hash(tuple(found))}",
            on_change=pick_digit,
            args=(0,),
        )
    )


def pick_digit(digit: int) -> None:
    """Have the digit at this place in its picture explained."""
    st.session_state["digit"] = digit


def picked_digit(verdicts: list[Verdict]) -> int:
    """Return which digit of a picture is explained."""
    picked: int = st.session_state.get("digit", 0)
    return min(picked, max(0, len(verdicts) - 1))


def reading_of(reading: Reading, verdicts: list[Verdict]) -> None:
    """Show what is written in a picture, and the choice of a digit to explain."""
    st.caption("The reading, line by line")
    st.code(_said(reading, verdicts), language=None)
    st.session_state["digit"] = picked_digit(verdicts)
    st.pills(
        "Explain digit",
        range(len(verdicts)),
        format_func=lambda i: f"{i + 1}: {verdicts[i].digit}",
        key="digit",
        required=True,
        wrap=True,
    )


def table(found: list[Reading], verdicts: list[list[Verdict]], fit: Fit) -> None:
    """Show all digits of all pictures in a table, with a download."""
    rows = [
        row
        for reading, ones in zip(found, verdicts, strict=True)
        for row in answer_rows(reading.name, reading.digits, ones, fit)
    ]
    for row in rows:
        # A name that begins so would be a formula to a spreadsheet.
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


def _said(reading: Reading, verdicts: list[Verdict]) -> str:
    """The reading as text, a line of writing a line."""
    lines: dict[int, list[str]] = {}
    for digit, one in zip(reading.digits, verdicts, strict=True):
        lines.setdefault(digit.line, []).append(str(one.digit))
    return "\n".join(" ".join(line) for line in lines.values())


def plain(text: str) -> str:
    """Return text from outside so that Markdown shows it as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
