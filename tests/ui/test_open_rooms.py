"""Which room a code opens, and that codes cannot be guessed by trying."""

import pytest

from mnist_kmeans.ui.rooms.codes import Tries, new_code, normal, room_name
from mnist_kmeans.ui.rooms.open_rooms import (
    MOST_ROOMS,
    NoRoomError,
    OpenRooms,
    TooManyTriesError,
)
from mnist_kmeans.ui.rooms.room import RoomError, RoomOverError
from tests.ui.test_room import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rooms(clock):
    return OpenRooms(clock)


def wrong(code):
    return code[:-1] + ("2" if code[-1] != "2" else "3")


def test_a_code_opens_its_room_however_it_is_typed(rooms):
    first, second = rooms.open(), rooms.open()
    assert rooms.enter(first.code, "ann") is first
    typed = f" {second.code[:3].lower()} - {second.code[3:]}"
    assert rooms.enter(typed, "bob") is second
    assert (first.knows("bob"), second.knows("bob")) == (False, True)


def test_codes_are_random_and_name_their_replica():
    codes = {new_code({}, "b") for _ in range(300)}
    assert len(codes) > 290
    assert {len(code) for code in codes} == {7}
    assert {code[0] for code in codes} == {"B"}
    assert not set("".join(code[1:] for code in codes)) & set("AEIOUY01L")
    assert room_name("BK7QXMP") == "BK"
    assert len(new_code({})) == 6
    with pytest.raises(ValueError, match="'bb' should be one letter"):
        new_code({}, "bb")


def test_no_two_rooms_have_one_name(rooms):
    names = {room_name(rooms.open().code) for _ in range(MOST_ROOMS)}
    assert len(names) == MOST_ROOMS == 10


def test_more_rooms_wait_for_one_to_close(rooms):
    opened = [rooms.open() for _ in range(MOST_ROOMS)]
    with pytest.raises(RoomError, match="10 rooms are open"):
        rooms.open()
    opened[3].close()
    assert rooms.open().code != opened[3].code


def test_a_room_that_nobody_uses_makes_way_for_another(rooms, clock):
    shown, joined, older, newer, *rest = [rooms.open() for _ in range(MOST_ROOMS)]
    clock.now += 10
    newer.keep_open()
    clock.now += 51
    joined.seat("ann")
    for room in (shown, *rest):
        room.keep_open()
    latest = rooms.open()
    assert older.is_over
    with pytest.raises(RoomOverError):
        rooms.enter(older.code, "bob")
    # One that was shown 51 s ago stays, and so does one with a phone.
    with pytest.raises(RoomError, match="10 rooms are open"):
        rooms.open()
    assert not any(room.is_over for room in (shown, joined, newer, latest, *rest))


def test_without_need_a_room_that_nobody_uses_stays(rooms, clock):
    room = rooms.open()
    clock.now += 1700
    rooms.open()
    assert rooms.enter(room.code, "ann") is room


def test_phones_are_told_that_a_room_is_over(rooms, clock):
    closed, left = rooms.open(), rooms.open()
    for _ in range(500):  # which does not count as guessing
        rooms.enter(closed.code, "ann")
    closed.close()
    for _ in range(500):
        with pytest.raises(RoomOverError):
            rooms.enter(closed.code, "ann")
    clock.now += 1801
    with pytest.raises(RoomOverError):
        rooms.enter(left.code, "ann")


@pytest.mark.parametrize("code", ["", "X", "ÄÖÜßÄÖ", "K7QXMP", "x" * 99])
def test_a_code_of_no_room_is_refused(rooms, code):
    rooms.open()
    with pytest.raises(NoRoomError, match="No room with this code"):
        rooms.enter(code, "ann")


def test_guessing_at_a_room_closes_it_to_new_phones_for_a_while(rooms, clock):
    room, other = rooms.open(), rooms.open()
    rooms.enter(room.code, "ann")
    for _ in range(60):
        with pytest.raises(NoRoomError):
            rooms.enter(wrong(room.code), "eve")
    # The right code is not let through either, or trying would find it.
    with pytest.raises(TooManyTriesError, match="in 5 seconds") as refused:
        rooms.enter(room.code, "eve")
    assert refused.value.wait == 5
    # Those who are in, and other rooms, do not notice.
    assert rooms.enter(room.code, "ann") is room
    assert rooms.enter(other.code, "bob") is other
    clock.now += 5
    assert rooms.enter(room.code, "eve") is room


def test_a_room_takes_2940_wrong_codes_in_its_four_hours(rooms, clock):
    room = rooms.open()
    n_tried = 0
    for seconds in range(0, 4 * 3600 + 1, 5):
        clock.now = 1000.0 + seconds
        room.keep_open()
        for _ in range(100):
            try:
                rooms.enter(wrong(room.code), "eve")
            except NoRoomError:
                n_tried += 1
            except TooManyTriesError:
                break
    assert n_tried == 2940
    assert not room.is_over


def test_a_token_does_not_take_the_place_of_a_code(rooms):
    room = rooms.open()
    rooms.enter(room.code, "ann")
    with pytest.raises(NoRoomError):
        rooms.enter(wrong(room.code), "ann")


def test_codes_of_no_room_are_limited_together_and_keep_nobody_out(rooms, clock):
    room = rooms.open()
    for _ in range(200):
        with pytest.raises(NoRoomError):
            rooms.enter("K", "eve")
    with pytest.raises(TooManyTriesError, match=r"in 1 second\."):
        rooms.enter("Q", "eve")
    # Who mistypes the code of the room is told so, and who has it right is let in.
    with pytest.raises(NoRoomError):
        rooms.enter(wrong(room.code), "ann")
    assert rooms.enter(room.code, "ann") is room
    clock.now += 2
    for error in (NoRoomError, NoRoomError, TooManyTriesError):
        with pytest.raises(error):
            rooms.enter("K", "eve")


def test_a_room_is_taken_up_by_its_key_which_then_holds_no_more(rooms):
    room, other = rooms.open(), rooms.open()
    before = room.key
    assert rooms.take_up(other.key) is other
    assert rooms.take_up(before) is room
    for key in ("", room.code, before, room.key[:-1], "ä"):
        assert rooms.take_up(key) is None
    assert rooms.take_up(room.key) is room
    room.close()
    assert rooms.take_up(room.key) is None


def test_tries_come_back_one_by_one():
    clock = Clock()
    tries = Tries(2, 10.0, clock)
    waits = []
    for _ in range(3):
        waits.append(tries.wait())
        tries.note()
    assert waits == [0, 0, 10]
    assert tries.wait() == 20
    clock.now += 1000
    tries.note()
    assert tries.wait() == 0


def test_codes_are_kept_in_one_form():
    assert normal("k7q-x mp\n") == "K7QXMP"
