"""What the Tab key can complete: commands, files, variables, and a program's own words.

Not here: the line itself (``editor``).  kubectl's words come from the service ``kubernetes`` of
the machine, if it offers ``complete(words, p)``.
"""

import posixpath
from typing import Protocol, runtime_checkable

from podlab.engine.machine.program import Proc, SystemCallError
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.lookup import DEFAULT_PATH
from podlab.engine.machine.shell.parser import RESERVED

LIMIT = 2_000
_BREAKS = frozenset(" \t\n;|&<>()'\"=`")
_DIRECTORIES_ONLY = frozenset(("cd", "rmdir", "pushd"))


@runtime_checkable
class Completer(Protocol):
    """A service that knows how a program's command line goes on."""

    def complete(self, words: list[str], p: Proc) -> list[str]:
        """Words that could stand in the place of the last of ``words``."""


def candidates(shell: Shell, line: str) -> tuple[int, list[str]]:
    """(where the word begins, what could stand there) for the line up to the cursor."""
    start = len(line)
    while start > 0 and line[start - 1] not in _BREAKS:
        start -= 1
    word = line[start:]
    before = line[:start].rstrip(" \t")
    segment = _last_command(line[:start])
    if not segment and not before.endswith((">", "<")):
        return start, _commands(shell, word)
    if word.startswith("$"):
        names = sorted(name for name in shell.state.variables if name.startswith(word[1:]))
        return start, ["$" + name for name in names]
    if segment and not before.endswith((">", "<")):
        found = _program_words(shell, [*segment, word])
        if found is not None:
            return start, found
    only = bool(segment) and segment[0] in _DIRECTORIES_ONLY
    return start, files(shell.p, word, only)


def _last_command(text: str) -> list[str]:
    """The words of the command that is being typed."""
    for separator in (";", "|", "&", "(", "`", "\n"):
        text = text.rpartition(separator)[2]
    words = text.split()
    while words and words[0] in ("sudo", "time", "then", "do", "else", "watch", "!"):
        words = words[1:]
    return words


def _program_words(shell: Shell, words: list[str]) -> list[str] | None:
    name = shell.state.aliases.get(words[0], words[0]).split()
    if not name or posixpath.basename(name[0]) not in ("kubectl", "k"):
        return None
    try:
        service = shell.p.service("kubernetes")
    except SystemCallError:
        return None
    if not isinstance(service, Completer):
        return None
    wanted = [*name, *words[1:]]
    return sorted(service.complete(wanted, shell.p)[:LIMIT]) or None


def _commands(shell: Shell, word: str) -> list[str]:
    if "/" in word:
        return files(shell.p, word, False)
    state = shell.state
    names = set(shell.builtins) | set(state.functions) | set(state.aliases) | set(RESERVED)
    for directory in (shell.variables.get("PATH") or DEFAULT_PATH).split(":"):
        try:
            names.update(shell.p.files.listdir(directory))
        except SystemCallError:
            continue
    return sorted(name for name in names if name.startswith(word) and name != "[")[:LIMIT]


def files(p: Proc, word: str, only_directories: bool) -> list[str]:
    """Paths that begin like a word; directories end in a slash."""
    directory, slash, name = word.rpartition("/")
    base = directory + slash
    try:
        real = _expand_home(p, base) or "."
        entries = p.files.listdir(real)
    except SystemCallError:
        return []
    found = []
    for entry in sorted(entries):
        if not entry.startswith(name) or (entry.startswith(".") and not name.startswith(".")):
            continue
        is_dir = p.files.is_dir(posixpath.join(real, entry))
        if is_dir or not only_directories:
            found.append(base + escape(entry) + ("/" if is_dir else ""))
    return found[:LIMIT]


def _expand_home(p: Proc, path: str) -> str:
    return p.env.get("HOME", "/root") + path[1:] if path.startswith("~/") else path


def escape(name: str) -> str:
    """A file name as one types it."""
    return "".join("\\" + char if char in " \t()&;|<>$`'\"\\*?[]" else char for char in name)


def common_prefix(words: list[str]) -> str:
    """What all words begin with."""
    low, high = min(words), max(words)
    end = next((n for n, char in enumerate(low) if char != high[n : n + 1]), len(low))
    return low[:end]
