"""Chance: the seed decides, streams do not disturb each other."""

import re

from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kernel.chance import Chance


def test_the_same_seed_gives_the_same_numbers():
    first, second = Chance(7), Chance(7)
    assert [first.bits("a") for _ in range(5)] == [second.bits("a") for _ in range(5)]


def test_another_seed_gives_others():
    assert Chance(7).bits("a") != Chance(8).bits("a")


def test_drawing_from_one_stream_does_not_disturb_another():
    quiet, busy = Chance(7), Chance(7)
    busy.bits("noise")
    assert quiet.bits("a") == busy.bits("a")


@given(st.integers(0, 2**62), st.integers(1, 1_000))
def test_numbers_stay_within_their_limits(seed, limit):
    chance = Chance(seed)
    assert 0 <= chance.below("x", limit) < limit
    assert 5 <= chance.between("x", 5, 5 + limit) <= 5 + limit


def test_a_uuid_is_of_version_4():
    form = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(form, Chance(3).uuid("uid"))


def test_letters_come_from_the_alphabet():
    assert set(Chance(1).letters("names", "bcd", 50)) == set("bcd")
