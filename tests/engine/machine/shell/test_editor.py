"""Editing a line: keys in, text and terminal output out."""

import pytest

from podlab.engine.machine.shell.editor import EditorState, LineEditor


def edited(keys: list[str], history: list[str] | None = None) -> tuple[str, int]:
    state = EditorState("$ ")
    editor = LineEditor(state, history or [])
    for key in keys:
        editor.key(key)
    return state.text, state.cursor


@pytest.mark.parametrize(
    ("keys", "text", "cursor"),
    [
        ([*"abc", "left", "left", "X"], "aXbc", 2),
        ([*"abc", "C-a", "X", "C-e", "Y"], "XabcY", 5),
        ([*"one two", "C-w"], "one ", 4),
        ([*"one two", "M-b", "C-k"], "one ", 4),
        ([*"one two", "C-u", "C-y", "C-y"], "one twoone two", 14),
        ([*"ab", "C-t"], "ba", 2),
        ([*"abc", "home", "delete"], "bc", 0),
        ([*"abc", "backspace", "C-_"], "abc", 3),
        ([*"中文", "left", "x"], "中x文", 2),
        (["paste-start", "a", "enter", "tab", "paste-end", "b"], "a\n\tb", 4),
    ],
)
def test_keys(keys: list[str], text: str, cursor: int) -> None:
    assert edited(keys) == (text, cursor)


def test_history_up_and_down_keeps_what_was_typed() -> None:
    history = ["first", "second"]
    assert edited([*"new", "up"], history)[0] == "second"
    assert edited([*"new", "up", "up", "up"], history)[0] == "first"
    assert edited([*"new", "up", "down"], history)[0] == "new"


def test_reverse_search() -> None:
    history = ["kubectl get pods", "ls", "kubectl get svc"]
    assert edited(["C-r", *"get"], history)[0] == "kubectl get svc"
    assert edited(["C-r", *"get", "C-r"], history)[0] == "kubectl get pods"
    assert edited([*"x", "C-r", *"get", "C-g"], history)[0] == "x"


def test_events() -> None:
    editor = LineEditor(EditorState("$ "), [])
    assert editor.key("C-d") == "end"
    editor.key("a")
    assert editor.key("C-d") == ""
    assert editor.key("enter") == "accept"
    assert editor.key("C-c") == "interrupt"
