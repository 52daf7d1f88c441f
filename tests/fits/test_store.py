import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans import ClusterClassifier, build_model
from mnist_kmeans.fits import store as store_module
from mnist_kmeans.fits.fit import Fit, compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore


@pytest.fixture
def n_fits(monkeypatch):
    """Count the models that are fitted."""
    calls = []
    fit = ClusterClassifier.fit

    def counted(self, *args, **kwargs):
        calls.append(self)
        return fit(self, *args, **kwargs)

    monkeypatch.setattr(ClusterClassifier, "fit", counted)
    return calls


def test_a_fit_on_disk_is_loaded_not_computed(settings, digits, n_fits):
    store = FitStore()
    assert store.find(settings, digits) is None
    first = store.get(settings, digits)
    again = FitStore().find(settings, digits)  # as after a restart
    assert isinstance(again, Fit)
    np.testing.assert_array_equal(again.centroid_images, first.centroid_images)
    assert FitStore().get(settings, digits).settings == settings
    FitStore().model(settings, digits)
    assert len(n_fits) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"n_clusters": 13},
        {"feature_space": "pixels"},
        {"seed": 1},
        {"n_train": 1000},
        {"polish_iter": 0},
        {"algorithm": "full"},
        {"batch_size": 512},
        {"n_init": 2},
        {"init": "pca"},
    ],
)
def test_another_setting_is_another_fit(settings, digits, change):
    store = FitStore()
    store.get(settings, digits)
    assert store.find(replace(settings, **change), digits) is None


def test_threads_share_a_fit_they_ask_for_at_once(settings, digits, n_fits):
    store = FitStore()
    with ThreadPoolExecutor(4) as pool:
        fits = list(pool.map(lambda _: store.get(settings, digits), range(4)))
    assert len(n_fits) == 1
    assert len({fit.fit_seconds for fit in fits}) == 1


def test_a_fit_computed_elsewhere_can_be_kept(settings, digits, n_fits):
    store = FitStore()
    store.keep(compute_fit(settings, digits), digits)
    assert store.find(settings, digits) is not None
    assert len(n_fits) == 1


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_the_model_of_a_kept_fit_is_the_fitted_model(digits, space):
    settings = FitSettings(1437, feature_space=space)
    kept = FitStore().model(settings, digits)
    fitted = build_model(10, space).fit(digits.x_train, digits.y_train)
    assert kept[-1].inertia_ == pytest.approx(fitted[-1].inertia_, rel=1e-5)
    for method in ("predict", "predict_proba"):
        np.testing.assert_array_equal(
            getattr(kept, method)(digits.x_test), getattr(fitted, method)(digits.x_test)
        )
    assert set(vars(fitted[-1])) == set(vars(kept[-1]))


def test_other_data_or_other_code_is_another_fit(settings, digits, monkeypatch):
    store = FitStore()
    store.get(settings, digits)
    other = replace(digits, y_train=digits.y_train[::-1].copy())
    assert store.find(settings, other) is None
    monkeypatch.setattr(
        store_module, "fingerprint_of_code", lambda module, learnt: "edited"
    )
    assert store.find(settings, digits) is None


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_result_is_computed_again(
    settings, digits, n_fits, own_cache, damage, caplog
):
    FitStore().get(settings, digits)
    files = list(own_cache.rglob("*.joblib"))
    assert len(files) == 1
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert FitStore().find(settings, digits) is None
    assert "is made anew" in caplog.text
    assert FitStore().get(settings, digits).settings == settings
    assert len(n_fits) == 2
    assert FitStore().find(settings, digits) is not None


def test_a_folder_that_cannot_be_written_means_no_disk_cache(
    settings, digits, tmp_path
):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    store = FitStore(blocked / "cache")
    assert store.get(settings, digits).settings == settings
    assert store.find(settings, digits) is None


def test_the_variable_names_the_folder(settings, digits, own_cache):
    assert os.environ["MNIST_KMEANS_CACHE"] == str(own_cache)
    FitStore().get(settings, digits)
    assert list(own_cache.rglob("*.joblib"))


def test_slow_features_are_computed_once(digits, own_cache, monkeypatch) -> None:
    from mnist_kmeans.features import building as features

    calls, compute = [], features.compute_features
    monkeypatch.setattr(
        features, "compute_features", lambda *a: calls.append(a[0]) or compute(*a)
    )
    n = len(digits.x_train)
    first = FitStore(own_cache).get(FitSettings(n, 5, "hog"), digits)
    again = FitStore(own_cache).get(FitSettings(n, 12, "hog"), digits)
    assert calls == ["hog"]
    assert first.feature_seconds == again.feature_seconds


def test_a_fit_belongs_to_the_encoder_that_came_along(digits, monkeypatch) -> None:
    store, settings = FitStore(), FitSettings(300, 5, "spectral")
    fit = replace(store.get(FitSettings(300, 5, "hog"), digits), settings=settings)
    store.keep(fit, digits)
    assert store.find(settings, digits) is not None
    assert store.find(replace(settings, pretrained=False), digits) is None
    monkeypatch.setattr(store_module, "digest_of_shipped", lambda space: "another")
    assert store.find(settings, digits) is None


def test_features_learnt_anew_are_kept_apart(digits) -> None:
    store = FitStore()
    store.features("hog", 300, digits)
    assert store.has_features("hog", 300, digits)
    assert not store.has_features("hog", 300, digits, pretrained=False)


def test_on_step_may_stop_a_fit_and_nothing_is_kept(settings, digits):
    class StopError(Exception):
        pass

    def stop(fraction, what):
        if fraction > 0.1:
            raise StopError

    store = FitStore()
    with pytest.raises(StopError):
        store.get(settings, digits, stop)
    assert store.find(settings, digits) is None


def test_an_exception_by_whoever_is_shown_a_fit_ends_it(settings, digits):
    class StopError(Exception):
        pass

    def stop(images):
        raise StopError

    with pytest.raises(StopError):
        FitStore().get(settings, digits, on_images=stop)
    assert FitStore().find(settings, digits) is None


def test_progress_rises_to_its_end(settings, digits):
    seen = []
    FitStore().get(settings, digits, lambda fraction, what: seen.append(fraction))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 0.85)
