"""SPDY frames, both ways, and damaged ones."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.gateway import spdy


def syn_stream(stream: int, headers: dict[str, str]) -> bytes:
    """A client's SYN_STREAM."""
    block = struct.pack(">I", len(headers))
    for name, value in headers.items():
        for text in (name, value):
            block += struct.pack(">I", len(text)) + text.encode()
    packer = zlib.compressobj(zdict=spdy.DICTIONARY)
    packed = packer.compress(block) + packer.flush(zlib.Z_SYNC_FLUSH)
    body = struct.pack(">IIH", stream, 0, 0) + packed
    return struct.pack(">HHI", 0x8003, spdy.SYN_STREAM, len(body)) + body


def test_a_stream_opens_with_its_headers() -> None:
    frames = spdy.Connection().feed(syn_stream(1, {"Streamtype": "data", "port": "80"}))
    assert frames == [spdy.Frame(spdy.SYN_STREAM, 1, 0, b"", {"streamtype": "data", "port": "80"})]


def test_frames_may_come_in_pieces() -> None:
    connection = spdy.Connection()
    whole = spdy.data(3, b"hello", fin=True)
    found = [frame for byte in whole for frame in connection.feed(bytes([byte]))]
    assert found == [spdy.Frame(0, 3, spdy.FIN, b"hello")]


def test_a_reply_can_be_read_by_the_other_side() -> None:
    frame = spdy.Connection().feed(spdy.Connection().reply(5))[0]
    assert (frame.type, frame.stream, frame.headers) == (spdy.SYN_REPLY, 5, {})


def test_a_frame_that_is_too_long() -> None:
    with pytest.raises(spdy.BadFrame):
        spdy.Connection().feed(struct.pack(">II", 1, 0xFFFFFF))


@given(st.binary(max_size=200))
def test_noise_is_refused_or_waited_for(noise: bytes) -> None:
    try:
        spdy.Connection().feed(noise)
    except spdy.BadFrame:
        return
