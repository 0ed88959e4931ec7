"""The prompt: bash's escapes in PS1.

Not here: drawing it.
"""

import posixpath

from podlab.engine.machine.shell.context import Shell

DEFAULT_BASH = "[\\u@\\h \\W]\\$ "
DEFAULT_ASH = "\\w \\$ "


def prompt(shell: Shell, name: str = "PS1") -> str:
    """The prompt to show now."""
    if name == "PS2":
        return shell.variables.get("PS2") or "> "
    default = DEFAULT_ASH if shell.ash else DEFAULT_BASH
    return decode(shell, shell.variables.get("PS1") or default)


def decode(shell: Shell, text: str) -> str:
    """A prompt text with its escapes replaced."""
    result: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char != "\\" or position + 1 >= len(text):
            result.append(char)
            position += 1
            continue
        if text.startswith(("\\033", "\\e"), position):
            result.append("\x1b")
            position += 4 if text[position + 1] == "0" else 2
            continue
        result.append(_escape(shell, text[position + 1]))
        position += 2
    return "".join(result)


def _escape(shell: Shell, letter: str) -> str:
    p = shell.p
    if letter in "wW":
        return _directory(shell, letter == "W")
    simple = {
        "u": shell.variables.get("USER") or ("root" if p.uid == 0 else str(p.uid)),
        "h": p.hostname.partition(".")[0],
        "H": p.hostname,
        "$": "#" if p.uid == 0 else "$",
        "n": "\n",
        "s": posixpath.basename(shell.state.name),
        "v": "5.1",
        "!": str(len(shell.state.history) + 1),
        "#": str(len(shell.state.history) + 1),
        "j": str(len(shell.state.jobs)),
        "[": "",
        "]": "",
        "\\": "\\",
    }
    return simple.get(letter, "\\" + letter)


def _directory(shell: Shell, last: bool) -> str:
    home, cwd = shell.variables.get("HOME") or "", shell.p.cwd
    if home and home != "/" and (cwd == home or cwd.startswith(home + "/")):
        cwd = "~" + cwd[len(home) :]
    return posixpath.basename(cwd) or "/" if last and cwd != "~" else cwd
