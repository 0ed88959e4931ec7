"""Where a change came from: the chain of recorded writes and causes behind it, newest first.

Built from the log of changes and the log of causes alone; what is no longer kept is said to be so.
Not here: what a status means (``observe.podfacts`` and its siblings).
"""

from podlab.engine.kernel.causes import NO_CAUSE, Cause
from podlab.engine.kernel.clock import SECOND
from podlab.engine.objects.meta import controller_of, dig, is_terminating
from podlab.engine.observe.facts import Fact, Params, Records, Ref
from podlab.engine.store.store import Change, Key

MAX_FACTS = 24
MAX_CAUSES = 500
SET_UP = 35 * SECOND
"""How long after the boot of a cluster things still happen because of it; later, what hangs on the
boot alone was started by a timer that has run since."""
OUTSIDE = frozenset({"learner", "kubectl", "client", "cluster"})
_QUEUES = {
    "deployment-controller": "deployments.apps",
    "replicaset-controller": "replicasets.apps",
    "replication-controller": "replicationcontrollers",
    "statefulset-controller": "statefulsets.apps",
    "daemonset-controller": "daemonsets.apps",
    "job-controller": "jobs.batch",
    "cronjob-controller": "cronjobs.batch",
    "endpoint-controller": "services",
    "endpointslice-controller": "services",
    "namespace-controller": "namespaces",
    "node-controller": "nodes",
    "disruption-controller": "poddisruptionbudgets.policy",
    "horizontal-pod-autoscaler": "horizontalpodautoscalers.autoscaling",
    "taint-eviction-controller": "pods",
    "dynamic-provisioner": "persistentvolumeclaims",
    "resourcequota-controller": "resourcequotas",
}
"""Whose keys a controller's queue holds."""


def origin(records: Records, change: Change) -> list[Fact]:
    """A change and what led to it, newest first, down to who began it."""
    facts = [wrote(records, change)]
    actor, wanted, number = change.component, change.key, change.cause
    for _ in range(MAX_CAUSES):
        cause = records.causes.rows.get(number)
        if cause is None or len(facts) >= MAX_FACTS:
            break
        facts += _link(records, number, cause, actor, wanted)
        if cause.component == "cluster" and facts[-2].time > cause.time + SET_UP:
            facts[-1] = Fact("by-timer")
        actor, wanted, number = cause.component, subject_key(cause) or wanted, cause.parent
    if number != NO_CAUSE:
        facts.append(Fact("forgotten"))
    return _distinct(facts)


def _link(records: Records, number: int, cause: Cause, actor: str, wanted: Key) -> list[Fact]:
    """What one cause adds to the chain: what it wrote that led on, and what it was itself."""
    found: list[Fact] = []
    if cause.component != actor:
        written = _leading(records, number, cause, wanted)
        if written is not None:
            found.append(wrote(records, written))
        elif cause.component not in OUTSIDE and not cause.component.startswith("kubelet/"):
            found.append(_acted(records, cause))
    if cause.component in OUTSIDE or cause.component.startswith("kubelet/"):
        found.append(_acted(records, cause))
    return found


def _leading(records: Records, number: int, cause: Cause, wanted: Key) -> Change | None:
    """The write of a cause by which it led to what followed: of the very object, or of one that
    it owns."""
    owned = None
    for change in reversed(records.written_under(number)):
        if change.component != cause.component:
            continue
        if change.key == wanted:
            return change
        if _is_owned_by(change, wanted):
            owned = change
    return owned


def _is_owned_by(change: Change, key: Key) -> bool:
    owners = change.object["metadata"].get("ownerReferences") or ()
    return change.key.namespace == key.namespace and any(
        owner["name"] == key.name and key.resource.startswith(owner["kind"].lower())
        for owner in owners
    )


def _acted(records: Records, cause: Cause) -> Fact:
    if cause.component in OUTSIDE:
        return _outside(cause)
    key = subject_key(cause)
    refs = (records.ref_by_key(*key),) if key is not None else ()
    params: Params = {"component": cause.component, "subject": cause.subject}
    if cause.component.startswith("kubelet/"):
        place, _, words = cause.subject.partition(" ")
        node = cause.component.partition("/")[2]
        params = {"node": node, "container": place.rpartition("/")[2], "words": words}
        return Fact(f"kubelet-{cause.action}", params, refs, cause.time)
    return Fact("acted", {**params, "action": cause.action}, refs, cause.time)


def _outside(cause: Cause) -> Fact:
    if cause.component == "kubectl" or cause.action == "run":
        return Fact("command", {"command": cause.subject}, (), cause.time)
    if cause.component == "client":
        params: Params = {"method": cause.action, "path": cause.subject}
        return Fact("api-request", params, (), cause.time)
    if cause.component == "cluster":
        return Fact("cluster-boot", {}, (), cause.time)
    if cause.action == "type":
        return Fact("typed", {"terminal": cause.subject.rpartition("/")[2]}, (), cause.time)
    return Fact(f"learner-{cause.action}", {"words": cause.subject}, (), cause.time)


def subject_key(cause: Cause) -> Key | None:
    """The object that a cause of a component is about, if its words name one."""
    subject = cause.subject.partition(" ")[0]
    if cause.component == "generic-garbage-collector" and subject.count("|") == 2:
        return Key(*subject.split("|"))
    parts = subject.split("/")
    if cause.component == "kube-scheduler" or cause.component.startswith("kubelet/"):
        return Key(*parts[:3]) if len(parts) >= 3 else None
    resource = _QUEUES.get(cause.component)
    if resource is None or cause.action not in ("reconcile", "monitor"):
        return None
    return Key(resource, parts[0], parts[1]) if len(parts) == 2 else Key(resource, "", parts[0])


def wrote(records: Records, change: Change) -> Fact:
    """What a write did, as a fact."""
    ref = Ref(
        change.key.resource,
        str(change.object.get("kind", "")),
        change.key.namespace,
        change.key.name,
        change.object["metadata"]["uid"],
    )
    code, params = _deed(change)
    refs = [ref]
    owner = controller_of(change.object) if code == "created" else None
    if owner is not None:
        code = "created-for"
        params = {"ownerKind": owner["kind"], "owner": owner["name"]}
        resource = records.resource_of(owner["apiVersion"], owner["kind"])
        refs.append(Ref(resource, owner["kind"], ref.namespace, owner["name"], owner["uid"]))
    if "node" in params:
        refs.append(records.ref_by_key("nodes", "", str(params["node"])))
    params = {"component": change.component, "kind": ref.kind, "name": ref.name, **params}
    return Fact(code, params, tuple(refs), change.time)


def _deed(change: Change) -> tuple[str, Params]:
    if change.type == "ADDED" or change.previous is None:
        return "created", {}
    if change.type == "DELETED":
        return "removed", {}
    old, new = change.previous, change.object
    if is_terminating(new) and not is_terminating(old):
        return "deletion-requested", {}
    node = dig(new, "spec", "nodeName")
    if change.key.resource == "pods" and node and not dig(old, "spec", "nodeName"):
        return "bound", {"node": node}
    before, after = dig(old, "spec", "replicas"), dig(new, "spec", "replicas")
    if before != after and isinstance(before, int) and isinstance(after, int):
        return "scaled", {"before": before, "after": after}
    if new.get("spec") != old.get("spec"):
        return "spec-changed", {}
    if new.get("status") != old.get("status"):
        return "status-changed", {}
    if new["metadata"].get("labels") != old["metadata"].get("labels"):
        return "labels-changed", {}
    return "changed", {}


def _distinct(facts: list[Fact]) -> list[Fact]:
    """Without what repeats: a status that is written twice, a command told by two."""
    kept: list[Fact] = []
    for fact in facts:
        last = kept[-1] if kept else None
        if last is None or not (_signature(last) == _signature(fact) or _wraps(fact, last)):
            kept.append(fact)
    return kept


def _wraps(outer: Fact, inner: Fact) -> bool:
    """Whether a command only ran the other: ``bash -c`` and the line itself."""
    if outer.code != "command" or inner.code != "command":
        return False
    return str(outer.params["command"]).endswith(str(inner.params["command"]))


def _signature(fact: Fact) -> tuple[object, ...]:
    return (fact.code, tuple(fact.params.items()), fact.refs)
