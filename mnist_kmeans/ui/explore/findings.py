"""What a fit comes to: its accuracy, what to see here, and all figures explained."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SPACE_TITLES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.published import BEST_MEASURED
from mnist_kmeans.ui.explore.cluster import test_confusion
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.words.cluster_sentences import fit_figures, headline


def findings(fit: Fit, data: DigitData) -> None:
    """Show one large figure, the sentence on what to see, and all other figures."""
    _score(fit, data.is_mnist)
    confusion = test_confusion(fit, data)
    with spoken("finding"):
        st.header(headline(fit.cluster_labels, confusion), anchor=False)
    _more_figures(fit)


def _score(fit: Fit, is_mnist: bool) -> None:
    """Show the test accuracy between that of chance and the best measured."""
    accuracy, n_test = fit.test_metrics["accuracy"], len(fit.test_clusters)
    chance = 1 / 10
    by_hand = ", then edited by hand" * bool(fit.settings.moves)
    marks = [(chance, f"guessing {chance:.0%}", "left")]
    note = ""
    if is_mnist:
        space = SPACE_TITLES[BEST_MEASURED.feature_space]
        best = f"best here {BEST_MEASURED.test_accuracy:.1%}"
        marks.append((BEST_MEASURED.test_accuracy, best, "right"))
        note = (
            f" The best measured here: {space}, k = {BEST_MEASURED.n_clusters}, mean "
            f"of {BEST_MEASURED.n_seeds} seeds."
        )
    ticks = "".join(
        f'<i style="left:{value:.1%}"></i>'
        f'<span style="{side}:{value if side == "left" else 1 - value:.1%}">'
        f"{text}</span>"
        for value, text, side in marks
    )
    st.html(
        f'<div class="score"><p><strong>{accuracy:.1%}</strong> of {n_test:,} test '
        f"images are read right<small>Test accuracy of this one run, seed "
        f"{fit.settings.seed}{by_hand}, by majority vote: higher is better.{note}"
        "</small></p>"
        f'<div class="scale" role="img" aria-label="Test accuracy {accuracy:.1%} on a '
        f'scale from 0 to 100%; {"; ".join(text for _, text, _ in marks)}">'
        f'<b style="width:{accuracy:.1%}"></b>{ticks}</div></div>'
    )


def _more_figures(fit: Fit) -> None:
    """Show all figures of a fit, each with its meaning and which way is better."""
    with st.expander("More figures"):
        st.markdown(
            "| | | |\n|:--|--:|:--|\n"
            + "\n".join(
                f"| {label} | **{value}** | {meaning} |"
                for label, value, meaning in fit_figures(fit)
            )
        )
