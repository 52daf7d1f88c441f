import pytest

from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.progress import FitsProgress, usual_seconds
from mnist_kmeans.fits.settings import FitSettings


def test_fits_count_by_the_time_they_take_also_while_under_way(monkeypatch):
    monkeypatch.setattr(
        "mnist_kmeans.fits.progress.usual_seconds", lambda fit: fit.n_clusters
    )
    short, middle, long = (FitSettings(1000, k) for k in (2, 3, 5))
    seen = []
    progress = FitsProgress([short, middle, long], lambda *step: seen.append(step))
    progress.of(long)(0.2, "Mini-batch 2")
    progress.of(short)(0.5, "Mini-batch 3")
    progress.finish(short)
    progress.beside(0.9, "Something else")
    progress.of(long)(0.6, "Full step 1")
    assert seen == [
        (pytest.approx(0.1), "Mini-batch 2"),
        (pytest.approx(0.2), "Mini-batch 3"),
        (pytest.approx(0.3), "Something else"),
        (pytest.approx(0.5), "Full step 1"),
    ]


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_more_clusters_take_longer_and_so_do_more_starts(space):
    few, many = (usual_seconds(FitSettings(1000, k, space)) for k in (128, 256))
    assert 0 < few < many
    starts = [usual_seconds(FitSettings(1000, 9, space, n_starts=n)) for n in (1, 3)]
    assert starts[1] == pytest.approx(3 * starts[0])
