import sys

import numpy as np
import streamlit as st

from mnist_kmeans.digits import loading as data
from mnist_kmeans.digits.loading import DATA_VARIABLE
from tests.ui.conftest import by_label, k_slider, metric, open_advanced, settled, shown


def test_damaged_data_file_shows_one_error_and_can_be_retried(open_app, small_npz):
    whole = small_npz.read_bytes()
    small_npz.write_bytes(whole[: len(whole) // 2])
    app = open_app()
    assert not app.exception
    assert len(app.error) == 1
    assert str(small_npz) in app.error[0].value
    small_npz.write_bytes(whole)
    by_label(app.button, "Try again").click().run()
    settled(app)
    assert not app.error
    assert metric(app, "Empty clusters") == "0 of 10"


def test_bundled_digits_are_always_named(open_app, small_npz):
    whole = small_npz.read_bytes()
    small_npz.write_bytes(b"")
    app = open_app()
    by_label(app.button, "Go on with the smaller digits").click().run()
    settled(app)
    assert not app.exception
    assert "This is not MNIST" in app.warning[0].value
    assert "1,437 training and 360 test images" in shown(app)
    k_slider(app).set_value(64).run()
    settled(app)
    assert "This is not MNIST" in app.warning[0].value
    assert "bundled" in app.query_params["data"]
    by_label(app.button_group, "Feature space").set_value("pca").run()
    settled(app)
    assert not app.exception
    small_npz.write_bytes(whole)
    by_label(app.button, "Use MNIST").click().run()
    settled(app)
    assert not app.warning


def test_switching_data_sets_uses_all_images(open_app, digits, small_npz):
    more = {
        name: np.tile(getattr(digits, name), (2,) + (1,) * (2 * (name[0] == "x")))
        for name in ("x_train", "y_train", "x_test", "y_test")
    }
    np.savez(small_npz, **more)
    app = open_app(data="bundled")
    open_advanced(app).run()
    images = by_label(app.number_input, "Training images")
    assert images.value == 1437
    by_label(app.button, "Use MNIST").click().run()
    settled(app)
    open_advanced(app).run()
    assert by_label(app.number_input, "Training images").value == 2 * 1437
    assert "n_train" not in app.query_params


def test_missing_mnist_offers_the_bundled_digits(open_app, tmp_path, monkeypatch):
    # If Keras is loaded, Streamlit clears its session after each run: fits are slow.
    monkeypatch.setattr(data, "_PACKAGED", tmp_path / "not-there.npz")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("https_proxy", "http://localhost:9")  # nobody answers there
    app = open_app()
    monkeypatch.delenv(DATA_VARIABLE)
    st.cache_resource.clear()
    app.run(timeout=120)
    assert not app.exception
    assert "MNIST could not be downloaded" in app.error[0].value
    assert "keras" not in sys.modules
    by_label(app.button, "Go on with the smaller digits").click().run()
    assert "This is not MNIST" in settled(app).warning[0].value
