"""The Map page; what only a browser shows is in tests/browser."""

import json
from base64 import b64decode, b64encode
from io import BytesIO
from time import sleep

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.maps import compute_map, neighbours
from mnist_kmeans.studies.whole_map.layout import find_whole_map, island_counts
from mnist_kmeans.ui.background import shared_digits
from mnist_kmeans.ui.map.digit_map import _indices
from mnist_kmeans.ui.requests.map_request import PlacerRequest
from mnist_kmeans.words.map_sentences import map_headline, whole_map_headline
from tests.ui.conftest import (
    APP,
    PATIENCE,
    by_label,
    headline,
    move_k,
    settled,
    shown,
    under_way,
    until,
)

VIEW = "mnist_kmeans/ui/map/page.py"


@pytest.fixture
def open_map(open_app):
    def opened(**query):
        return settled(open_app(**query).switch_page(VIEW).run())

    return opened


def headline_of(small_npz, layout):
    data = load_mnist(small_npz)
    points = data.x_test.reshape(-1, 784).astype(np.float32) / 255
    digit_map = compute_map(points, layout)
    return map_headline(
        neighbours(digit_map.positions, data.y_test), layout, len(data.x_test)
    )


@pytest.mark.parametrize("layout", ["PCA", "t-SNE"])
def test_headline_describes_the_map(open_map, small_npz, layout):
    app = open_map(layout=layout)
    assert not app.exception
    assert headline(app) == headline_of(small_npz, layout)
    assert by_label(app.button_group, "Layout").value == layout
    assert "The nearest neighbour on the map shows the same digit" in shown(app)


def test_tsne_is_shown_as_it_forms(open_map, small_npz, monkeypatch):
    import mnist_kmeans.studies.maps

    compute, steps = mnist_kmeans.studies.maps.compute_map, []
    drawn = []
    monkeypatch.setattr(
        "mnist_kmeans.ui.map.digit_map._component",
        lambda key, data, **rest: drawn.append(data),
    )

    def waiting(points, layout, on_step, on_layout):
        for _ in range(100 * PATIENCE):
            if layout == "PCA" or len(steps) == 2:
                break
            on_step(0.25, "t-SNE: step 250 of 750")
            if steps:
                corner = np.zeros((len(points), 2), np.float32)
                corner[0] = 1
                on_layout(corner)
            sleep(0.01)
        return compute(points, layout, on_step, on_layout)

    monkeypatch.setattr(mnist_kmeans.studies.maps, "compute_map", waiting)
    app = open_map()
    by_pca = drawn[-1]["places"]
    by_label(app.button_group, "Layout").set_value("t-SNE").run()
    until(app, lambda: "step 250" in under_way(app))
    assert headline(app) == "A map of 60 test images by t-SNE, as it forms"
    assert drawn[-1]["places"] == by_pca, "from which t-SNE starts"
    steps.append("the first")
    until(app, lambda: drawn[-1]["places"] != by_pca)
    places = np.frombuffer(b64decode(drawn[-1]["places"]), "<u2").reshape(-1, 2)
    assert places[0].tolist() == [65535, 65535]
    assert not places[1:].any()
    steps.append("all others")
    settled(app)
    assert headline(app) == headline_of(small_npz, "t-SNE")
    assert "t-SNE starts from" not in shown(app)


def test_maps_survive_a_restart(open_map, monkeypatch):
    import streamlit as st

    first = headline(open_map(layout="t-SNE"))
    st.cache_resource.clear()
    monkeypatch.setattr(
        "mnist_kmeans.studies.maps.compute_map",
        lambda *args: pytest.fail("it was computed again"),
    )
    assert headline(open_map(layout="t-SNE")) == first


def test_failed_map_shows_the_error_and_can_be_retried(open_map, monkeypatch):
    import mnist_kmeans.studies.maps

    compute, failing = mnist_kmeans.studies.maps.compute_map, [True]

    def fail(*args):
        if failing:
            raise MemoryError("there was not enough memory.")
        return compute(*args)

    monkeypatch.setattr(mnist_kmeans.studies.maps, "compute_map", fail)
    app = open_map()
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == [
        "The map could not be made: there was not enough memory."
    ]
    failing.clear()
    by_label(app.button, "Try again").click().run()
    settled(app)
    assert not app.error
    assert headline(app).startswith("By PCA ")


def test_selection_shows_its_images_and_counts(open_map, small_npz):
    app = open_map()
    data = load_mnist(small_npz)
    fit = FitStore().find(FitSettings(300), data)
    assert "Select images to see them here" in shown(app)
    app.session_state["map_selected"] = [0, 7, 31]
    app.run()
    assert not app.exception
    read = fit.cluster_labels[fit.test_clusters[[0, 7, 31]]]
    right = int((read == data.y_test[[0, 7, 31]]).sum())
    share = {0: "0%", 1: "33%", 2: "67%", 3: "100%"}[right]
    assert app.header[1].value == f"3 test images selected, {share} of them read right"
    strip = next(
        html.proto.body for html in app.get("html") if "figure" in html.proto.body
    )
    for number in (0, 7, 31):
        assert f"test={number}" in strip
    # The picture that all are cut from is there once.
    assert strip.count("data:image/png") == 1


def test_title_of_a_single_selected_image(open_map, small_npz):
    app = open_map()
    app.session_state["map_selected"] = [4]
    app.run()
    data = load_mnist(small_npz)
    fit = FitStore().find(FitSettings(300), data)
    read = fit.cluster_labels[fit.test_clusters[4]]
    says = "right" if read == data.y_test[4] else "wrong"
    assert app.header[1].value == f"One test image selected, read {says}"


def test_other_images_clear_the_selection(open_map):
    app = open_map()
    app.session_state["map_selected"] = [59]
    app.session_state["map_of"] = "other images"
    app.run()
    assert not app.exception
    assert "Select images to see them here" in shown(app)


def test_drawn_digit_is_on_the_map(open_map, small_npz, monkeypatch):
    placed = []
    monkeypatch.setattr(
        "mnist_kmeans.ui.map.digit_map._component",
        lambda key, data, **rest: placed.append(data["tiles"]),
    )
    app = open_map(k="5")
    assert [len(group["digits"]) for group in placed[-1]] == [5]
    stroke = {"width": 18, "points": [140, 40, 140, 240]}
    app.session_state["drawing"] = [stroke]
    app.run()
    assert not app.exception
    assert [len(group["digits"]) for group in placed[-1]] == [5, 1]
    assert f"**Read as {placed[-1][1]['digits'][0]}.**" in shown(app)
    # A dot is no digit: the page says so, and the map does not show it.
    app.session_state["drawing"] = [{"width": 1, "points": [140, 140]}]
    app.run()
    assert not app.exception
    assert len(placed[-1]) == 1
    assert "That is no digit yet: draw larger." in shown(app)


def test_digits_in_a_picture_are_on_the_map(open_map, monkeypatch):
    placed = []
    monkeypatch.setattr(
        "mnist_kmeans.ui.map.digit_map._component",
        lambda key, data, **rest: placed.append(data["tiles"]),
    )
    app = open_map(k="5")
    page = Image.new("L", (200, 100), "white")
    pen = ImageDraw.Draw(page)
    pen.line([(50, 20), (50, 80)], fill="black", width=8)
    pen.ellipse([120, 20, 160, 80], outline="black", width=8)
    file = BytesIO()
    page.save(file, "PNG")
    uploader = by_label(app.file_uploader, "Or a picture of digits")
    uploader.upload("two.png", file.getvalue(), "image/png").run()
    assert not app.exception
    assert [len(group["digits"]) for group in placed[-1]] == [5, 2]
    assert shown(app).count("**Read as ") == 2
    # A picture without digits says why.
    uploader = by_label(app.file_uploader, "Or a picture of digits")
    uploader._files = []
    uploader.upload("no.png", b"not a picture", "image/png").run()
    assert not app.exception
    assert len(placed[-1]) == 1
    assert "picture" in shown(app)
    assert "**Read as " not in shown(app)


def test_invalid_value_in_the_link_falls_back(open_map, small_npz):
    app = open_map(layout="UMAP", points="7", color="<script>")
    assert not app.exception
    assert headline(app) == headline_of(small_npz, "PCA")


def test_a_selection_is_a_bit_for_each_point():
    bits = b64encode(bytes([0b00001001, 0, 0, 0, 0, 0, 0, 0b11111000])).decode()
    assert _indices(bits, 60).tolist() == [0, 3, 59]
    assert _indices(bits, 4).tolist() == [0, 3]
    for nonsense in ("all!", "Ü", None, 7, [1], "A"):
        assert _indices(nonsense, 60).tolist() == []


def test_map_of_three_images(open_map, small_npz, monkeypatch):
    import streamlit as st

    from mnist_kmeans.digits.loading import DATA_VARIABLE

    app = open_map()
    tiny = small_npz.with_name("tiny.npz")
    rng = np.random.default_rng(0)
    np.savez(
        tiny,
        x_train=rng.integers(0, 256, (12, 28, 28)).astype(np.uint8),
        y_train=np.arange(12, dtype=np.uint8) % 10,
        x_test=rng.integers(0, 256, (3, 28, 28)).astype(np.uint8),
        y_test=np.array([1, 2, 3], np.uint8),
    )
    monkeypatch.setenv(DATA_VARIABLE, str(tiny))
    st.cache_resource.clear()
    settled(app.run())
    assert not app.exception
    assert headline(app).startswith("By PCA ")
    assert "of the 3 test images" in shown(app)
    assert by_label(app.button_group, "Layout").options == ["PCA"]


def test_sprite_sheet_is_made_once(open_map, monkeypatch):
    made = []
    original = shared_digits.sprite_sheet
    monkeypatch.setattr(
        shared_digits, "sprite_sheet", lambda images: made.append(1) or original(images)
    )
    app = open_map()
    app.run()
    assert len(made) == 1


# The map of all digits.


@pytest.fixture
def open_whole_map(monkeypatch):
    """Open the page on MNIST, and note what is drawn."""
    drawn = []
    monkeypatch.setattr(
        "mnist_kmeans.ui.map.digit_map._component",
        lambda key, data, **rest: drawn.append(data),
    )

    def opened(**query):
        app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
        for name, value in query.items():
            app.query_params[name] = value
        return settled(settled(app.run()).switch_page(VIEW).run())

    opened.drawn = drawn
    return opened


@pytest.mark.mnist
def test_mnist_opens_on_all_its_digits(open_whole_map, mnist):
    app, drawn = open_whole_map(k="12", n_train="20000"), open_whole_map.drawn
    assert not app.exception
    assert by_label(app.button_group, "Layout").value == "All 70,000"
    whole = find_whole_map(mnist)
    assert headline(app) == whole_map_headline(island_counts(whole, mnist))
    assert not [group for group in app.button_group if group.label == "Test images"]
    fit = FitStore().find(FitSettings(20_000, n_clusters=12), mnist)
    sent = drawn[-1]
    assert sent["whole"]["url"] == f"whole-map/{whole.digest}"
    assert (sent["train"], sent["clustered"]) == (60_000, 20_000)
    clusters = np.frombuffer(b64decode(sent["clusters"]), np.uint8)
    is_test = whole.order >= 60_000
    assert (clusters[is_test] == fit.test_clusters[whole.order[is_test] - 60_000]).all()
    seen = whole.order < 20_000
    assert (clusters[seen] == fit.train_clusters[whole.order[seen]]).all()
    assert sent["tiles"][0]["digits"] == fit.cluster_labels.tolist()
    # With another k only clusters are sent, a byte each.
    move_k(app, 14)
    assert headline(app) == whole_map_headline(island_counts(whole, mnist))
    after = drawn[-1]
    assert after["whole"] == sent["whole"]
    assert len(b64decode(after["clusters"])) == 70_000
    assert len(json.dumps(after)) < 120_000
    # Training and test images can be selected together.
    chosen = [int(np.flatnonzero(seen)[0]), int(np.flatnonzero(is_test)[0])]
    app.session_state["map_of"] = whole.digest
    app.session_state["map_selected"] = chosen
    app.run()
    assert not app.exception
    assert "2 images selected, 1 training and 1 test; " in shown(app)
    strip = next(
        html.proto.body for html in app.get("html") if "figure" in html.proto.body
    )
    assert strip.count("<figure") == 2
    assert strip.count(f"test={whole.order[chosen[1]] - 60_000}") == 1
    assert strip.count("href=") == 1, "a training image has no page of its own"
    # The other layouts are there as before.
    by_label(app.button_group, "Layout").set_value("PCA").run()
    settled(app)
    assert headline(app).startswith("By PCA ")


@pytest.mark.mnist
def test_a_digit_of_ones_own_is_placed_among_all(open_whole_map, monkeypatch):
    class ToTheLeft:
        def place(self, images):
            assert images.shape == (1, 28, 28)
            return np.array([[0, 32767.5]], np.float32), np.array([[3, 60_001]])

    monkeypatch.setattr(PlacerRequest, "needs", lambda request: None)
    monkeypatch.setattr(PlacerRequest, "compute", lambda request, on_step: ToTheLeft())
    app, drawn = open_whole_map(n_train="20000"), open_whole_map.drawn
    assert len(drawn[-1]["tiles"]) == 1
    app.session_state["drawing"] = [{"width": 18, "points": [140, 40, 140, 240]}]
    app.run()
    until(app, lambda: len(drawn[-1]["tiles"]) == 2)
    assert not app.exception
    own = drawn[-1]["tiles"][1]
    assert own["places"] == [0, 0.5]
    assert f"**Read as {own['digits'][0]}.**" in shown(app)
