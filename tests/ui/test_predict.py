"""The Predict page."""

import re

import numpy as np
import pytest
from PIL import Image

from mnist_kmeans.ui.shared.drawing_pad import SIDE, picture_of
from tests.synthetic_pages import encode, write
from tests.ui.conftest import by_label, settled, shown

VIEW = "mnist_kmeans/ui/predict/page.py"

ONE = {"width": 18, "points": [140, 50, 141, 120, 140, 230]}
SEVEN = {"width": 18, "points": [30, 50, 110, 50, 60, 230]}


@pytest.fixture
def predict(open_app):
    """Open the page on the small data set."""

    def open_page(drawing=None, **query):
        app = open_app(**query)
        if drawing is not None:
            app.session_state["drawing"] = drawing
        return settled(app.switch_page(VIEW).run())

    return open_page


def headline(app) -> str:
    return str(app.subheader[0].value)


def page_of(digits, rows, columns, kind="PNG") -> bytes:
    rng = np.random.default_rng(0)
    sheet = write(digits, rng, rows=rows, columns=columns, cell=80)
    return encode(Image.fromarray(np.uint8(255 - 230 * sheet.ink)), kind)


def test_blank_pad_asks_for_a_digit(predict):
    app = predict()
    assert headline(app) == "Give the model a digit of your own"
    assert "Draw a digit on the pad." in shown(app)
    assert not app.exception


def test_drawing_is_read_and_explained(predict):
    app = predict([ONE], k="20")
    assert re.match("Read as|Perhaps a|A close call", headline(app))
    titles = [str(title.value) for title in app.subheader[1:]]
    assert titles[:2] == ["What the model sees", "The nearest centroids"]
    assert re.fullmatch(r"Why \d and not \d\?", titles[2])
    assert titles[3] == "The nearest training images"


def test_two_digits_on_the_pad_are_both_read(predict):
    far_one = {"width": 14, "points": [210, 50, 210, 230]}
    app = predict([SEVEN, far_one], k="20")
    assert headline(app).startswith("2 digits found")
    assert len(app.code[0].value.split()) == 2
    by_label(app.button_group, "Explain digit").set_value(1).run()
    assert not app.exception


def test_answer_follows_k_and_the_feature_space(predict):
    app = predict([ONE], k="5")
    before = shown(app)
    app.session_state["k"] = 40
    settled(app.run())
    middle = shown(app)
    assert middle != before
    by_label(app.button_group, "Feature space").set_value("pca")
    settled(app.run())
    assert "distances are not sums over pixels" in shown(app)
    assert "distances are not sums over pixels" not in middle


def test_ledger_sums_to_the_margin(predict):
    text = shown(predict([ONE], k="20"))
    (line,) = [row for row in text.splitlines() if "Each pixel makes" in row]
    gains, losses, margin = map(float, re.findall(r"\d+\.\d\d", line))
    assert gains - losses == pytest.approx(margin, abs=0.015)


def test_unreadable_uploads_do_not_affect_the_others(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    good = page_of(digits.x_test[:6], 2, 3)
    app.file_uploader[0].upload("six.png", good, "image/png").run()
    app.file_uploader[0].set_value(
        [
            ("six.png", good, "image/png"),
            ("broken *x*.png", good[:300], "image/png"),
            ("page.png", b"<!DOCTYPE html><p>", "image/png"),
        ]
    ).run()
    assert not app.exception
    assert headline(app).startswith("6 digits found")
    errors = [error.value for error in app.error]
    assert len(errors) == 2
    assert "damaged or cut short" in errors[0]
    assert r"broken \*x\*\.png" in errors[0]
    assert "a web page" in errors[1]
    lines = app.code[0].value.splitlines()
    assert [len(line.split()) for line in lines] == [3, 3]


def test_table_has_a_row_for_each_digit(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    good = page_of(digits.x_test[:6], 2, 3)
    app.file_uploader[0].upload("six.png", good, "image/png").run()
    table = app.dataframe[0].value
    assert len(table) == 6
    assert list(table["line"]) == [1, 1, 1, 2, 2, 2]
    assert (table["left"] < table["right"]).all()
    assert table["digit"].between(0, 9).all()
    assert app.get("download_button")


def test_a_photo_is_read(predict, digits):
    app = predict(k="20", **{"from": "Camera"})
    assert "Take a photo" in shown(app)
    page = page_of(digits.x_test[:1], 1, 1, "JPEG")
    app.camera_input[0].set_value(("photo.jpg", page, "image/jpeg")).run()
    assert re.match("Read as|Perhaps a|A close call", headline(app))


def test_photo_without_a_digit_shows_an_error(predict):
    app = predict(k="20", **{"from": "Upload"})
    blank = encode(Image.new("L", (300, 200), 250))
    app.file_uploader[0].upload("blank.png", blank, "image/png").run()
    assert [error.value[:17] for error in app.error] == ["No digit was foun"]
    assert not app.exception


def test_readings_persist_until_forgotten(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    page = page_of(digits.x_test[:3], 1, 3)
    app.file_uploader[0].upload("three.png", page, "image/png").run()
    assert headline(app).startswith("3 digits found")
    source = by_label(app.button_group, "Where the digit comes from")
    source.set_value("Draw").run()
    by_label(app.button_group, "Where the digit comes from").set_value("Upload").run()
    assert headline(app).startswith("3 digits found")
    by_label(app.button, "Forget these pictures").click().run()
    assert headline(app) == "Give the model a digit of your own"


def test_unusual_digit_shows_a_warning(predict):
    # The bundled digits are blurred; a drawn one is far from all of them.
    app = predict([ONE], k="20")
    (text,) = [str(warning.value) for warning in app.warning]
    assert text.startswith("Not sure: unlike any digit seen.")
    distance, usual = map(float, re.findall(r"\d+\.\d\d", text))
    assert distance > usual


def test_random_picks_another_test_digit(predict):
    app = predict(k="5", **{"from": "Test digit"})
    by_label(app.button, "Random").click().run()
    seen = {app.session_state["test"]}
    for _ in range(4):
        by_label(app.button, "Random").click().run()
        seen.add(app.session_state["test"])
        assert "Its label is" in shown(app)
    assert len(seen) > 1


def test_wrong_prediction_is_compared_with_the_label(predict):
    app = predict(k="20", **{"from": "Test digit"})
    by_label(app.button, "One the model gets wrong").click().run()
    (label,) = re.findall(r"Its label is (\d)", shown(app))
    whys = [str(title.value) for title in app.subheader if "Why" in title.value]
    assert whys[0].endswith(f"not {label}?")


def test_dot_is_too_small_for_a_digit(predict):
    app = predict([{"width": 4, "points": [100, 100]}], k="5")
    assert [info.value for info in app.info] == ["That is no digit yet: draw larger."]


def test_first_readable_picture_is_shown(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    page = page_of(digits.x_test[:2], 1, 2)
    app.file_uploader[0].set_value(
        [("a.png", b"no picture", "image/png"), ("b.png", page, "image/png")]
    ).run()
    assert by_label(app.selectbox, "Picture").value == 1
    assert "Explain digit" in [group.label for group in app.button_group]


def test_label_of_a_test_digit_is_shown(predict, small_npz):
    labels = np.load(small_npz)["y_test"]
    app = predict(k="20", test="7", **{"from": "Test digit"})
    assert f"Its label is {labels[7]}" in shown(app)


def test_button_picks_a_wrong_prediction(predict):
    app = predict(k="5", **{"from": "Test digit"})
    for _ in range(3):
        by_label(app.button, "One the model gets wrong").click().run()
        assert "**wrong**" in shown(app)


@pytest.mark.parametrize("bad", ["-1", "60", "x", "1e400"])
def test_invalid_number_in_the_link_falls_back(predict, bad):
    app = predict(k="5", test=bad, **{"from": "Test digit"})
    assert not app.exception
    assert "Its label is" in shown(app)


def test_other_picture_starts_at_its_first_digit(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    pages = [page_of(digits.x_test[i : i + 4], 2, 2) for i in (0, 4)]
    app.file_uploader[0].set_value(
        [(f"{i}.png", page, "image/png") for i, page in enumerate(pages)]
    ).run()
    by_label(app.button_group, "Explain digit").set_value(3).run()
    assert by_label(app.button_group, "Explain digit").value == 3
    by_label(app.selectbox, "Picture").set_value(1).run()
    assert by_label(app.button_group, "Explain digit").value == 0


def test_same_error_is_shown_once(predict):
    app = predict(k="5", **{"from": "Upload"})
    app.file_uploader[0].set_value(
        [(f"{i}.png", b"no picture", "image/png") for i in range(60)]
    ).run()
    errors = [error.value for error in app.error]
    assert len(errors) == 2
    assert (
        r"**0\.png**, **1\.png**, **2\.png** and 47 more: The file is not" in errors[0]
    )
    assert "and 7 more: Only 50 pictures" in errors[1]


def test_file_name_is_not_a_spreadsheet_formula(predict, digits):
    app = predict(k="5", **{"from": "Upload"})
    page = page_of(digits.x_test[:1], 1, 1)
    app.file_uploader[0].upload("=1+1.png", page, "image/png").run()
    assert list(app.dataframe[0].value["picture"]) == ["'=1+1.png"]


def test_strokes_have_their_width():
    picture = np.asarray(picture_of([ONE]))
    assert picture.shape == (SIDE, SIDE)
    widths = (picture[80:200] < 128).sum(axis=1)
    assert np.allclose(widths, 18, atol=1.5)
    rows = np.flatnonzero((picture < 128).any(axis=1))
    assert np.allclose((rows[0], rows[-1]), (41, 239), atol=1.5)


def test_a_tap_is_a_dot():
    picture = np.asarray(picture_of([{"width": 20, "points": [100, 100]}]))
    assert (picture < 128).sum() == pytest.approx(np.pi * 100, rel=0.1)


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        None,
        7,
        "text",
        [7],
        [{}],
        [{"width": "x", "points": [1, 2]}],
        [{"width": 9, "points": 5}],
        [{"width": 9, "points": {"a": 1}}],
        [{"width": 9, "points": ["nan", "nan"]}],
        [{"width": 9, "points": [1e9, 1e9]}],
        [{"width": 9, "points": []}],
        [{"width": 9, "points": [10**400, 1]}],
        [{"width": 10**400, "points": [1, 1]}],
    ],
)
def test_invalid_strokes_are_ignored(strokes):
    assert picture_of(strokes) is None
