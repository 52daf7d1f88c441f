import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans import ClusterClassifier, build_model, calculate_metrics
from mnist_kmeans.disk import shelf
from mnist_kmeans.fits import store as store_module
from mnist_kmeans.fits.fit import Fit, compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore


@pytest.fixture
def settings(digits):
    return FitSettings(len(digits.x_train), n_clusters=12, feature_space="pca")


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


def test_a_fit_is_what_the_package_computes(settings, digits):
    fit = FitStore().get(settings, digits)
    model = build_model(12, "pca", random_state=0, n_init=1)
    model.fit(digits.x_train, digits.y_train)
    np.testing.assert_array_equal(fit.train_clusters, model[-1].labels_)
    np.testing.assert_array_equal(fit.cluster_labels, model[-1].cluster_labels_)
    np.testing.assert_array_equal(
        fit.cluster_labels[fit.test_clusters], model.predict(digits.x_test)
    )
    for metrics, x, y in (
        (fit.train_metrics, digits.x_train, digits.y_train),
        (fit.test_metrics, digits.x_test, digits.y_test),
    ):
        assert metrics == pytest.approx(calculate_metrics(model, x, y), nan_ok=True)


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


def test_explicit_defaults_are_the_same_settings(settings):
    assert replace(settings, batch_size=4096, polish_iter=8) == settings
    assert FitSettings(10) == FitSettings(
        10, init="pca", batch_size=4096, polish_iter=1
    )
    assert FitSettings(10, init="k-means++").batch_size == 1024
    # Without full steps it is the notebook's model.
    assert FitSettings(10, polish_iter=0) == FitSettings(
        10, init="k-means++", batch_size=1024, polish_iter=0
    )


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


def test_the_store_never_takes_more_than_its_limit(
    settings, digits, own_cache, monkeypatch
):
    def taken():
        files = [path for path in own_cache.rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files)

    store = FitStore()
    first, *others = (replace(settings, seed=seed) for seed in range(8))
    fit = store.get(first, digits)
    limit = 5 * taken()
    monkeypatch.setattr(shelf, "CACHE_LIMIT", limit)
    networks = own_cache / "autoencoders"
    networks.mkdir()
    (networks / "one.keras").write_bytes(bytes(limit // 5))
    for other in others:
        store.keep(replace(fit, settings=other), digits)
        assert limit / 3 < taken() <= limit
        assert store.find(first, digits) is not None  # the most recently used fit stays
    assert store.find(others[0], digits) is None
    assert (networks / "one.keras").exists()


def test_the_store_tells_when_its_limit_is_near(
    settings, digits, own_cache, monkeypatch
):
    store = FitStore()
    assert store.has_room()
    store.get(settings, digits)
    size = sum(path.stat().st_size for path in own_cache.rglob("compute_fit-*"))
    monkeypatch.setattr(shelf, "CACHE_LIMIT", size * 1.2)
    assert store.has_room()
    monkeypatch.setattr(shelf, "CACHE_LIMIT", size * 1.1)
    assert not store.has_room()


def test_files_left_half_written_are_removed(own_cache, settings, digits):
    old, new = own_cache / "results" / "old.part", own_cache / "results" / "new.part"
    old.parent.mkdir(parents=True)
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    FitStore().get(settings, digits)
    assert not old.exists()
    assert new.exists()  # another process may be writing it


def test_with_a_full_disk_fits_are_computed_but_not_kept(
    settings, digits, own_cache, monkeypatch, caplog
):
    def full(result, file):
        file.write(b"as much as there was room for")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.joblib, "dump", full)
    assert FitStore().get(settings, digits).settings == settings
    assert "No space left on device" in caplog.text
    assert not list((own_cache / "results").iterdir())


def test_settings_that_full_ignores_do_not_distinguish_fits():
    plain = FitSettings(1000, algorithm="full")
    assert plain == FitSettings(1000, algorithm="full", batch_size=64, polish_iter=3)
    assert plain == FitSettings(1000, algorithm="full", init="pca")
    assert plain != FitSettings(1000, algorithm="full", n_init=2)
    # Ignored settings have their defaults, so that no script sets them.
    assert (plain.batch_size, plain.polish_iter) == (1024, 5)


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


def test_progress_rises_to_its_end(settings, digits):
    seen = []
    FitStore().get(settings, digits, lambda fraction, what: seen.append(fraction))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 0.85)


@pytest.mark.parametrize("n_train", [0, 1438])
def test_more_training_images_than_there_are_are_refused(digits, n_train):
    with pytest.raises(ValueError, match=f"n_train={n_train} should be 1 to 1437"):
        FitStore().get(FitSettings(n_train), digits)


def test_only_the_first_images_train(digits):
    fit = FitStore().get(FitSettings(1000), digits)
    assert fit.train_clusters.shape == (1000,)
    assert fit.cluster_counts.sum() == 1000


def test_in_pixels_the_images_shown_are_the_centroids(digits):
    store, settings = FitStore(), FitSettings(1437)
    centers = store.model(settings, digits)[-1].cluster_centers_
    shown = store.get(settings, digits).centroid_images
    np.testing.assert_array_equal(shown.reshape(10, 784), centers)


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_all_is_computed_in_float32(digits, space):
    store, settings = FitStore(), FitSettings(1437, feature_space=space)
    model, fit = store.model(settings, digits), store.get(settings, digits)
    arrays = [model[-1].cluster_centers_, model[0].transform(digits.x_test)]
    arrays += [fit.centroid_images, fit.train_distances, fit.test_distances]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_digits_that_training_never_saw_have_no_votes(digits):
    keep = digits.y_train < 7
    some = replace(digits, x_train=digits.x_train[keep], y_train=digits.y_train[keep])
    fit = FitStore().get(FitSettings(int(keep.sum())), some)
    assert fit.cluster_counts.shape == (10, 10)
    assert not fit.cluster_counts[:, 7:].any()


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


def test_hog_takes_the_best_of_several_starts_for_few_clusters() -> None:
    starts = {k: FitSettings(60_000, k, "hog").n_starts for k in (2, 10, 64, 256)}
    assert starts == {2: 20, 10: 20, 64: 3, 256: 1}
    assert FitSettings(60_000, 10, "pixels").n_starts == 1
    assert FitSettings(60_000, 10, "hog", n_starts=2).n_starts == 2


@pytest.mark.parametrize(
    "settings",
    [
        FitSettings(1437, 40),
        FitSettings(1437, 40, polish_iter=0),
        FitSettings(1437, 40, "pca"),
        FitSettings(1437, 9, "hog", n_starts=2),
        FitSettings(1437, 9, algorithm="full"),
    ],
)
def test_a_fit_is_shown_as_it_is_learnt(settings, digits, monkeypatch):
    monkeypatch.setattr("mnist_kmeans.fits.fit._SHOWN_EVERY", 0)
    monkeypatch.setattr("mnist_kmeans.fits.fit._SHOWN_SHARE", 0)
    shown = []
    fit = compute_fit(settings, digits, on_images=shown.append)
    plain = compute_fit(settings, digits)
    np.testing.assert_array_equal(fit.cluster_centers, plain.cluster_centers)
    for images in shown:
        assert images.shape == (settings.n_clusters, 28, 28)
        assert images.dtype == np.float32
        assert images.max() < 1.5
    assert len(shown) > 1
    if fit.start_seed == settings.seed:
        # Each cluster keeps its place, and the last images are nearly the result.
        away = [np.square(images - fit.centroid_images).sum() for images in shown]
        assert away[-1] < 0.1 * away[0]


def test_what_is_shown_of_a_fit_takes_little_of_its_time(digits, monkeypatch):
    now, shown = [0.0], []
    monkeypatch.setattr("mnist_kmeans.fits.fit.perf_counter", lambda: now[0])

    def show(images):
        shown.append(now[0])
        now[0] += 0.01

    def pass_time(fraction, what):
        now[0] += 0.15

    settings = FitSettings(1437, 40, polish_iter=0)
    compute_fit(settings, digits, None, pass_time, show)
    assert len(shown) > 2
    assert np.diff(shown).min() >= 0.3


def test_an_exception_by_whoever_is_shown_a_fit_ends_it(settings, digits):
    class StopError(Exception):
        pass

    def stop(images):
        raise StopError

    with pytest.raises(StopError):
        FitStore().get(settings, digits, on_images=stop)
    assert FitStore().find(settings, digits) is None
