"""Pace: from wall time to virtual time."""

import pytest

from podlab.hosting import pacer
from podlab.hosting.pacer import Pace


@pytest.fixture
def wall(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pacer, "wall_now", lambda: now[0])
    return now


def test_virtual_time_follows_at_its_speed(wall):
    pace = Pace(speed=4.0)
    pace.restart(1_000)
    wall[0] += 0.5
    assert pace.target() == 1_000 + 2_000_000
    assert pace.seconds_until(pace.target() + 4_000_000) == pytest.approx(1.0)


def test_a_paused_clock_stands(wall):
    pace = Pace(paused=True)
    pace.restart(1_000)
    wall[0] += 10
    assert pace.target() == 1_000


def test_a_short_lag_is_made_up_and_a_long_one_is_forgotten(wall):
    pace = Pace()
    pace.restart(0)
    wall[0] += 0.5
    pace.forgive(100)
    assert pace.target() == 500_000
    wall[0] += 10
    pace.forgive(100)
    assert pace.target() == 100
