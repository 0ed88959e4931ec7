"""Parsing never hangs or crashes, and says what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.machine.shell import nodes
from podlab.engine.machine.shell.lexer import Incomplete, ShellSyntaxError
from podlab.engine.machine.shell.parser import Parser


@pytest.mark.parametrize(
    "text",
    ["if true", "for i in 1 2; do", "echo 'a", 'echo "a', "cat <<E\nx", "f() {", "a |", "$("],
)
def test_an_unfinished_command_asks_for_more(text: str) -> None:
    with pytest.raises(Incomplete):
        Parser(text + "\n").line()


@pytest.mark.parametrize("text", ["echo )", "fi", "a ;; b", "for 1x in a; do b; done", "| a"])
def test_wrong_commands_are_refused(text: str) -> None:
    with pytest.raises(ShellSyntaxError) as fault:
        Parser(text + "\n").line()
    assert not isinstance(fault.value, Incomplete)


def test_one_line_at_a_time() -> None:
    parser = Parser("echo a\necho b\n")
    first = parser.line()
    assert first is not None
    assert len(first.items) == 1
    assert Parser("echo a\necho b\n", parser.position).line() is not None


def test_deep_nesting_is_refused_not_a_crash() -> None:
    with pytest.raises(ShellSyntaxError):
        Parser("(" * 5000).line()
    with pytest.raises(ShellSyntaxError):
        Parser("echo " + "$(echo " * 0 + '"$(' * 3000).line()


@given(st.text("abc $(){}[]|&;<>'\"\\\n=#!`*?~", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    parser = Parser(text)
    try:
        for _ in range(50):
            items = parser.line()
            if items is None:
                break
            assert isinstance(items, nodes.Items)
            parser = Parser(parser.lexer.source, parser.position)
    except ShellSyntaxError:
        pass
