"""``kubectl cordon | uncordon | drain``.

Here: which Pods a drain evicts or refuses, evicting until they are gone.  Not here: evictions
(the API server).
"""

from typing import Any

from podlab.engine.kubectl import gone
from podlab.engine.kubectl.builder import Ask, select
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.errors import CommandError
from podlab.engine.kubectl.info import Info
from podlab.engine.machine.program import Step, until
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
RETRY = 5_000_000
MIRROR = "kubernetes.io/config.mirror"


def _nodes(c: Context) -> list[Info]:
    if not c.args and not c.flag("selector"):
        raise c.usage(f"USAGE: {c.line.node.name} NODE [flags]")
    return select(c, ["nodes", *c.args], Ask(latest=True)).all_or_error()


def cordon(c: Context) -> Step:
    """``cordon``."""
    for info in _nodes(c):
        _mark(c, info, True)
    return 0


def uncordon(c: Context) -> Step:
    """``uncordon``."""
    for info in _nodes(c):
        _mark(c, info, False)
    return 0


def _mark(c: Context, info: Info, wanted: bool) -> None:
    word = "cordoned" if wanted else "uncordoned"
    current = bool((info.content.get("spec") or {}).get("unschedulable"))
    if current == wanted:
        c.out(f"node/{info.name} already {word}{c.dry_suffix}\n")
        return
    if c.dry_run != "client":
        patch = {"spec": {"unschedulable": wanted or None}}
        c.kube.verbs.patch(c.caller, "nodes", "", info.name, patch, "strategic",
                           dry_run=c.dry_run == "server")  # fmt: skip
    c.out(f"node/{info.name} {word}{c.dry_suffix}\n")


def drain(c: Context) -> Step:
    """``drain``."""
    memory = c.memory
    if "nodes" not in memory:
        infos = _nodes(c)
        for info in infos:
            _mark(c, info, True)
        memory["nodes"] = [info.name for info in infos]
        memory["failed"] = []
        if c.flag("timeout"):
            memory["deadline"] = c.p.now + int(c.flag("timeout"))
    while memory["nodes"]:
        try:
            step = _drain_node(c, memory["nodes"][0])
        except CommandError as error:
            _fail(c, memory["nodes"][0], error)
            continue
        if step is not None:
            return step
        memory["nodes"].pop(0)
        memory.pop("pods", None)
    if memory["failed"]:
        pending = "".join(f" {name}\n" for name, _ in memory["failed"])
        texts = "\n".join(text for _, text in memory["failed"])
        raise CommandError(f"There are pending nodes to be drained:\n{pending}{texts}", prefix="")
    return 0


def _fail(c: Context, node: str, error: CommandError) -> None:
    memory = c.memory
    memory["failed"].append([node, error.message])
    memory["nodes"].pop(0)
    memory.pop("pods", None)
    c.err(
        f'error: unable to drain node "{node}" due to error: {error.message}, continuing '
        "command...\n"
    )


def _drain_node(c: Context, node: str) -> Step | None:
    memory = c.memory
    if "pods" not in memory:
        pods = c.client.list("pods", None, str(c.flag("pod-selector") or ""),
                             f"spec.nodeName={node}")  # fmt: skip
        memory["pods"] = _evictable(c, pods)
        memory["waiting"] = []
    if c.dry_run != "none":
        for pod in memory["pods"]:
            c.out(f"evicting pod {pod[0]}/{pod[1]}{c.dry_suffix}\n")
        memory["pods"] = []
    if c.p.now < memory.get("again", 0):
        return until(memory["again"])
    _evict(c)
    if memory["pods"]:
        memory["again"] = c.p.now + RETRY
        return until(memory["again"])
    return _await_gone(c, node)


def _await_gone(c: Context, node: str) -> Step | None:
    memory = c.memory
    before = memory["waiting"]
    memory["waiting"] = gone.remaining(c, before)
    for row in before:
        if row not in memory["waiting"]:
            c.out(f"pod/{row[2]} {'deleted' if c.flag('disable-eviction') else 'evicted'}\n")
    if memory["waiting"]:
        deadline = memory.get("deadline")
        if deadline is not None and c.p.now >= deadline:
            raise CommandError(
                f"drain did not complete within {int(c.flag('timeout')) // 1_000_000}s"
            )
        return gone.wait_gone(memory["waiting"], deadline)
    if c.dry_run != "server":
        c.out(f"node/{node} drained{c.dry_suffix}\n")
    return None


def _controller(pod: Object) -> Object | None:
    for row in pod["metadata"].get("ownerReferences") or []:
        if row.get("controller"):
            return row  # type: ignore[no-any-return]
    return None


def _evictable(c: Context, pods: list[Object]) -> list[list[str]]:
    chosen: list[list[str]] = []
    daemons: list[str] = []
    problems: dict[str, list[str]] = {}
    for pod in pods:
        metadata, phase = pod["metadata"], (pod.get("status") or {}).get("phase")
        where = f"{metadata['namespace']}/{metadata['name']}"
        if MIRROR in (metadata.get("annotations") or {}):
            continue
        done = phase in ("Succeeded", "Failed")
        owner = _controller(pod)
        if owner is not None and owner["kind"] == "DaemonSet" and not done:
            if not c.flag("ignore-daemonsets"):
                problems.setdefault("cannot delete DaemonSet-managed Pods (use --ignore-daemonsets "
                                    "to ignore)", []).append(where)  # fmt: skip
            daemons.append(where)
            continue
        local = any("emptyDir" in volume for volume in pod["spec"].get("volumes") or [])
        if local and not done and not c.flag("delete-emptydir-data"):
            problems.setdefault("cannot delete Pods with local storage (use --delete-emptydir-data "
                                "to override)", []).append(where)  # fmt: skip
            continue
        if owner is None and not done and not c.flag("force"):
            problems.setdefault("cannot delete Pods that declare no controller (use --force to "
                                "override)", []).append(where)  # fmt: skip
            continue
        chosen.append([metadata["namespace"], metadata["name"], metadata.get("uid", "")])
    if problems:
        rows = [f"{words}: {', '.join(problems[words])}" for words in sorted(problems)]
        raise CommandError(", ".join(rows) if len(rows) == 1 else f"[{', '.join(rows)}]")
    if daemons:
        c.err(f"Warning: ignoring DaemonSet-managed Pods: {', '.join(daemons)}\n")
    return chosen


def _evict(c: Context) -> None:
    memory = c.memory
    left = []
    for namespace, name, uid in memory["pods"]:
        c.out(f"evicting pod {namespace}/{name}\n")
        try:
            _evict_one(c, namespace, name)
        except ApiError as error:
            if error.code == 404:
                continue
            if error.code != 429:
                raise CommandError(
                    f'error when evicting pods/"{name}" -n "{namespace}": {error.message}'
                ) from None
            c.err(
                f'error when evicting pods/"{name}" -n "{namespace}" (will retry after 5s): '
                f"{error.message}\n"
            )
            left.append([namespace, name, uid])
            continue
        memory["waiting"].append(["pods", namespace, name, uid])
    memory["pods"] = left


def _evict_one(c: Context, namespace: str, name: str) -> None:
    grace = int(c.flag("grace-period"))
    options: Object = {} if grace < 0 else {"gracePeriodSeconds": grace}
    if c.flag("disable-eviction"):
        c.kube.verbs.delete(c.caller, "pods", namespace, name, options=options)
        return
    body = {"apiVersion": "policy/v1", "kind": "Eviction",
            "metadata": {"name": name, "namespace": namespace},
            "deleteOptions": options}  # fmt: skip
    c.client.create_sub("pods", namespace, name, "eviction", body)
