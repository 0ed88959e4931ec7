"""The text of an editor: cutting, putting, undoing, and what it refuses to grow to."""

import pytest

from podlab.engine.machine.userland.editors.buffer import LIMIT, MOST_LINES, Buffer, BufferState


@pytest.fixture
def buffer() -> Buffer:
    buffer = Buffer(BufferState())
    buffer.load(b"one\ntwo\nthree\n")
    return buffer


def test_a_file_is_written_as_it_was_read(buffer: Buffer) -> None:
    assert buffer.data() == b"one\ntwo\nthree\n"
    buffer.load(b"no newline \xff at the end")
    assert buffer.data() == b"no newline \xff at the end"


def test_undo_and_redo_go_back_and_forth(buffer: Buffer) -> None:
    buffer.checkpoint()
    buffer.delete_lines(0, 1)
    buffer.commit()
    assert buffer.data() == b"three\n"
    assert buffer.back()
    assert buffer.data() == b"one\ntwo\nthree\n"
    assert buffer.back(forward=True)
    assert buffer.data() == b"three\n"
    assert not buffer.back(forward=True)


def test_what_was_cut_is_put_elsewhere(buffer: Buffer) -> None:
    buffer.delete_lines(0, 0)
    buffer.s.row = 1
    buffer.put(after=True)
    assert buffer.s.lines == ["two", "three", "one"]
    buffer.delete_span((0, 1), (1, 2))
    assert buffer.s.lines == ["tree", "one"]
    buffer.put(after=False)
    assert buffer.s.lines == ["two", "three", "one"]


def test_a_line_is_broken_with_its_indentation(buffer: Buffer) -> None:
    buffer.load(b"  - name: web\n")
    buffer.s.column = 13
    buffer.split(indent=True)
    buffer.insert("x")
    assert buffer.s.lines == ["  - name: web", "  x"]
    buffer.s.column = 0
    buffer.backspace()
    assert buffer.s.lines == ["  - name: web  x"]


def test_a_text_that_is_put_into_itself_again_and_again_stays_bounded(buffer: Buffer) -> None:
    for _ in range(40):
        buffer.yank_lines(0, len(buffer.s.lines) - 1)
        buffer.put(after=True, count=100)
    assert len(buffer.s.lines) <= MOST_LINES


def test_a_long_line_that_is_put_into_itself_stays_bounded(buffer: Buffer) -> None:
    for _ in range(40):
        buffer.s.register, buffer.s.linewise = [buffer.line], False
        buffer.put(after=True, count=100)
    assert sum(map(len, buffer.s.lines)) <= LIMIT
