"""What Tab completes after ``kubectl``: verbs, resource types, live names, namespaces, flags.

Here: candidates for the last word.  Not here: the line editor (the machine's shell).
"""

from typing import Any

from podlab.engine.kubectl.cli.commandline import Line, Node, locate, parse, tree
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.pods import containers
from podlab.engine.machine.program import Proc
from podlab.engine.objects.status import ApiError

LIMIT = 500
NAMES_OF = {
    "logs": "pods", "exec": "pods", "attach": "pods", "port-forward": "pods", "debug": "pods",
    "cp": "pods", "cordon": "nodes", "uncordon": "nodes", "drain": "nodes", "top node": "nodes",
    "top pod": "pods",
}  # fmt: skip
"""Verbs whose first argument is a name, and of which resource."""

TYPED = {
    "get", "describe", "delete", "edit", "label", "annotate", "patch", "expose", "scale",
    "autoscale", "wait", "taint", "rollout status", "rollout history", "rollout undo",
    "rollout pause", "rollout resume", "rollout restart", "set image", "set env",
    "set resources", "set serviceaccount", "set selector",
}  # fmt: skip
OUTPUTS = ("json", "yaml", "wide", "name", "jsonpath=", "go-template=", "custom-columns=", "kyaml")


def complete(words: list[str], p: Proc) -> list[str]:
    """Candidates for the last of the words after ``kubectl`` (which may be empty)."""
    words = words[1:] if words and words[0].rpartition("/")[2] == "kubectl" else words
    if not words or len(words) > 200:
        return []
    *before, last = words
    try:
        found = _candidates(before, last, p)
    except (ApiError, CommandError):
        found = []
    return sorted({word for word in found if word.startswith(last)})[:LIMIT]


def _candidates(before: list[str], last: str, p: Proc) -> list[str]:
    node, rest = locate(before)
    named = any(not word.startswith("-") for word in rest)
    if node.commands and not named and not last.startswith("-"):
        return list(node.commands)
    if last.startswith("-"):
        return _flags(node, last)
    if "--" in before:
        return []
    line = _line(before)
    context = Context(p, line, {})
    if before and before[-1].startswith("-"):
        return _values(context, node, before[-1])
    return _arguments(context, node, last)


def _line(before: list[str]) -> Line:
    try:
        return parse(before)
    except CommandError:
        plain = [word for word in before if not word.startswith("-")]
        try:
            return parse(plain)
        except CommandError:
            node, rest = locate(plain)
            values: dict[str, Any] = {flag.name: None for flag in (*tree().flags, *node.flags)}
            return Line(node, values, set(), rest, None)


def _flags(node: Node, last: str) -> list[str]:
    name, equals, _ = last.partition("=")
    if equals and name in ("-o", "--output"):
        return [f"{name}={one}" for one in OUTPUTS]
    found = []
    for flag in (*node.flags, *tree().flags):
        found.append(f"--{flag.name}" if flag.implied else f"--{flag.name}=")
        if flag.short:
            found.append(f"-{flag.short}")
    return found


def _values(c: Context, node: Node, flag: str) -> list[str]:
    if flag in ("-n", "--namespace"):
        return _names(c, "namespaces")
    if flag in ("-o", "--output"):
        return list(OUTPUTS)
    if flag in ("-c", "--container") and c.args:
        pod = c.client.get("pods", c.namespace, c.args[0].rpartition("/")[2])
        return [name for name, _ in containers(pod)]
    if flag in ("-f", "--filename"):
        return []
    return _arguments(c, node, "")


def _names(c: Context, resource: str) -> list[str]:
    kind = c.kinds.find(resource)
    if kind is None:
        return []
    rows = c.client.list(kind.resource, c.namespace if kind.namespaced else None)
    return [row["metadata"]["name"] for row in rows]


def _types(c: Context) -> list[str]:
    names = []
    for kind in c.kinds.all():
        if "list" in kind.verbs:
            names.append(kind.plural if c.kinds.find(kind.plural) is kind else kind.resource)
    return [*names, "all"]


def _arguments(c: Context, node: Node, last: str) -> list[str]:
    path, args = node.path, c.args
    if path in NAMES_OF:
        if "/" in last:
            return _slashed(c, last)
        return _names(c, NAMES_OF[path]) if not args or path in ("cordon", "uncordon") else []
    if path == "config use-context":
        return [str(row.get("name")) for row in c.config.data.get("contexts") or []]
    if path in ("explain",):
        return _types(c)
    if path not in TYPED:
        return []
    if "/" in last:
        return _slashed(c, last)
    if not args:
        return _types(c)
    return _names(c, args[0]) if "/" not in args[0] and "," not in args[0] else []


def _slashed(c: Context, last: str) -> list[str]:
    word = last.partition("/")[0]
    return [f"{word}/{name}" for name in _names(c, word)]
