import pytest

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies import (
    BEST_KNOWN,
    CHALLENGE_K,
    CHALLENGE_MOVES,
    best_known,
    last_matched,
    stage_rows,
    stages_of,
    sweep_row,
)


@pytest.fixture
def stages(digits):
    settings = FitSettings(1000, 10, "pca").edited("s3.m0-5.l")
    fits = [FitStore().get(step, digits) for step in settings.history]
    return stages_of(settings, [sweep_row(fit, digits) for fit in fits]), fits


def test_stages_are_the_figures_of_each_fit(stages):
    stages, fits = stages
    assert [stage.move and stage.move.text for stage in stages] == [
        None,
        "s3",
        "m0-5",
        "l",
    ]
    for stage, fit in zip(stages, fits, strict=True):
        assert stage.n_clusters == fit.settings.n_clusters
        assert stage.inertia == fit.train_metrics["inertia"]
        assert stage.test_accuracy == fit.test_metrics["accuracy"]
    assert stages[2].train_matched == fits[2].train_metrics["matched_accuracy"]
    assert stages[2].test_matched == fits[2].test_metrics["matched_accuracy"]
    # #3 is split: k is 11, and matched accuracy is not defined.
    assert last_matched(stages[:3]) is stages[0]
    assert last_matched(stages) is stages[2]
    assert last_matched(stages[:1]) is None


def test_rows_have_each_figure_and_its_change(stages):
    stages, _ = stages
    rows = stage_rows(stages)
    assert [row["number"] for row in rows] == [0, 1, 2, 3]
    assert [row["move"] for row in rows] == ["", "s3", "m0-5", "l"]
    assert rows[0]["inertia_change"] is None
    change = stages[1].inertia - stages[0].inertia
    assert rows[1]["inertia_change"] == pytest.approx(change)
    assert rows[1]["train_matched"] is None
    assert rows[2]["train_matched_change"] is None
    change = stages[3].test_matched - stages[2].test_matched
    assert rows[3]["test_matched_change"] == pytest.approx(change)


@pytest.mark.mnist
def test_the_best_known_moves_lead_to_what_is_said_of_them(mnist):
    fit = FitStore().get(BEST_KNOWN.settings, mnist)
    assert fit.settings.n_clusters == fit.settings.base.n_clusters == CHALLENGE_K
    assert len(fit.settings.history) - 1 <= CHALLENGE_MOVES
    assert fit.train_metrics["matched_accuracy"] == pytest.approx(
        BEST_KNOWN.train_matched, abs=5e-5
    )
    assert fit.test_metrics["matched_accuracy"] == pytest.approx(
        BEST_KNOWN.test_matched, abs=5e-5
    )


def test_a_best_answer_is_known_for_the_usual_fit_of_mnist_only(digits, mnist):
    usual = FitSettings(60_000)
    assert best_known(usual.edited("s3"), mnist) is BEST_KNOWN
    assert best_known(FitSettings(60_000, seed=1), mnist) is None
    assert best_known(FitSettings(60_000, 10, "pca"), mnist) is None
    assert best_known(usual, digits) is None
