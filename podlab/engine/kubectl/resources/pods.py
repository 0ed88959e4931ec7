"""Which Pod and container a command means: ``POD``, ``TYPE/NAME``, default containers.

Here: choosing.  Not here: what is done with them (exec, logs, attach …).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects import labels

Object = dict[str, Any]
DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"


def selector_of(obj: Object) -> labels.Selector | None:
    """The selector by which a workload or Service finds its Pods; None if it has none."""
    selector = (obj.get("spec") or {}).get("selector")
    if not selector:
        return None
    if obj["kind"] in ("Service", "ReplicationController"):
        return labels.from_labels(selector)
    return labels.from_object(selector)


def pods_of(c: Context, info: Info) -> list[Object]:
    """A workload's Pods, those first that one would rather look at.

    Raises:
        CommandError: the object selects no Pods.
    """
    selector = selector_of(info.content)
    if selector is None:
        raise CommandError(
            f"cannot attach to {info.kind.api_version}, Kind={info.kind.kind}: selector for "
            f"{info.kind.plural} not implemented"
        )
    pods = c.client.list("pods", info.namespace, labels.to_text(selector))
    return sorted(pods, key=_rank, reverse=True)


def _rank(pod: Object) -> tuple[bool, bool, bool, bool]:
    status = pod.get("status") or {}
    ready = any(
        row.get("type") == "Ready" and row.get("status") == "True"
        for row in status.get("conditions") or []
    )
    phase = status.get("phase")
    alive = "deletionTimestamp" not in pod["metadata"]
    return bool((pod.get("spec") or {}).get("nodeName")), phase == "Running", ready, alive


def find_pod(c: Context, word: str) -> Object:
    """The Pod of ``POD`` or ``TYPE/NAME``."""
    if "/" not in word:
        return c.client.get("pods", c.namespace, word)
    return pod_of(c, select(c, [word], Ask()).all_or_error()[0])


def pod_of(c: Context, info: Info) -> Object:
    """A Pod itself, or the first that a workload or Service selects."""
    if info.resource == "pods":
        return info.content
    pods = pods_of(c, info)
    if not pods:
        raise CommandError("timed out waiting for the condition")
    return pods[0]


def containers(pod: Object) -> list[tuple[str, str]]:
    """(name, kind '' init or ephem) of all containers."""
    spec = pod["spec"]
    rows = [(row["name"], "") for row in spec.get("containers") or []]
    rows += [(row["name"], "init") for row in spec.get("initContainers") or []]
    rows += [(row["name"], "ephem") for row in spec.get("ephemeralContainers") or []]
    return rows


def listed(pod: Object) -> str:
    """``app, one (init)``."""
    return ", ".join(f"{name} ({kind})" if kind else name for name, kind in containers(pod))


def choose_container(c: Context, pod: Object, *, quiet: bool = False, channel: int = 2) -> str:
    """The container of ``-c``, of the annotation, or the first, with kubectl's remark (which
    ``cp`` from a Pod writes to its standard output).

    Raises:
        CommandError: the Pod has no such container.
    """
    name = str(c.flag("container") or "")
    names = [row[0] for row in containers(pod)]
    if name:
        if name not in names:
            raise CommandError(
                f"container {name} is not valid for pod {pod['metadata']['name']} out of: "
                f"{listed(pod)}"
            )
        return name
    noted = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER)
    if noted in names:
        return str(noted)
    if len(names) > 1 and not quiet:
        say = c.err if channel == 2 else c.out
        say(f'Defaulted container "{names[0]}" out of: {listed(pod)}\n')
    return names[0]
