"""What the visitor says of labels, kept in the session, and how the ranking does."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.studies.suspects.suspect_labels import Part
from mnist_kmeans.words.doubt.label_sentences import judged_sentence

#: What can be said of a label, with the key that says it.
VERDICTS = {"right": "Y", "wrong": "N", "cannot tell": "U"}

# The ranks that are scored together end here.
_BANDS = (10, 25, 50, 100, 250, 1000)


def judgements(data: DigitData, part: Part) -> dict[int, str]:
    """Return what the visitor said so far of a part's labels, by image number."""
    all_data = st.session_state.setdefault("judgements", {})
    judged: dict[int, str] = all_data.setdefault((data.fingerprint, part), {})
    return judged


def judge(data: DigitData, part: Part, number: int, verdict: str) -> bool:
    """Note what the visitor says of a label; said again, it is taken back.

    Returns
    -------
    bool
        Whether it stands.
    """
    judged = judgements(data, part)
    if judged.get(number) == verdict:
        del judged[number]
        return False
    judged[number] = verdict
    return True


def score(judged: dict[int, str], ranks: dict[int, int]) -> None:
    """Show what the visitor said, by rank.

    Parameters
    ----------
    judged : dict
        As from `judgements`.
    ranks : dict
        The rank, from 1, of each image judged.
    """
    by_rank = {ranks[number]: verdict for number, verdict in judged.items()}
    st.markdown(f"**{judged_sentence(by_rank)}**")
    rows = score_rows(by_rank)
    if rows:
        head = (
            "| Ranks | Label wrong | Label right | Cannot tell | Wrong, of those told |"
        )
        lines = [
            f"| {row['ranks']} | {row['wrong']} | {row['right']} | "
            f"{row['cannot tell']} | {row['share']} |"
            for row in rows
        ]
        st.markdown("\n".join([head, "|---|--:|--:|--:|--:|", *lines]))
        st.caption(
            "The ranking does well where the share of wrong labels is high among the "
            "first ranks and falls with the rank."
        )


def score_rows(by_rank: dict[int, str]) -> Sequence[dict[str, Any]]:
    """Count judgements in bands of ranks.

    Parameters
    ----------
    by_rank : dict
        What was said, by rank from 1.

    Returns
    -------
    list of dict
        ``ranks``, such as "11 to 25"; the number of each judgement; and ``share``, how
        many of those told right from wrong are wrong. Of bands with judgements only.
    """
    rows = []
    last = max(by_rank, default=0)
    ends = [*_BANDS, last] if last > _BANDS[-1] else list(_BANDS)
    for start, end in zip([0, *ends], ends, strict=False):
        said = [verdict for rank, verdict in by_rank.items() if start < rank <= end]
        if not said:
            continue
        counts = {verdict: said.count(verdict) for verdict in VERDICTS}
        told = counts["wrong"] + counts["right"]
        share = f"{counts['wrong'] / told:.0%}" if told else "–"
        rows.append({"ranks": f"{start + 1:,} to {end:,}", **counts, "share": share})
    return rows
