"""``kubectl drain``: a node for maintenance; each of its Pods is evicted and waited for by itself.

Here: the loop over Pods, its timeout, its words.  Not here: which Pods (``drainfilters``),
evictions and budgets (the API server).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.requests import gone
from podlab.engine.kubectl.verbs.drainfilters import evictable
from podlab.engine.kubectl.verbs.nodes import mark, named_nodes
from podlab.engine.machine.program import Step, until
from podlab.engine.objects.durations import go_duration
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

SECOND = 1_000_000
RETRY = 5 * SECOND
"""After so long an eviction that a budget refused is tried again."""


def drain(c: Context) -> Step:
    """``drain``."""
    memory = c.memory
    if "nodes" not in memory:
        infos = named_nodes(c)
        for info in infos:
            mark(c, info, True)
        memory["nodes"] = [info.name for info in infos]
        memory["failed"] = []
    while memory["nodes"]:
        node = memory["nodes"][0]
        if "pods" not in memory:
            _begin(c, node)
        step = _work(c)
        if step is not None:
            return step
        _finish(c, node)
    return _conclude(c)


def _begin(c: Context, node: str) -> None:
    """Choose the node's Pods, or say why it cannot be drained."""
    memory = c.memory
    chosen, problems, warning = evictable(c, node)
    memory["errors"], memory["begun"] = problems, not problems
    memory["pods"] = [] if problems else [[*row, "evict", c.p.now] for row in chosen]
    memory.pop("deadline", None)
    if problems:
        return
    if warning:
        c.err(f"Warning: {warning}\n")
    if c.flag("timeout"):
        memory["deadline"] = c.p.now + int(c.flag("timeout"))
    if c.dry_run != "none":
        for namespace, name, *_ in chosen:
            c.out(f"evicting pod {namespace}/{name}{c.dry_suffix}\n")
        memory["pods"] = []


def _work(c: Context) -> Step | None:
    """Do what is due for each Pod; when to go on, or None when all are done."""
    memory = c.memory
    for row in list(memory["pods"]):
        if row[4] <= c.p.now:
            error = _evict(c, row) if row[3] == "evict" else _look(c, row)
            if error:
                memory["errors"].append(error)
            if error or row[3] == "done":
                memory["pods"].remove(row)
    if not memory["pods"]:
        return None
    return until(min(row[4] for row in memory["pods"]))


def _evict(c: Context, row: list[Any]) -> str:
    """Try to evict a Pod; what went wrong for good."""
    namespace, name = row[0], row[1]
    direct = bool(c.flag("disable-eviction"))
    if not direct:
        c.out(f"evicting pod {namespace}/{name}\n")
    about = f'error when evicting pods/"{name}" -n "{namespace}"'
    deadline = c.memory.get("deadline")
    if deadline is not None and c.p.now >= deadline and not direct:
        limit = go_duration(int(c.flag("timeout")) / SECOND)
        return f"{about}: global timeout reached: {limit}"
    try:
        _ask(c, namespace, name, direct)
    except ApiError as error:
        if error.code == 404:
            row[3] = "done"
        elif error.code == 429 and not direct:
            c.err(f"{about} (will retry after 5s): {error.message}\n")
            row[4] = c.p.now + RETRY
        else:
            return error.message if direct else f"{about}: {error.message}"
        return ""
    row[3] = "wait"
    return _look(c, row)


def _ask(c: Context, namespace: str, name: str, direct: bool) -> None:
    grace = int(c.flag("grace-period"))
    options: Object = {} if grace < 0 else {"gracePeriodSeconds": grace}
    if direct:
        c.kube.verbs.delete(c.caller, "pods", namespace, name, options=options)
        return
    body = {"apiVersion": "policy/v1", "kind": "Eviction",
            "metadata": {"name": name, "namespace": namespace},
            "deleteOptions": options}  # fmt: skip
    c.client.create_sub("pods", namespace, name, "eviction", body)


def _look(c: Context, row: list[Any]) -> str:
    """Is a Pod gone?  Asked once a second until the time is over."""
    namespace, name, uid = row[:3]
    direct = bool(c.flag("disable-eviction"))
    if not gone.remaining(c, [["pods", namespace, name, uid]]):
        c.out(f"pod/{name} {'deleted' if direct else 'evicted'}\n")
        row[3] = "done"
        return ""
    deadline = c.memory.get("deadline")
    if deadline is not None and c.p.now >= deadline:
        if direct:
            return "context deadline exceeded"
        return (
            f'error when waiting for pod "{name}" in namespace "{namespace}" to terminate: '
            "context deadline exceeded"
        )
    row[4] = c.p.now + SECOND if deadline is None else min(c.p.now + SECOND, deadline)
    return ""


def _finish(c: Context, node: str) -> None:
    """Say how a node's draining ended; the next node's turn."""
    memory = c.memory
    errors = memory["errors"]
    memory.pop("pods")
    memory["nodes"].pop(0)
    if not errors:
        c.out(f"node/{node} drained{c.dry_suffix}\n")
        return
    whole = errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]"
    if memory["begun"]:
        _pending(c, node, whole)
    memory["failed"].append([node, errors])
    c.err(f'error: unable to drain node "{node}" due to error: {whole}, continuing command...\n')


def _pending(c: Context, node: str, whole: str) -> None:
    left, _, _ = evictable(c, node)
    if left:
        names = "".join(f"pod/{row[1]}\n" for row in left)
        c.err(f'There are pending pods in node "{node}" when an error occurred: {whole}\n{names}')


def _conclude(c: Context) -> int:
    failed = c.memory["failed"]
    if not failed:
        return 0
    pending = "".join(f" {name}\n" for name, _ in failed)
    texts = "\n".join(text for _, errors in failed for text in errors)
    raise CommandError(f"There are pending nodes to be drained:\n{pending}{texts}", prefix="")
