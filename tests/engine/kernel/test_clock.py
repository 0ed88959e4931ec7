"""Times as Kubernetes writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339, rfc3339_micro


def test_seconds_and_microseconds():
    time = parse_rfc3339("2026-11-23T17:42:39.012345Z")
    assert rfc3339(time) == "2026-11-23T17:42:39Z"
    assert rfc3339_micro(time) == "2026-11-23T17:42:39.012345Z"


@given(st.integers(0, 4_000_000_000))
def test_whole_seconds_come_back(seconds):
    assert parse_rfc3339(rfc3339(seconds * SECOND)) == seconds * SECOND


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        parse_rfc3339("yesterday")
