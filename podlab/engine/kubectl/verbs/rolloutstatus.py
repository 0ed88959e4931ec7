"""``kubectl rollout status``: say how far a rollout is until it is done.

Here: the words for each kind, and the watch as a small-step program.  Not here: rollouts.
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.owned import revision_of
from podlab.engine.machine.program import Step, Wait, first_of, notice, until
from podlab.engine.objects.meta import dig

Object = dict[str, Any]
ROLLING = "rollout status is only available for RollingUpdate strategy type"


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    if "targets" not in memory:
        _begin(c)
    while memory["targets"]:
        wait = _watch(c, memory["targets"][0])
        if wait is not None:
            return wait
        memory["targets"].pop(0)
        memory.pop("since", None)
    return 0


def _begin(c: Context) -> None:
    if not c.args and not c.flag("filename"):
        raise CommandError("required resource not specified")
    found = select(c, c.args, Ask(latest=True, list_all=True))
    raise_all(found.errors)
    if not found.infos:
        c.err(f"No resources found in {c.namespace} namespace.\n")
    for info in found.infos:
        if info.resource not in _STATUS:
            raise CommandError(f"no status viewer has been implemented for {info.kind.kind}")
    c.memory["targets"] = [[info.resource, info.namespace, info.name] for info in found.infos]
    if c.flag("timeout"):
        c.memory["deadline"] = c.p.now + int(c.flag("timeout"))


def _watch(c: Context, target: list[str]) -> Wait | None:
    resource, namespace, name = target
    memory = c.memory
    if "since" not in memory:
        memory["since"] = c.kube.revision
        events = [("ADDED", c.client.get(resource, namespace, name))]
    else:
        fields = f"metadata.name={name}"
        events, memory["since"] = c.kube.changes(
            c.caller, resource, namespace, memory["since"], "", fields
        )
    for type_, obj in events:
        if type_ == "DELETED":
            raise CommandError("object has been deleted")
        text, done = _STATUS[resource](obj, int(c.flag("revision")))
        c.out(text)
        if done or not c.flag("watch"):
            return None
    deadline = memory.get("deadline")
    if deadline is not None and c.p.now >= deadline:
        raise CommandError("timed out waiting for the condition")
    wait = notice(f"watch/{resource}")
    return wait if deadline is None else first_of(wait, until(deadline))


def _observed(obj: Object) -> bool:
    generation = obj["metadata"].get("generation", 0)
    return bool(generation <= dig(obj, "status", "observedGeneration", default=0))


def deployment(obj: Object, revision: int) -> tuple[str, bool]:
    """(words, done) of a Deployment."""
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    if revision and revision != revision_of(obj):
        raise CommandError(
            f"desired revision ({revision}) is different from the running revision "
            f"({revision_of(obj)})"
        )
    if not _observed(obj):
        return "Waiting for deployment spec update to be observed...\n", False
    for row in status.get("conditions") or []:
        if row["type"] == "Progressing" and row.get("reason") == "ProgressDeadlineExceeded":
            raise CommandError(f'deployment "{name}" exceeded its progress deadline')
    wanted, updated = obj["spec"].get("replicas", 1), status.get("updatedReplicas", 0)
    total, ready = status.get("replicas", 0), status.get("availableReplicas", 0)
    lead = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return f"{lead}{updated} out of {wanted} new replicas have been updated...\n", False
    if total > updated:
        return f"{lead}{total - updated} old replicas are pending termination...\n", False
    if ready < updated:
        return f"{lead}{ready} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def daemonset(obj: Object, revision: int) -> tuple[str, bool]:
    """(words, done) of a DaemonSet."""
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    if dig(obj, "spec", "updateStrategy", "type") != "RollingUpdate":
        raise CommandError(ROLLING)
    if not _observed(obj):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted = status.get("desiredNumberScheduled", 0)
    updated, ready = status.get("updatedNumberScheduled", 0), status.get("numberAvailable", 0)
    lead = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return f"{lead}{updated} out of {wanted} new pods have been updated...\n", False
    if ready < wanted:
        return f"{lead}{ready} of {wanted} updated pods are available...\n", False
    return f'daemon set "{name}" successfully rolled out\n', True


def statefulset(obj: Object, revision: int) -> tuple[str, bool]:
    """(words, done) of a StatefulSet."""
    status, spec = obj.get("status") or {}, obj["spec"]
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") != "RollingUpdate":
        raise CommandError(ROLLING)
    if not status.get("observedGeneration") or not _observed(obj):
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    updated = status.get("updatedReplicas", 0)
    if ready < wanted:
        return f"Waiting for {wanted - ready} pods to be ready...\n", False
    rolling = strategy.get("rollingUpdate")
    if rolling is not None:
        goal = wanted - (rolling.get("partition") or 0)
        if rolling.get("partition") is not None and updated < goal:
            return (f"Waiting for partitioned roll out to finish: {updated} out of {goal} new pods "
                    "have been updated...\n"), False  # fmt: skip
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    newest, current = status.get("updateRevision", ""), status.get("currentRevision", "")
    if newest != current:
        return (f"waiting for statefulset rolling update to complete {updated} pods at revision "
                f"{newest}...\n"), False  # fmt: skip
    count = status.get("currentReplicas", 0)
    return f"statefulset rolling update complete {count} pods at revision {current}...\n", True


_STATUS = {
    "deployments.apps": deployment, "daemonsets.apps": daemonset,
    "statefulsets.apps": statefulset,
}  # fmt: skip
