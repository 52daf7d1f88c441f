"""Guess first with a room of people: the teacher's page."""

import re
from itertools import count

import pytest
import streamlit as st

from mnist_kmeans.ui.rooms import phone_routes, teacher_panel
from mnist_kmeans.ui.rooms.addresses import ADDRESS_VARIABLE
from mnist_kmeans.ui.rooms.open_rooms import OpenRooms
from mnist_kmeans.words.guess_questions import cluster_order
from tests.ui.conftest import by_label, shown
from tests.ui.test_guess import everything, fit_of, press, truths, verdict
from tests.ui.test_room import Clock


@pytest.fixture
def open_clusters(open_app):
    return lambda **query: open_app(view="Guess first", **query)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def rooms(monkeypatch, clock):
    monkeypatch.setenv(ADDRESS_VARIABLE, "https://digits.example.org/k")
    rooms = OpenRooms(clock)
    monkeypatch.setattr(teacher_panel, "ROOMS", rooms)
    return rooms


@pytest.fixture
def phones(rooms):
    """Have new phones join a room and give these answers."""
    numbers = count()

    def answer(code, *answers):
        for choice in answers:
            token = str(next(numbers))
            room = rooms.enter(code, token)
            room.answer(token, room.view(token, 0)["number"], choice)

    return answer


@pytest.fixture
def tab(monkeypatch):
    """Keep the key as a browser's tab does: a set, of one key at most."""
    kept = set()

    def keep_key(key, take):
        before = set(kept)
        kept.clear()
        if key:
            kept.add(key)
        elif key is None and before:
            take(*before)
            st.rerun()

    monkeypatch.setattr(teacher_panel, "keep_key", keep_key)
    return kept


def opened(app):
    """Open a room on the page; return its code."""
    press(app, "Open a room")
    return re.search(r'class="room-code">(\w+)<', everything(app))[1]


def first_digits(small_npz, k=10):
    fit = fit_of(small_npz, k)
    return fit.cluster_labels[cluster_order(fit.cluster_counts, 0)].tolist()


def test_a_round_with_a_room(open_clusters, small_npz, phones):
    app = open_clusters()
    code = opened(app)
    digit, second, *_ = first_digits(small_npz)
    other = (digit + 1) % 10
    page = everything(app)
    assert "Nobody has joined yet" in page
    assert f"digits.example.org/k/room/{code}" in page
    assert "<b>https://digits.example.org/k/room</b>" in page
    # The class answers, not the teacher.
    assert "4" not in [button.label for button in app.button]
    assert by_label(app.button, "Reveal").disabled
    phones(code, digit, other, digit)
    app.run()
    assert "<b>3</b> of 3 answered" in everything(app)
    assert f"stands for {digit}" not in everything(app)
    press(app, "Reveal")
    assert verdict(app) == f"**It stands for {digit}: 2 of 3 said so.**"
    assert app.success
    assert "What the room said" in shown(app)
    assert "The room: 1 of 1 right" in shown(app)
    press(app, "Next cluster")
    assert "<b>0</b> of 3 answered" in everything(app)
    phones(code, (second + 1) % 10)
    press(app.run(), "Reveal")
    assert "none of 1 said so" in verdict(app)
    assert "The room: 1 of 2 right" in shown(app)


def test_a_room_chooses_between_ranges_of_accuracy(
    open_accuracy, small_npz, rooms, phones
):
    query = {"ks": "own", "own_ks": "2 5 10", "seeds": "2", "features": "pca"}
    app = open_accuracy(show="Guess first", **query)
    truth = truths(small_npz)
    code = opened(app)
    assert "The range that it lies in is right." in shown(app)
    assert not app.slider or "Your guess" not in {s.label for s in app.slider}
    ann = rooms.enter(code, "ann").view("ann", 0)
    assert f"At k = 2 test accuracy is {truth[2]:.1f}%." in ann["text"]
    assert str(truth[5]) not in str(ann)
    low = int(truth[5] // 5 * 5)
    right = ann["choices"].index(f"{low} to {low + 5}%")
    phones(code, right, right, 0)
    press(app.run(), "Reveal")
    assert verdict(app) == f"**It is {truth[5]:.1f}%: 2 of 3 said so.**"
    assert str(truth[10]) not in everything(app)
    assert rooms.enter(code, "ann").view("ann", 0)["truth"] == f"It is {truth[5]:.1f}%."
    press(app, "Next")
    phones(code, 0)
    press(app.run(), "Reveal")
    assert "none of 1 said so" in verdict(app)
    press(app, "Next")
    assert "The whole curve has been asked about" in shown(app)
    assert rooms.enter(code, "ann").view("ann", 0)["phase"] == "waiting"


def test_only_the_session_that_opened_a_room_steers_it(open_clusters):
    code = opened(open_clusters())
    other = open_clusters()
    assert code not in everything(other)
    labels = [button.label for button in other.button]
    assert "Open a room" in labels
    assert "4" in labels
    assert not {"Reveal", "Close the room"} & set(labels)


def test_closing_a_room_brings_the_buttons_back(open_clusters, rooms, phones):
    app = open_clusters()
    code = opened(app)
    phones(code, 4)
    press(app, "Close the room")
    assert code not in everything(app)
    assert "4" in [button.label for button in app.button]
    with pytest.raises(ValueError, match="The room is over"):
        rooms.enter(code, "late")


def test_what_was_said_stays_on_screen_when_the_room_closes(
    open_clusters, small_npz, phones
):
    app = open_clusters()
    code = opened(app)
    digit = first_digits(small_npz)[0]
    phones(code, digit)
    press(app.run(), "Reveal")
    press(app, "Close the room")
    assert verdict(app) == f"**It stands for {digit}: 1 of 1 said so.**"


def test_phones_wait_when_all_clusters_were_asked_about(
    open_clusters, small_npz, rooms, phones
):
    app = open_clusters(k="2")
    code = opened(app)
    for digit in first_digits(small_npz, 2):
        phones(code, digit)
        press(app.run(), "Reveal")
        press(app, "Next cluster")
    assert "All 2 clusters have been asked about" in shown(app)
    room = rooms.enter(code, "ann")
    assert room.view("ann", 0)["phase"] == "waiting"
    press(app, "Start again")
    assert room.view("ann", 0)["phase"] == "asked"


def test_a_room_that_ended_says_so(open_clusters, clock):
    app = open_clusters()
    code = opened(app)
    clock.now += 1801
    app.run()
    assert not app.exception
    assert code not in everything(app)
    assert "The room is over: rooms end after 4 hours, or 30 minutes" in shown(app)
    assert opened(app) != code


@pytest.mark.parametrize("seconds", [0, 4 * 3600 + 1])
def test_a_room_that_ends_before_the_click_reveals_nothing(
    open_clusters, rooms, phones, clock, seconds
):
    app = open_clusters()
    code = opened(app)
    room = rooms.enter(code, "ann")
    phones(code, 4)
    app.run()
    clock.now += seconds
    if not seconds:
        room.close()
    press(app, "Reveal")
    assert not app.exception
    assert not app.success
    assert "The room is over" in shown(app)
    assert "The room: no guess yet" in shown(app)


def test_another_tab_takes_the_room_from_the_first(
    open_clusters, small_npz, rooms, phones, tab
):
    first = open_clusters()
    code = opened(first)
    digit = first_digits(small_npz)[0]
    phones(code, digit)
    first.run()
    other = open_clusters()  # with what the first tab has kept
    assert code in everything(other)
    assert "<b>1</b> of 1 answered" in everything(other)
    # The first steers no more, though its button is still there.
    press(first, "Reveal")
    room = rooms.enter(code, "ann")
    assert not first.exception
    assert room.view("ann", 0)["phase"] == "asked"
    assert "Another tab shows the room now." in shown(first)
    assert code not in everything(first)
    press(other, "Reveal")
    first.run()
    other.run()
    assert room.view("ann", 0)["phase"] == "revealed"
    assert verdict(other) == f"**It stands for {digit}: 1 of 1 said so.**"


def test_the_tab_that_lost_the_room_cannot_close_it(open_clusters, rooms, tab):
    first = open_clusters()
    code = opened(first)
    open_clusters()
    press(first, "Close the room")
    assert not rooms.enter(code, "ann").is_over


def test_what_was_revealed_stays_so_when_the_page_is_loaded_anew(
    open_clusters, small_npz, rooms, phones, tab
):
    app = open_clusters()
    code = opened(app)
    digit = first_digits(small_npz)[0]
    phones(code, digit, (digit + 1) % 10)
    press(app.run(), "Reveal")
    anew = open_clusters()
    room = rooms.enter(code, "ann")
    assert room.view("ann", 0)["phase"] == "revealed"
    assert "1 of 2 said so" in verdict(anew)
    assert "The room: 1 of 1 right" in shown(anew)
    press(anew, "Start the score anew")
    assert room.view("ann", 0)["phase"] == "asked"
    assert room.counts == [0] * 10


def test_a_tab_forgets_the_key_of_a_room_that_ended(open_clusters, tab):
    app = open_clusters()
    opened(app)
    assert len(tab) == 1
    press(app, "Close the room")
    assert not tab


def test_without_an_address_the_page_says_so(open_clusters, monkeypatch):
    monkeypatch.setenv(ADDRESS_VARIABLE, "nowhere")
    app = open_clusters()
    opened(app)
    assert f"{ADDRESS_VARIABLE}=nowhere should be an address" in shown(app)
    assert "QR code" not in everything(app)


def test_a_replica_s_name_that_no_code_can_begin_with_is_named(
    open_clusters, monkeypatch
):
    headers = {phone_routes.REPLICA_HEADER: "web1"}
    monkeypatch.setattr(teacher_panel.st.context.__class__, "headers", headers)
    app = open_clusters()
    press(app, "Open a room")
    assert not app.exception
    assert "The replica's name 'web1' should be one letter." in shown(app)


def test_an_eleventh_room_is_refused(open_clusters, rooms):
    for _ in range(10):
        rooms.open()
    app = open_clusters()
    press(app, "Open a room")
    assert "10 rooms are open" in shown(app)
    assert "Open a room" in [button.label for button in app.button]


def test_a_room_names_clusters(open_app, phones):
    app = open_app(view="Name them")
    code = opened(app)
    page = everything(app)
    (cluster,) = re.findall(r"Which digit does #(\d+) show", page)
    assert "Cannot tell" not in [button.label for button in app.button]
    assert by_label(app.button, "Reveal").disabled
    phones(code, 4, 9, 4)
    app.run()
    assert "<b>3</b> of 3 answered" in everything(app)
    press(app, "Reveal")
    names = app.query_params["names"].partition(".")[2]
    assert names[int(cluster)] == "4"
    assert set(names) == {"4", "-"}
    assert "What the room said" in shown(app)
    # Until the next question the phones see the answer to this one.
    press(app.run(), "Next cluster")
    assert f"Which digit does #{cluster} show" not in everything(app)
    assert "<b>0</b> of 3 answered" in everything(app)
    phones(code, 7)
    press(app.run(), "Reveal")
    names = app.query_params["names"].partition(".")[2]
    assert sorted(names.replace("-", "")) == ["4", "7"]
