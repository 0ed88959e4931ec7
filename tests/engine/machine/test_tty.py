"""Terminals: the line discipline between keys and programs."""

import pytest

from podlab.engine.machine.tty import RING
from tests.engine.machine.small import Lab


class Terminal:
    """A terminal on which one program runs."""

    def __init__(self, *argv: str) -> None:
        self.lab = Lab()
        self.machine = self.lab.machine
        self.machine.open_terminal("1", 80, 24, list(argv))
        self.lab.run(1)
        self.offset = 0

    def type(self, keys: bytes) -> bytes:
        self.machine.terminal_input("1", keys)
        self.lab.run(1)
        data, self.offset = self.machine.terminal_since("1", self.offset)
        return data


def test_keys_are_echoed_and_a_line_is_read() -> None:
    assert Terminal("t_cat").type(b"hello\r") == b"hello\r\nhello\r\n"


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (b"ab\x7fc\r", b"ac"),
        (b"ab\x08c\r", b"ac"),
        (b"wrong\x15right\r", b"right"),
        (b"one two\x17three\r", b"one three"),
        ("日本\x7f語\r".encode(), "日語".encode()),
    ],
)
def test_erasing(keys: bytes, line: bytes) -> None:
    shown = Terminal("t_cat").type(keys)
    assert shown.split(b"\r\n")[1] == line


def test_control_d_ends_the_input_and_the_session() -> None:
    terminal = Terminal("t_cat")
    terminal.type(b"\x04")
    assert terminal.machine.terminal_ended("1")


def test_control_c_interrupts_the_foreground() -> None:
    terminal = Terminal("t_sleep", "100")
    assert terminal.type(b"\x03") == b"^C"
    assert terminal.machine.terminal_ended("1")


def test_control_z_stops() -> None:
    terminal = Terminal("t_sleep", "100")
    terminal.type(b"\x1a")
    states = [row.state for row in terminal.machine.process_table() if row.tty == "pts/0"]
    assert states == ["T"]


def test_a_closed_terminal_hangs_up() -> None:
    terminal = Terminal("t_sleep", "100")
    terminal.machine.close_terminal("1")
    terminal.lab.run(1)
    assert not [row for row in terminal.machine.process_table() if row.argv[0] == "t_sleep"]


def test_new_output_is_a_notice() -> None:
    terminal = Terminal("t_cat")
    heard: list[str] = []
    terminal.lab.sim.register("page", lambda kind, payload: heard.append(kind))
    terminal.lab.sim.wait_for("tty/m1/1", "page", "output")
    terminal.type(b"x")
    assert heard == ["output"]


def test_the_screen_is_bounded() -> None:
    terminal = Terminal("t_cat")
    for _ in range(60):
        terminal.type(b"x" * 2000 + b"\r")
    assert len(terminal.machine.terminal_screen("1")) <= RING + 4096


def test_endless_lines_are_cut() -> None:
    terminal = Terminal("t_cat")
    terminal.type(b"y" * 100_000)
    assert len(terminal.machine.state.ttys["1"].line) <= 4096


def test_an_open_terminal_is_taken_up_again() -> None:
    terminal = Terminal("t_cat")
    terminal.machine.open_terminal("1", 100, 50)
    row = terminal.machine.state.ttys["1"]
    assert (row.columns, row.rows) == (100, 50)


def test_what_is_typed_at_no_terminal_is_nothing() -> None:
    lab = Lab()
    lab.machine.terminal_input("9", b"x")
    assert lab.machine.terminal_screen("9") == b""
    assert lab.machine.terminal_ended("9")
