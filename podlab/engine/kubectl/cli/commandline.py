"""The command tree: which commands and flags kubectl 1.37 has, and how a line of words is read.

Here: ``flags.json`` (written by ``tools/kubectl_flags.py``) as a tree, cobra's way from words to a
command, pflag's way from words to values, and both their error words.  Not here: what a command
does (one file per verb).
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from podlab.engine.kubectl.cli import deprecated
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.values import parse_value

ALIASES = {
    "create clusterrole": (), "create configmap": ("cm",), "create cronjob": ("cj",),
    "create deployment": ("deploy",), "create ingress": ("ing",), "create namespace": ("ns",),
    "create poddisruptionbudget": ("pdb",), "create priorityclass": ("pc",),
    "create quota": ("resourcequota",), "create service": ("svc",),
    "create serviceaccount": ("sa",), "create service externalname": (),
    "set serviceaccount": ("sa",), "top node": ("nodes", "no"), "top pod": ("pods", "po"),
    "cluster-info": ("clusterinfo",), "config use-context": ("use",),
    "logs": ("log",), "options": (),
}  # fmt: skip
REQUIRED = {
    "scale": ("replicas",), "create deployment": ("image",), "run": ("image",),
    "create clusterrolebinding": ("clusterrole",), "create cronjob": ("image", "schedule"),
    "create service externalname": ("external-name",), "autoscale": ("max",),
}  # fmt: skip
MAX_WORDS = 4_000
HIDDEN = ("options", "alpha")
"""Commands that are never proposed."""


class Flag(NamedTuple):
    """One flag: ``implied`` is the value that it has when it stands without one."""

    name: str
    short: str
    kind: str
    default: str
    implied: str


@dataclass(frozen=True, slots=True)
class Node:
    """One command with its own flags and its subcommands."""

    path: str
    use: str
    flags: tuple[Flag, ...]
    commands: dict[str, "Node"] = field(default_factory=dict)
    hidden: tuple[Flag, ...] = ()
    """Flags that work and are not listed."""

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.path.rpartition(" ")[2]

    @property
    def full_name(self) -> str:
        """``kubectl create secret``."""
        return f"kubectl {self.path}".strip()

    def find(self, word: str) -> "Node | None":
        """The subcommand of a name or alias."""
        if word in self.commands:
            return self.commands[word]
        for node in self.commands.values():
            if word in ALIASES.get(node.path, ()):
                return node
        return None


def _node(path: str, row: dict[str, Any]) -> Node:
    commands = {
        name: _node(f"{path} {name}".strip(), below)
        for name, below in row.get("commands", {}).items()
    }
    flags = tuple(Flag(*item) for item in row["flags"])
    hidden = tuple(Flag(*item) for item in deprecated.rows(path))
    return Node(path, row["use"], flags, commands, hidden)


@cache
def tree() -> Node:
    """The whole tree; its root's flags belong to every command."""
    root = _node("", json.loads((Path(__file__).parent / "flags.json").read_bytes()))
    root.commands["options"] = Node("options", "kubectl options", ())
    root.commands["alpha"] = Node("alpha", "kubectl alpha [options]", ())
    return root


@dataclass(slots=True)
class Line:
    """A command line that was understood."""

    node: Node
    values: dict[str, Any]
    given: set[str]
    args: list[str]
    dash: int | None
    """How many arguments stand before ``--``; None without one."""

    help: bool = False
    passed: list[tuple[str, str]] = field(default_factory=list)
    """Flags as they were given, in order, with their texts."""
    warnings: list[str] = field(default_factory=list)
    """What is to be said of flags that are going away."""


def _takes_value(flag: Flag) -> bool:
    return not flag.implied


def _index(node: Node) -> tuple[dict[str, Flag], dict[str, Flag]]:
    both = (*tree().flags, *node.flags, *node.hidden)
    names = {flag.name: flag for flag in both}
    return names, {flag.short: flag for flag in names.values() if flag.short}


def locate(words: list[str]) -> tuple[Node, list[str]]:
    """The command that the words name, and the words without its name.

    Flags may stand between; like cobra, one that is not known is thought to take a value.
    """
    node, rest = tree(), list(words)
    position = 0
    while position < len(rest) and node.commands:
        word = rest[position]
        if word == "--":
            break
        if word.startswith("-") and len(word) > 1:
            position += 2 if _separate_value(node, word) else 1
            continue
        below = node.find(word)
        if below is None:
            break
        del rest[position]
        node = below
    return node, rest


def _first_operand(node: Node, words: list[str]) -> str | None:
    """The first word that is neither a flag nor, as cobra sees it, a flag's value."""
    position = 0
    while position < len(words):
        word = words[position]
        if word == "--":
            return None
        if not word.startswith("-") or word == "-":
            return word
        position += 2 if _separate_value(node, word) else 1
    return None


def _separate_value(node: Node, word: str) -> bool:
    names, shorts = _index(node)
    if "=" in word or word in ("--help", "-h"):
        return False
    if word.startswith("--"):
        flag = names.get(word[2:])
        return flag is None or _takes_value(flag)
    flag = shorts.get(word[1:2])
    return len(word) == 2 and (flag is None or _takes_value(flag))


class _Parser:
    """Reads one line of words; pflag's rules."""

    def __init__(self, node: Node) -> None:
        self.names, self.shorts = _index(node)
        self.line = Line(node, {}, set(), [], None)
        for flag in self.names.values():
            self.line.values[flag.name] = parse_value(flag.kind, flag.default, "")

    def read(self, words: list[str], *, interspersed: bool = True) -> Line:
        """All the words."""
        position = 0
        while position < len(words):
            word = words[position]
            position += 1
            if word == "--":
                self.line.dash = len(self.line.args)
                self.line.args += words[position:]
                break
            if not word.startswith("-") or word == "-":
                self.line.args.append(word)
            elif word.startswith("--"):
                position = self._long(word, words, position)
            else:
                position = self._short(word, words, position)
        return self.line

    def _long(self, word: str, words: list[str], position: int) -> int:
        name, equals, value = word[2:].partition("=")
        if not name or name.startswith(("-", "=")):
            raise self._usage(f"bad flag syntax: {word}")
        flag = self.names.get(name.replace("_", "-"))
        if flag is None:
            if name == "help":
                self.line.help = True
                return position
            raise self._usage(f"unknown flag: --{name}")
        if equals:
            self._set(flag, value)
        elif flag.implied:
            self._set(flag, flag.implied)
        elif position < len(words):
            self._set(flag, words[position])
            return position + 1
        else:
            raise self._usage(f"flag needs an argument: --{name}")
        return position

    def _short(self, word: str, words: list[str], position: int) -> int:
        letters = word[1:]
        while letters:
            letter, rest = letters[0], letters[1:]
            flag = self.shorts.get(letter)
            if flag is None:
                if letter == "h":
                    self.line.help = True
                    return position
                raise self._usage(f"unknown shorthand flag: '{letter}' in -{letters}")
            if rest.startswith("="):
                self._set(flag, rest[1:], short=True)
                return position
            if flag.implied:
                self._set(flag, flag.implied, short=True)
                letters = rest
                continue
            if rest:
                self._set(flag, rest, short=True)
                return position
            if position < len(words):
                self._set(flag, words[position], short=True)
                return position + 1
            raise self._usage(f"flag needs an argument: '{letter}' in -{letters}")
        return position

    def _set(self, flag: Flag, text: str, *, short: bool = False) -> None:
        try:
            value = parse_value(flag.kind, text, flag.name)
        except ValueError as error:
            name = f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}"
            raise self._usage(f'invalid argument "{text}" for "{name}" flag: {error}') from None
        if flag.kind in ("slice", "array") and flag.name in self.line.given:
            value = self.line.values[flag.name] + value
        self.line.values[flag.name] = value
        self.line.given.add(flag.name)
        self.line.passed.append((flag.name, text))
        self.line.warnings += deprecated.warnings(self.line.node.path, flag.name, short=short)

    def _usage(self, message: str) -> CommandError:
        return CommandError(f"{message}\nSee '{self.line.node.full_name} --help' for usage.")


def _misspelt(word: str) -> CommandError:
    similar = [
        name
        for name in tree().commands
        if name not in HIDDEN
        and (distance(word.lower(), name) <= 2 or name.startswith(word.lower()))
    ]
    hint = "".join(f"\t{name}\n" for name in similar)
    more = f"\n\nDid you mean this?\n{hint}" if hint else ""
    return CommandError(f'unknown command "{word}" for "kubectl"{more}')


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or dropped (Levenshtein)."""
    one = one[:64]
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            cost = previous + (left != right)
            previous = row[j]
            row[j] = min(row[j] + 1, row[j - 1] + 1, cost)
    return row[-1]


def parse(words: list[str]) -> Line:
    """Understand the words after ``kubectl``.

    Raises:
        CommandError: with kubectl's words.
    """
    if len(words) > MAX_WORDS:
        raise CommandError("argument list too long")
    if words[:1] == ["help"]:
        node, _ = locate(words[1:])
        return Line(node, {}, set(), [], None, help=True)
    node, rest = locate(words)
    if node is tree():
        word = _first_operand(node, rest)
        if word is not None:
            if rest[0].startswith("-") and rest[0] != "--":
                raise CommandError(
                    f"flags cannot be placed before plugin name: {rest[0]}", prefix="Error: "
                )
            raise _misspelt(word)
    line = _Parser(node).read(rest)
    missing = [name for name in REQUIRED.get(node.path, ()) if name not in line.given]
    if missing and not line.help:
        names = '", "'.join(missing)
        raise CommandError(f'required flag(s) "{names}" not set')
    return line
