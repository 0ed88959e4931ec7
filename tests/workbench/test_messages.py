"""What a page may send."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.workbench.messages import MAX_MESSAGE, SHAPES, BadMessage, read_message


def text(**fields):
    return json.dumps(fields)


def test_a_good_message_is_read_and_unknown_fields_are_dropped():
    message = read_message(text(t="file.read", id=3, path="/root/x", extra=1))
    assert message == {"t": "file.read", "id": 3, "path": "/root/x"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "bad-message"),
        ("[]", "bad-message"),
        ("{", "bad-message"),
        ("[" * 50_000, "bad-message"),
        (text(t=1), "bad-message"),
        (text(t="drop table"), "bad-message"),
        (text(t="file.read", id="3", path="x"), "bad-message"),
        (text(t="file.read", id=True, path="x"), "bad-message"),
        (text(t="file.read", id=2**60, path="x"), "bad-message"),
        (text(t="file.read", id=1), "bad-message"),
        (text(t="clock.speed", speed="fast"), "bad-message"),
        ('{"t":"terminal.input","terminal":"1","data":"\\ud800"}', "bad-message"),
        (text(t="file.read", id=1, path="x" * 5_000), "too-large"),
        (" " * (MAX_MESSAGE + 1), "too-large"),
    ],
)
def test_a_bad_message_is_refused_with_its_reason(raw, code):
    with pytest.raises(BadMessage) as caught:
        read_message(raw)
    assert caught.value.code == code


@given(st.text(max_size=300))
def test_no_text_does_more_than_be_refused(raw):
    with pytest.raises(BadMessage):
        read_message(raw)


@given(
    st.sampled_from(sorted(SHAPES)),
    st.dictionaries(st.text(max_size=8), st.integers() | st.text() | st.none(), max_size=5),
)
def test_odd_fields_never_break_the_reader(kind, fields):
    try:
        message = read_message(json.dumps({**fields, "t": kind}))
    except BadMessage:
        return
    assert set(message) == {"t", *SHAPES[kind]}
