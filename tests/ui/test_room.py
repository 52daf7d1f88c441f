"""A room of people: questions, answers, what phones are told, its end."""

from threading import Thread

import pytest

from mnist_kmeans.ui.rooms.room import (
    MOST_PHONES,
    Question,
    Room,
    RoomError,
    RoomFullError,
    RoomOverError,
)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(clock):
    return Room("K7QXMP", clock)


def question(name="a", right=1):
    return Question(
        name, f"{name}?", "data:,", ("0", "1", "2"), ("#000",) * 3, right, "It is 1."
    )


def joined(room, *tokens):
    for token in tokens:
        room.seat(token)


def test_a_question_from_asking_to_reveal(room):
    joined(room, "ann", "bob", "eve")
    assert room.view("ann", 0) == {"number": 0, "phase": "waiting", "answer": None}
    room.ask(question())
    view = room.view("ann", 0)
    assert (view["text"], view["choices"]) == ("a?", ("0", "1", "2"))
    room.answer("ann", 1, 1)
    room.answer("bob", 1, 2)
    assert (room.n_here, sum(room.counts)) == (3, 2)
    # Nothing of the others' answers, or of the truth, before it is revealed.
    assert room.view("ann", 1) == {"number": 1, "phase": "asked", "answer": 1}
    assert room.reveal("a") == [0, 1, 1]
    assert room.view("eve", 1) == {
        "number": 1,
        "phase": "revealed",
        "answer": None,
        "counts": [0, 1, 1],
        "right": 1,
        "truth": "It is 1.",
    }


def test_the_first_answer_counts(room):
    joined(room, "ann")
    room.ask(question())
    room.answer("ann", 1, 2)
    room.answer("ann", 1, 1)
    assert room.counts == [0, 0, 1]
    assert room.view("ann", 1)["answer"] == 2


def test_answers_that_come_too_late_do_not_count(room):
    joined(room, "ann", "bob")
    room.answer("ann", 0, 1)
    room.ask(question("a"))
    room.ask(question("b"))
    room.answer("ann", 1, 1)
    assert room.counts == [0, 0, 0]
    room.reveal("b")
    room.answer("bob", 2, 1)
    assert room.counts == [0, 0, 0]


@pytest.mark.parametrize("choice", [-1, 3])
def test_an_answer_that_cannot_be_chosen_is_refused(room, choice):
    joined(room, "ann")
    room.ask(question())
    with pytest.raises(RoomError, match=f"no answer number {choice}"):
        room.answer("ann", 1, choice)
    assert room.counts == [0, 0, 0]


def test_the_same_question_goes_on_until_it_is_revealed(room):
    joined(room, "ann")
    room.ask(question())
    room.answer("ann", 1, 1)
    room.ask(question())
    assert room.counts == [0, 1, 0]
    room.reveal("a")
    room.ask(question())
    assert room.view("ann", 1)["number"] == 2
    assert room.counts == [0, 0, 0]


def test_only_the_question_that_phones_see_can_be_revealed(room):
    joined(room, "ann")
    room.ask(question("b"))
    room.answer("ann", 1, 1)
    assert room.reveal("a") == []
    assert room.view("ann", 1)["phase"] == "asked"
    assert (room.is_asking("a"), room.is_asking("b")) == (False, True)
    assert room.revealed is None
    # Twice is as once.
    assert room.reveal("b") == room.reveal("b") == [0, 1, 0]
    assert not room.is_asking("b")
    assert room.revealed == question("b")


def test_the_room_can_wait_between_questions(room):
    joined(room, "ann")
    room.ask(question())
    room.ask(None)
    number = room.view("ann", 1)["number"]
    assert room.view("ann", 1) == {"number": 2, "phase": "waiting", "answer": None}
    room.ask(None)
    assert room.view("ann", 1)["number"] == number
    assert (room.reveal("a"), room.view("ann", 1)["phase"]) == ([], "waiting")


def test_a_phone_that_was_away_comes_back_where_it_was(room, clock):
    joined(room, "ann", "bob")
    room.ask(question())
    room.answer("ann", 1, 2)
    clock.now += 60
    # Who has answered is counted as here, so that no more have answered than are here.
    assert room.n_here == 1
    joined(room, "ann")
    assert room.view("ann", 0)["answer"] == 2


def test_a_full_room_gives_away_seats_of_those_who_left(room, clock):
    joined(room, *map(str, range(MOST_PHONES)))
    with pytest.raises(RoomFullError, match="holds 100 phones"):
        joined(room, "late")
    joined(room, "5")
    room.ask(question())
    room.answer("0", 1, 1)
    clock.now += 121
    joined(room, "5", "late")
    assert room.n_here == 3
    assert room.counts == [0, 1, 0]
    assert not room.knows("1")


def test_a_closed_room_forgets_all_and_says_it_is_over(room):
    joined(room, "ann")
    room.ask(question())
    room.answer("ann", 1, 1)
    room.close()
    assert room.is_over
    assert (room.counts, room.n_here) == ([], 0)
    assert not room.knows("ann")
    for use in (
        lambda: room.seat("ann"),
        lambda: room.view("ann", 0),
        lambda: room.answer("ann", 1, 1),
    ):
        with pytest.raises(RoomOverError, match=r"The room is over\."):
            use()
    room.ask(question("b"))
    assert (room.counts, room.reveal("a"), room.is_asking("b")) == ([], [], False)


def test_a_room_that_is_not_shown_ends_after_half_an_hour(room, clock):
    clock.now += 1700
    room.keep_open()
    clock.now += 1700
    assert not room.is_over
    clock.now += 101
    assert room.is_over


def test_a_room_ends_after_four_hours(room, clock):
    for _ in range(4 * 60):
        clock.now += 60
        room.keep_open()
    room.ask(question())
    assert not room.is_over
    clock.now += 1
    assert room.reveal("a") == []
    assert room.is_over


def test_answers_from_many_threads_all_count(room):
    tokens = [str(i) for i in range(MOST_PHONES)]
    room.ask(question())

    def take_part(part):
        for token in part:
            room.seat(token)
            room.answer(token, 1, int(token) % 3)

    threads = [Thread(target=take_part, args=(tokens[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert room.reveal("a") == [34, 33, 33]
