"""The cluster's past as the page gets it: what the timeline shows.

Not here: going back (``hosting.session``), or where the past is kept (``workbench.branches``).
"""

from typing import Any

from podlab.hosting.journal import History, Row

MAX_ROWS = 1_000
MAX_WORDS = 120


def timeline_of(history: History, now: int) -> dict[str, Any]:
    """``History`` of the protocol."""
    return {
        "start": history.start,
        "now": now,
        "rows": [row for row in _told(history.rows) if row["what"]][-MAX_ROWS:],
        "branches": [
            {
                "name": branch.name,
                "parent": branch.parent,
                "begins": branch.begins,
                "ends": now if branch.current else branch.ends,
                "current": branch.current,
                "title": branch.title,
            }
            for branch in history.branches
        ],
    }


def _told(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows in words: keystrokes become the lines that they typed, begun with the first."""
    typed: dict[str, str] = {}
    begun: dict[str, int] = {}
    told = []
    for row in rows:
        command = row.command
        if command.get("do") != "terminal.input":
            told.append(_row(row, *_words(command), row.position.time))
            continue
        name = str(command.get("terminal"))
        if not typed.get(name):
            begun[name] = row.position.time
        line = _typed(typed.get(name, ""), str(command.get("data", "")))
        *done, typed[name] = line.replace("\n", "\r").split("\r")
        told += [_row(row, "input", one.strip(), begun[name]) for one in done if one.strip()]
        if done:
            begun[name] = row.position.time
    return told


def _typed(line: str, data: str) -> str:
    for letter in data:
        if letter in "\x7f\b":
            line = line[:-1]
        elif letter >= " " or letter in "\r\n":
            line = (line + letter)[-4_000:]
    return line


def _words(command: dict[str, Any]) -> tuple[str, str]:
    do = command.get("do")
    if do == "run":
        return "run", " ".join(map(str, command.get("argv", ())))
    if do == "file.write":
        return "file", str(command.get("path", ""))
    if do == "request":
        return "request", f"{command.get('method', '')} {command.get('path', '')}"
    if do == "fault":
        return "fault", " ".join(map(str, command.get("fault", ())))
    return "", ""


def _row(row: Row, what: str, words: str, begins: int) -> dict[str, Any]:
    return {
        "time": row.position.time,
        "begins": begins,
        "what": what,
        "words": words[:MAX_WORDS],
    }
