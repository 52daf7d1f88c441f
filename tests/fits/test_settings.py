"""Settings of fits that are the same have one form."""

import pytest

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import MovesError


def test_explicit_defaults_are_the_same_settings():
    assert FitSettings(10, 12, "pca") == FitSettings(
        10, 12, "pca", batch_size=4096, polish_iter=8
    )
    assert FitSettings(10) == FitSettings(
        10, init="pca", batch_size=4096, polish_iter=1
    )
    assert FitSettings(10, init="k-means++").batch_size == 1024
    # Without full steps it is the notebook's model.
    assert FitSettings(10, polish_iter=0) == FitSettings(
        10, init="k-means++", batch_size=1024, polish_iter=0
    )


def test_settings_that_full_ignores_do_not_distinguish_fits():
    plain = FitSettings(1000, algorithm="full")
    assert plain == FitSettings(1000, algorithm="full", batch_size=64, polish_iter=3)
    assert plain == FitSettings(1000, algorithm="full", init="pca")
    assert plain != FitSettings(1000, algorithm="full", n_init=2)
    # Ignored settings have their defaults, so that no script sets them.
    assert (plain.batch_size, plain.polish_iter) == (1024, 5)


def test_hog_takes_the_best_of_several_starts_for_few_clusters() -> None:
    starts = {k: FitSettings(60_000, k, "hog").n_starts for k in (2, 10, 64, 256)}
    assert starts == {2: 20, 10: 20, 64: 3, 256: 1}
    assert FitSettings(60_000, 10, "pixels").n_starts == 1
    assert FitSettings(60_000, 10, "hog", n_starts=2).n_starts == 2


def test_only_what_a_network_learns_can_be_learnt_anew() -> None:
    assert FitSettings(10, 5, "hog", pretrained=False) == FitSettings(10, 5, "hog")
    anew = FitSettings(10, 5, "spectral", pretrained=False)
    assert anew != FitSettings(10, 5, "spectral")


def test_k_is_that_after_the_moves_and_the_usual_settings_those_before() -> None:
    base = FitSettings(60_000, 20, "hog", seed=3)
    edited = base.edited("m3-4.r5.s2.m0-1")
    assert edited.n_clusters == 18
    assert edited.n_starts == base.n_starts == 10  # at k = 18 it would be 11
    assert edited.base == base
    assert edited.edited("") == base == base.base
    assert edited != FitSettings(60_000, 18, "hog", seed=3)
    assert [fit.moves for fit in edited.history] == [
        "",
        "m3-4",
        "m3-4.r5",
        "m3-4.r5.s2",
        "m3-4.r5.s2.m0-1",
    ]
    assert [fit.n_clusters for fit in edited.history] == [20, 19, 18, 19, 18]
    assert base.history == [base]


def test_moves_that_are_not_possible_are_no_settings() -> None:
    with pytest.raises(MovesError, match="names cluster #10"):
        FitSettings(60_000, 10).edited("s10")
    with pytest.raises(MovesError, match="is none"):
        FitSettings(60_000, 10, moves="split")
