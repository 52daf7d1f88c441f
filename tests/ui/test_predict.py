"""The Predict page."""

import json
import re
from html import unescape
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image, ImageDraw

from mnist_kmeans.pictures.strokes import text_of
from tests.synthetic_pages import encode, write
from tests.ui.conftest import by_label, k_slider, settled, shown

VIEW = "mnist_kmeans/ui/predict/page.py"

ONE = {"width": 18, "points": [140, 50, 141, 120, 140, 230]}
SEVEN = {"width": 18, "points": [30, 50, 110, 50, 60, 230]}


@pytest.fixture
def predict(open_app):
    """Open the page on the small data set."""

    def open_page(strokes=None, **query):
        app = open_app(**query)
        if strokes is not None:
            app.session_state["drawing"] = strokes
        return settled(app.switch_page(VIEW).run())

    return open_page


def component(app, name) -> dict:
    """Return what a browser component is sent."""
    found = (c.proto for c in app.get("bidi_component"))
    return json.loads(next(p.json for p in found if p.component_name == name))


def in_bar(app, tag) -> str:
    """Return the text of an element of the bar with the answer."""
    texts = (element.proto.body for element in app.get("html"))
    bar = next(text for text in texts if 'class="answer-bar"' in text)
    (text,) = re.findall(f"<{tag}>(.*)</{tag}>", bar)
    return unescape(text)


def headline(app) -> str:
    return in_bar(app, "h2")


def sentence(app) -> str:
    return in_bar(app, "p")


def upload(app, *files):
    """Add files to those that are uploaded, as (name, content)."""
    uploader = app.file_uploader[0]
    # After a run it has forgotten them.
    uploader._files = getattr(app, "uploaded", [])
    for name, content in files:
        uploader.upload(name, content, "image/png")
    app.uploaded = list(uploader._files)
    return app.run()


@pytest.fixture
def picture(monkeypatch):
    """The picture's component: what it is sent, and a way to send corrections."""
    state = SimpleNamespace(data=None, sent=None, serial=0)

    def component(key, data, on_picked_change, on_corrected_change):
        state.data = data
        st.button("correct", on_click=on_corrected_change)

    def correct(app, boxes, at=None, of=None):
        state.serial += 1
        state.sent = {"boxes": boxes, "at": at, "serial": state.serial}
        state.sent["picture"] = of or state.data["key"]
        by_label(app.button, "correct").click().run()
        assert not app.exception

    state.correct = correct
    state.boxes = lambda: [[*box["box"], box["said"]] for box in state.data["boxes"]]
    module = "mnist_kmeans.ui.predict.answered_picture"
    monkeypatch.setattr(f"{module}._component", component)
    monkeypatch.setattr(f"{module}.sent", lambda key, what: state.sent)
    return state


def page_of(digits, rows, columns, kind="PNG") -> bytes:
    rng = np.random.default_rng(0)
    sheet = write(digits, rng, rows=rows, columns=columns, cell=80)
    return encode(Image.fromarray(np.uint8(255 - 230 * sheet.ink)), kind)


def test_the_page_has_one_title_and_headings_that_nest(predict):
    app = predict([ONE], k="20")
    assert [title.value for title in app.title] == ["Predict"]
    # The answer is a heading of the second rank, in its component.
    assert not app.main.header
    assert len(app.subheader) == 6


def test_blank_pad_asks_for_a_digit(predict):
    app = predict()
    assert headline(app) == "Give the model a digit of your own"
    assert "Draw a digit on the pad." in sentence(app)
    assert not app.exception


def test_drawing_is_read_and_explained(predict):
    app = predict([ONE], k="20")
    assert re.match("Read as|Perhaps a|A close call", headline(app))
    titles = [str(title.value) for title in app.subheader]
    assert titles[:2] == ["What the model sees", "The nearest centroids"]
    assert re.fullmatch(r"Why \d and not \d\?", titles[2])
    assert titles[3] == "The nearest training images"


def test_two_digits_on_the_pad_are_both_read(predict):
    far_one = {"width": 14, "points": [210, 50, 210, 230]}
    app = predict([SEVEN, far_one], k="20")
    assert headline(app).startswith("2 digits found")
    assert len(app.code[0].value.split()) == 2
    assert sentence(app).startswith("Digit 1. ")
    by_label(app.button_group, "Explain digit").set_value(1).run()
    assert sentence(app).startswith("Digit 2. ")
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


def test_shares_of_the_pixels_sum_to_all(predict):
    text = shown(predict([ONE], k="20"))
    (line,) = [row for row in text.splitlines() if "the pixels make" in row]
    nearest, other = map(float, re.findall(r"\d+\.\d\d", line)[:2])
    gains, losses = map(float, re.findall(r"([\d.]+)% ", line))
    assert nearest < other
    assert gains + losses == pytest.approx(100)
    assert gains > losses


def test_a_link_opens_with_its_drawing(predict):
    strokes = [SEVEN, {"width": 14, "points": [210, 50, 210, 230]}]
    drawn = predict(strokes, k="20")
    link = component(drawn, "drawing_pad")["link"]
    assert link == text_of(strokes)
    opened = predict(k="20", drawing=link)
    assert component(opened, "drawing_pad")["strokes"] == strokes
    assert headline(opened) == headline(drawn)
    assert sentence(opened) == sentence(drawn)


@pytest.mark.parametrize("bad", ["x", "AAAA", "\0", "-" * 4000, "rqSJnEg4AJpi"])
def test_a_damaged_drawing_in_the_link_is_refused(predict, bad):
    app = predict(k="5", drawing=bad)
    assert not app.exception
    assert "The drawing in the link is damaged" in shown(app)
    # The pad takes it out of the link.
    assert component(app, "drawing_pad")["link"] is None
    assert headline(app) == "Give the model a digit of your own"


def test_a_drawing_too_long_for_the_link_is_told(predict):
    rng = np.random.default_rng(0)
    scribble = {"width": 10, "points": rng.integers(0, 281, 1200).tolist()}
    app = predict([scribble], k="5")
    assert component(app, "drawing_pad")["link"] is None
    assert "too long for the link" in shown(app)
    assert "too long for the link" not in shown(predict([ONE], k="5"))


def test_unreadable_uploads_do_not_affect_the_others(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    good = page_of(digits.x_test[:6], 2, 3)
    upload(app, ("six.png", good))
    before = headline(app), sentence(app)
    upload(app, ("broken *x*.png", good[:300]), ("page.png", b"<!DOCTYPE html><p>"))
    assert not app.exception
    assert (headline(app), sentence(app)) == before
    assert headline(app).startswith("6 digits found")
    assert not app.error
    (listed,) = [c.value for c in app.caption if "six" in c.value]
    lines = listed.splitlines()
    assert lines[0].startswith(r"- **six\.png**: 6 digits: ")
    assert lines[1].startswith(r"- **broken \*x\*\.png**: not read. The picture is dam")
    assert lines[2].startswith(r"- **page\.png**: not read. The file is a web page")
    lines = app.code[0].value.splitlines()
    assert [len(line.split()) for line in lines] == [3, 3]


def test_table_has_a_row_for_each_digit(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("six.png", page_of(digits.x_test[:6], 2, 3)))
    table = app.dataframe[0].value
    assert len(table) == 6
    assert list(table["line"]) == [1, 1, 1, 2, 2, 2]
    assert (table["left"] < table["right"]).all()
    assert table["digit"].between(0, 9).all()
    # All in one unit: no margin, which is of squares.
    assert (table["distance"] < table["next_distance"]).all()
    assert "margin" not in table
    assert app.get("download_button")


def test_a_photo_is_read(predict, digits):
    app = predict(k="20", **{"from": "Camera"})
    assert "Take a photo" in sentence(app)
    page = page_of(digits.x_test[:1], 1, 1, "JPEG")
    app.camera_input[0].set_value(("photo.jpg", page, "image/jpeg")).run()
    assert re.match("Read as|Perhaps a|A close call", headline(app))


@pytest.mark.parametrize("source", ["Camera", "Upload"])
def test_a_photo_without_a_digit_says_why(predict, source):
    app = predict(k="20", **{"from": source})
    blank = encode(Image.new("L", (300, 200), 250), "JPEG")
    if source == "Upload":
        upload(app, ("blank.jpg", blank))
        assert r"**blank\.jpg**: not read. No digit was found" in shown(app)
    else:
        app.camera_input[0].set_value(("blank.jpg", blank, "image/jpeg")).run()
        assert sentence(app).startswith("No digit was found")
    assert headline(app) == "No digit was read"
    assert not app.exception


def test_readings_persist_until_forgotten(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("three.png", page_of(digits.x_test[:3], 1, 3)))
    assert headline(app).startswith("3 digits found")
    source = by_label(app.button_group, "Where the digit comes from")
    source.set_value("Draw").run()
    by_label(app.button_group, "Where the digit comes from").set_value("Upload").run()
    assert headline(app).startswith("3 digits found")
    by_label(app.button, "Forget these pictures").click().run()
    assert headline(app) == "Give the model a digit of your own"


def test_unusual_digit_is_in_doubt(predict):
    # The bundled digits are blurred; a drawn one is far from all of them.
    app = predict([ONE], k="20")
    assert headline(app).startswith("Perhaps ")
    distance, usual = map(float, re.findall(r"\d+\.\d\d", sentence(app)))
    assert distance > usual


def test_random_picks_another_test_digit(predict):
    app = predict(k="5", **{"from": "Test digit"})
    by_label(app.button, "Random").click().run()
    seen = {app.session_state["test"]}
    for _ in range(4):
        by_label(app.button, "Random").click().run()
        seen.add(app.session_state["test"])
        assert "its label is" in sentence(app)
    assert len(seen) > 1


def test_wrong_prediction_is_compared_with_the_label(predict):
    app = predict(k="20", **{"from": "Test digit"})
    by_label(app.button, "One the model gets wrong").click().run()
    (label,) = re.findall(r"^Wrong: its label is (\d)", sentence(app))
    whys = [str(title.value) for title in app.subheader if "Why" in title.value]
    assert whys[0].endswith(f"not {label}, its label?")


def test_a_test_digit_stays_chosen_while_another_source_is_shown(predict):
    app = predict(k="20", test="7", **{"from": "Test digit"})
    before = sentence(app)
    for source in ("Draw", "Test digit"):
        choice = by_label(app.button_group, "Where the digit comes from")
        choice.set_value(source).run()
        assert app.query_params["test"] == "7"
    assert sentence(app) == before


def test_dot_is_no_digit(predict):
    app = predict([{"width": 4, "points": [100, 100]}], k="5")
    assert headline(app) == "No digit was read"
    assert sentence(app) == "Draw one digit, large and clear."


def test_first_readable_picture_is_shown(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    page = page_of(digits.x_test[:2], 1, 2)
    upload(app, ("a.png", b"no picture"), ("b.png", page))
    assert headline(app).startswith("2 digits found")
    assert "Explain digit" in [group.label for group in app.button_group]


def test_the_newest_picture_is_shown(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    pages = [page_of(digits.x_test[:n], 1, n) for n in (4, 3, 2)]
    upload(app, ("4.png", pages[0]))
    by_label(app.button_group, "Explain digit").set_value(3).run()
    upload(app, ("3.png", pages[1]))
    assert headline(app).startswith("3 digits found")
    assert by_label(app.selectbox, "Picture").value == 1
    # A new picture begins at its first digit, and what cannot be read changes nothing.
    assert sentence(app).startswith("Digit 1. ")
    by_label(app.button_group, "Explain digit").set_value(2).run()
    upload(app, ("x.png", b"no picture"))
    assert headline(app).startswith("3 digits found")
    assert sentence(app).startswith("Digit 3. ")
    upload(app, ("2.png", pages[2]))
    assert headline(app).startswith("2 digits found")
    # Without the picture that is shown another one is.
    del app.uploaded[-1]
    upload(app)
    assert re.match("[34] digits found", headline(app))


def test_frames_that_are_not_read_are_mentioned(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    first = Image.open(BytesIO(page_of(digits.x_test[:2], 1, 2))).convert("L")
    rest = [first.rotate(5 * i) for i in (1, 2)]
    moving = encode(first, "GIF", save_all=True, append_images=rest)
    upload(app, ("moving.gif", moving), ("still.gif", encode(first, "GIF")))
    (listed,) = [c.value for c in app.caption if "moving" in c.value]
    (line,) = [row for row in listed.splitlines() if "moving" in row]
    assert line.endswith("Only the first of its 3 frames was read.")
    assert listed.count("Only the first") == 1


def test_label_of_a_test_digit_is_shown(predict, small_npz):
    labels = np.load(small_npz)["y_test"]
    app = predict(k="20", test="7", **{"from": "Test digit"})
    assert f"its label is {labels[7]}" in sentence(app)


def test_button_picks_a_wrong_prediction(predict):
    app = predict(k="5", **{"from": "Test digit"})
    for _ in range(3):
        by_label(app.button, "One the model gets wrong").click().run()
        assert sentence(app).startswith("Wrong: ")


@pytest.mark.parametrize("bad", ["-1", "60", "x", "1e400"])
def test_invalid_number_in_the_link_falls_back(predict, bad):
    app = predict(k="5", test=bad, **{"from": "Test digit"})
    assert not app.exception
    assert "its label is" in sentence(app)


def test_other_picture_starts_at_its_first_digit(predict, digits):
    app = predict(k="20", **{"from": "Upload"})
    pages = [page_of(digits.x_test[i : i + 4], 2, 2) for i in (0, 4)]
    upload(app, *((f"{i}.png", page) for i, page in enumerate(pages)))
    by_label(app.button_group, "Explain digit").set_value(3).run()
    assert by_label(app.button_group, "Explain digit").value == 3
    by_label(app.selectbox, "Picture").set_value(1).run()
    assert by_label(app.button_group, "Explain digit").value == 0


def test_same_error_is_shown_once(predict):
    app = predict(k="5", **{"from": "Upload"})
    upload(app, *((f"{i}.png", b"no picture") for i in range(60)))
    (listed,) = [c.value for c in app.caption if "not read" in c.value]
    lines = listed.splitlines()
    assert len(lines) == 2
    assert (
        r"**0\.png**, **1\.png**, **2\.png** and 47 more: not read. The file is not"
        in lines[0]
    )
    assert "and 7 more: not read. Only 50 pictures" in lines[1]


def test_file_name_is_not_a_spreadsheet_formula(predict, digits):
    app = predict(k="5", **{"from": "Upload"})
    upload(app, ("=1+1.png", page_of(digits.x_test[:1], 1, 1)))
    assert list(app.dataframe[0].value["picture"]) == ["'=1+1.png"]


def test_a_box_that_is_deleted_and_drawn_again_is_in_lines_and_table(
    predict, digits, picture
):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("six.png", page_of(digits.x_test[:6], 2, 3)))
    boxes = picture.boxes()
    picture.correct(app, [box for box in boxes if box != boxes[1]])
    assert headline(app).startswith("5 digits found")
    lines = app.code[0].value.splitlines()
    assert [len(line.split()) for line in lines] == [2, 3]
    assert "Corrected by you" in shown(app)
    left, top, right, bottom, _ = boxes[1]
    drawn = [left - 3, top - 3, right + 3, bottom + 3, None]
    picture.correct(app, [*picture.boxes(), drawn], at=5)
    assert headline(app).startswith("6 digits found")
    # The new box is explained, under its number.
    assert sentence(app).startswith("Digit 2. ")
    assert picture.data["selected"] == 1
    table = app.dataframe[0].value
    assert list(table["your_box"]) == [False, True, False, False, False, False]
    assert list(table["line"]) == [1, 1, 1, 2, 2, 2]
    assert list(table.loc[1, ["left", "top", "right", "bottom"]]) == drawn[:4]


def test_what_the_visitor_says_stands_beside_what_the_model_reads(
    predict, digits, picture
):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("two.png", page_of(digits.x_test[:2], 1, 2)))
    before = app.dataframe[0].value
    (first, second) = picture.boxes()
    said = (int(before["digit"][0]) + 1) % 10
    picture.correct(app, [[*first[:4], said], second], at=0)
    assert headline(app).endswith("; you named one of them")
    assert f"you said {said}." in sentence(app)
    assert app.code[0].value.split()[0] == str(said)
    assert picture.data["boxes"][0]["text"] == f"said {said}"
    pills = by_label(app.button_group, "Explain digit")
    assert pills.options[0] == f"no. 1: you said {said}"
    table = app.dataframe[0].value
    assert list(table["digit"]) == list(before["digit"])
    assert table["your_digit"][0] == said
    assert np.isnan(table["your_digit"][1])
    # As it was found.
    picture.correct(app, None)
    assert "you" not in headline(app) + sentence(app)
    assert picture.boxes() == [first, second]


def test_nonsense_from_the_browser_names_no_digit(predict, digits, picture):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("two.png", page_of(digits.x_test[:2], 1, 2)))
    (first, second) = picture.boxes()
    outside = [-1e9, -5, 1e9, 0.2, None]
    picture.correct(app, [[*first[:4], 12], [*second[:4], "7"], outside])
    assert [box["said"] for box in picture.data["boxes"]] == [None] * 3
    assert headline(app).startswith("2 digits found")


def test_a_box_on_bare_paper_is_no_digit(predict, digits, picture):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("two.png", page_of(digits.x_test[:2], 1, 2)))
    picture.correct(app, [*picture.boxes(), [0, 0, 15, 15, None]], at=2)
    assert headline(app).startswith("2 digits found")
    assert len(app.dataframe[0].value) == 2
    # It is there to be moved on.
    assert picture.data["boxes"][2]["blank"]


def test_a_digit_can_be_marked_where_none_was_found(predict, digits, picture):
    page = Image.new("L", (1200, 900), 255)
    digit = Image.open(BytesIO(page_of(digits.x_test[:1], 1, 1)))
    small = digit.resize((20, 20 * digit.height // digit.width))
    page.paste(small, (600, 400))
    app = predict(k="20", **{"from": "Camera"})
    photo = "photo.jpg", encode(page, "JPEG"), "image/jpeg"
    app.camera_input[0].set_value(photo).run()
    assert headline(app) == "No digit was read"
    assert sentence(app).startswith("No digit was found")
    assert picture.data["boxes"] == []
    picture.correct(app, [[598, 398, 622, 402 + small.height, None]], at=0)
    assert re.match("Read as|Perhaps a|A close call", headline(app))
    assert list(app.dataframe[0].value["your_box"]) == [True]
    picture.correct(app, [])
    assert headline(app) == "No digit was read"


def test_deleting_all_boxes_leaves_the_picture(predict, digits, picture):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("two.png", page_of(digits.x_test[:2], 1, 2)))
    picture.correct(app, [])
    assert headline(app) == "No digit was read"
    assert sentence(app) == "All its boxes were deleted."
    assert not app.dataframe
    picture.correct(app, None)
    assert headline(app).startswith("2 digits found")


def test_corrections_last_as_long_as_their_picture(predict, digits, picture):
    app = predict(k="20", **{"from": "Upload"})
    pages = [page_of(digits.x_test[:n], 1, n) for n in (3, 4)]
    upload(app, ("3.png", pages[0]))
    three = picture.data["key"]
    upload(app, ("4.png", pages[1]))
    assert headline(app).startswith("4 digits found")
    # One that was under way when the other picture was chosen.
    picture.correct(app, [], of=three)
    assert headline(app).startswith("4 digits found")
    by_label(app.selectbox, "Picture").set_value(0).run()
    assert sentence(app) == "All its boxes were deleted."
    source = by_label(app.button_group, "Where the digit comes from")
    source.set_value("Draw").run()
    by_label(app.button_group, "Where the digit comes from").set_value("Upload").run()
    assert sentence(app) == "All its boxes were deleted."
    by_label(app.button, "Forget these pictures").click().run()
    app.uploaded = []
    upload(app, ("3.png", pages[0]))
    assert headline(app).startswith("3 digits found")


def test_a_correction_of_a_picture_that_is_gone_changes_nothing(
    predict, digits, picture
):
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("two.png", page_of(digits.x_test[:2], 1, 2)))
    picture.correct(app, [], of="gone")
    assert headline(app).startswith("2 digits found")


def test_a_drawing_is_not_corrected_by_boxes(predict):
    app = predict([ONE], k="20")
    names = [c.proto.component_name for c in app.get("bidi_component")]
    assert "answered_picture" not in names


def test_digits_that_touch_are_cut_apart_and_can_be_taken_for_one(
    predict, picture, monkeypatch
):
    """Two zeros that touch; the score knows what is as tall as a digit."""

    def score(images):
        return np.where((images > 0.5).any(axis=2).sum(axis=1) > 15, 0.0, -9.0)

    module = "mnist_kmeans.ui.predict.cutting"
    monkeypatch.setattr(f"{module}.recognition_score", lambda *of: score)
    page = Image.new("L", (300, 200), 255)
    draw = ImageDraw.Draw(page)
    for left in (50, 138):
        draw.ellipse([left, 40, left + 92, 160], outline=0, width=10)
    app = predict(k="20", **{"from": "Upload"})
    upload(app, ("zeros.png", encode(page)))
    assert headline(app).startswith("2 digits found")
    assert "two digits touch here" in shown(app)
    first, second = picture.boxes()
    assert first[0] < second[0] < 150 < second[2]
    # Another fit cuts anew: this one knows only the whole.
    monkeypatch.setattr(
        f"{module}.recognition_score", lambda *of: lambda images: -score(images) - 9
    )
    settled(k_slider(app).set_value(19).run())
    assert len(picture.boxes()) == 1
    assert "touch here" not in shown(app)
    monkeypatch.setattr(f"{module}.recognition_score", lambda *of: score)
    settled(k_slider(app).set_value(20).run())
    by_label(app.button, "Take them for one digit").click().run()
    ((left, _, right, _, said),) = picture.boxes()
    assert (left, right, said) == (first[0], second[2], None)
    assert "touch here" not in shown(app)
