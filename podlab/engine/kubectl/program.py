"""kubectl as a program of the simulated machine.

Here: reading the command line, letting the recorded time pass around the verb's work, standard
input, errors and the exit status.  Not here: any verb.  What a process must remember stands in
``p.memory``; ``main`` is called again from the top after each wait.
"""

from typing import Any

from podlab.engine.kubectl import VERBS
from podlab.engine.kubectl.cli import timings
from podlab.engine.kubectl.cli.commandline import Line, parse, tree
from podlab.engine.kubectl.cli.errors import CommandError, Several, explain
from podlab.engine.kubectl.cli.help import help_text, options_text
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.download import fetch
from podlab.engine.machine.program import Proc, Step, Wait, readable, until
from podlab.engine.objects.status import ApiError

MAX_INPUT = 12 << 20
LOCAL = {"config", "completion", "options", "plugin", "kustomize", "kuberc", "help",
         "alpha"}  # fmt: skip
"""Commands that reach no server."""
READING = {
    "get", "describe", "logs", "explain", "events", "top", "api-resources", "api-versions",
    "version", "cluster-info", "wait", "diff", "auth", "exec", "attach", "cp", "port-forward",
    "rollout status", "rollout history",
}  # fmt: skip
"""Commands that write nothing, and so are the cause of nothing."""


def main(p: Proc) -> Step:
    """The program ``kubectl``."""
    memory = p.memory
    if "end" in memory:
        return int(memory["code"]) if p.now >= memory["end"] else until(memory["end"])
    try:
        line = parse(p.argv[1:])
        step = _run(p, line)
    except (ApiError, CommandError, Several) as error:
        text, code = explain(error)
        if p.argv[1:2] == ["diff"] and code == 1:
            code = 2
        _finish_tty(p)
        p.write(2, text)
        return _end(p, code)
    return step if isinstance(step, Wait) else _end(p, step)


def _finish_tty(p: Proc) -> None:
    if p.memory.get("raw"):
        p.set_raw(0, False)


def _end(p: Proc, code: int) -> Step:
    memory = p.memory
    path = memory.get("path", "")
    memory["code"] = code
    memory["end"] = p.now + timings.timing(path).after * 1_000
    return until(memory["end"])


def _run(p: Proc, line: Line) -> Step:
    memory = p.memory
    if line.help or (line.node.path == "" and not line.args):
        p.write(1, help_text(line.node))
        return 0
    memory["path"] = line.node.path
    if "start" not in memory:
        for text in line.warnings:
            p.write(2, f"{text}\n")
        before = timings.timing(line.node.path, bool(line.values.get("server-side"))).before
        memory["start"] = p.now + before * 1_000
    if p.now < memory["start"]:
        return until(memory["start"])
    if _wants_input(line) and not memory.get("input-ended") and not _read_input(p):
        return readable(0)
    return fetch(p, _file_names(line)) or _verb(p, line)


def _verb(p: Proc, line: Line) -> Step:
    verb = VERBS.get(line.node.path)
    if verb is None:
        if line.node.commands:
            return _group(p, line)
        raise CommandError(f"not simulated: kubectl {line.node.path}")
    context = Context(p, line, p.memory.setdefault("verb", {}))
    path = line.node.path
    head = path.partition(" ")[0]
    if head not in LOCAL and head not in READING and path not in READING:
        context.kube.because(line.node.path, " ".join(p.argv)[:300])
    try:
        return verb(context)
    finally:
        if "kube" in context.__dict__:
            context.show_warnings()


def _group(p: Proc, line: Line) -> Step:
    if line.args:
        word = " ".join(line.args)
        p.write(2, f'error: unknown command "{word}"\n')
        p.write(2, f"See 'kubectl {line.node.path} -h' for help and examples\n")
        return 1
    # rollout and certificate tell it to who asked, the others as an error
    p.write(1 if line.node.path in ("rollout", "certificate") else 2, help_text(line.node))
    return 1


def _file_names(line: Line) -> list[Any]:
    return [] if line.node.path == "run" else list(line.values.get("filename") or [])


def _wants_input(line: Line) -> bool:
    names = _file_names(line)
    names += [line.values.get("patch-file"), *(line.values.get("from-file") or [])]
    if line.node.path == "set env" and "-" in line.args:
        names.append("-")
    return "-" in names or "/dev/stdin" in names


def _read_input(p: Proc) -> bool:
    chunks = p.memory.setdefault("input", [])
    while True:
        data = p.read(0)
        if data is None:
            return False
        if not data or sum(map(len, chunks)) > MAX_INPUT:
            p.memory["input"] = [b"".join(chunks)]
            p.memory["input-ended"] = True
            return True
        chunks.append(data)


__all__ = ["main", "options_text", "tree"]
