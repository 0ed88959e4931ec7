"""vi on a terminal: what a beginner types."""

import pytest

from tests.engine.machine.small import Lab


def typed(keys: str, content: str | None = None) -> Lab:
    lab = Lab()
    if content is not None:
        lab.machine.files.write("/root/f", content.encode())
    lab.machine.open_terminal("1", 60, 12)
    lab.run(1)
    for piece in ["vi f\r", keys]:
        lab.machine.terminal_input("1", piece.encode())
        lab.run(1)
    return lab


def saved(keys: str, content: str = "one two\nthree\nfour\n") -> str:
    lab = typed(keys + "\x1b", content)
    lab.machine.terminal_input("1", b":wq\r")
    lab.run(1)
    return lab.machine.files.read("/root/f").decode()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("iX", "Xone two\nthree\nfour\n"),
        ("A!", "one two!\nthree\nfour\n"),
        ("onew", "one two\nnew\nthree\nfour\n"),
        ("Onew", "new\none two\nthree\nfour\n"),
        ("dd", "three\nfour\n"),
        ("2dd", "four\n"),
        ("yyp", "one two\none two\nthree\nfour\n"),
        ("ddp", "three\none two\nfour\n"),
        ("dw", "two\nthree\nfour\n"),
        ("cwsix", "six two\nthree\nfour\n"),
        ("wD", "one \nthree\nfour\n"),
        ("x", "ne two\nthree\nfour\n"),
        ("rZ", "Zne two\nthree\nfour\n"),
        ("ddu", "one two\nthree\nfour\n"),
        ("ddu\x12", "three\nfour\n"),
        ("Gdd", "one two\nthree\n"),
        ("/thr\rdd", "one two\nfour\n"),
        ("J", "one two three\nfour\n"),
        ("Vjd", "four\n"),
        (":%s/o/0/g\r", "0ne tw0\nthree\nf0ur\n"),
        (":2\rdd", "one two\nfour\n"),
        ("dd.", "four\n"),
    ],
)
def test_editing(keys: str, text: str) -> None:
    assert saved(keys) == text


def test_a_new_file_is_written_by_wq() -> None:
    lab = typed("iapiVersion: v1\rkind: Pod\x1b:wq\r")
    assert lab.machine.files.read("/root/f") == b"apiVersion: v1\nkind: Pod\n"


def test_quitting_with_changes_is_refused_until_forced() -> None:
    lab = typed("ix\x1b:q\r", "a\n")
    assert b"E37: No write since last change" in lab.machine.terminal_screen("1")
    lab.machine.terminal_input("1", b":q!\r")
    lab.run(1)
    assert lab.machine.files.read("/root/f") == b"a\n"


def test_an_unknown_command_says_so() -> None:
    lab = typed(":nosuch\r", "a\n")
    assert b"E492: Not an editor command: nosuch" in lab.machine.terminal_screen("1")
