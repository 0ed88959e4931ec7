"""What is not there: things that objects wait for or refer to, and things that are gone.

Each row carries the question by which ``observe.narrate`` tells why.  Not here: the answers.
"""

from collections.abc import Iterator
from typing import NamedTuple

from podlab.engine.client.selecting import selects
from podlab.engine.objects.meta import dig, is_terminating, labels_of
from podlab.engine.observe.facts import Records, Ref, condition
from podlab.engine.store.store import Object

MAX_MISSING = 40
MAX_GONE = 12
REMEMBERED = frozenset(
    {
        "pods", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps",
        "jobs.batch", "cronjobs.batch", "services", "configmaps", "secrets", "namespaces",
        "persistentvolumeclaims", "persistentvolumes", "nodes", "replicationcontrollers",
        "ingresses.networking.k8s.io", "horizontalpodautoscalers.autoscaling",
        "poddisruptionbudgets.policy", "networkpolicies.networking.k8s.io",
    }
)  # fmt: skip
"""Resources whose objects are told of when they are gone."""


class Absent(NamedTuple):
    """Something that is not there: ``code`` is missing or gone, ``number`` how many of a kind,
    ``name`` is '' for things that would have got a name, ``owner`` is whose it would be."""

    question: str
    code: str
    kind: str
    namespace: str
    name: str
    number: int
    owner: Ref | None
    time: int


def absent(records: Records) -> list[Absent]:
    """What is missing, then what is gone, the newest first."""
    missing: list[Absent] = []
    for resource, expected in _EXPECTED.items():
        for obj in records.store.list(resource):
            if not is_terminating(obj):
                missing += expected(records, obj)
    return missing[:MAX_MISSING] + _gone(records)


def _missing(records: Records, owner: Object, what: str, kind: str, number: int) -> Absent:
    metadata = owner["metadata"]
    ref = records.ref(owner)
    return Absent(f"{metadata['uid']}!{what}", "missing", kind, ref.namespace, "", number, ref, 0)


# --- what each kind waits for -----------------------------------------------------------------
def _of_deployment(records: Records, obj: Object) -> Iterator[Absent]:
    wanted = dig(obj, "spec", "replicas", default=1)
    owned = owned_by(records, obj, "replicasets.apps")
    if wanted and not owned:
        yield _missing(records, obj, "replicasets.apps", "ReplicaSet", 1)


def _of_replicas(records: Records, obj: Object) -> Iterator[Absent]:
    wanted = dig(obj, "spec", "replicas", default=1)
    short = wanted - len(owned_by(records, obj, "pods"))
    if short > 0:
        yield _missing(records, obj, "pods", "Pod", short)


def _of_daemonset(records: Records, obj: Object) -> Iterator[Absent]:
    nodes = len(records.store.list("nodes"))
    short = nodes - len(owned_by(records, obj, "pods"))
    if short > 0:
        yield _missing(records, obj, "pods", "Pod", short)


def _of_job(records: Records, obj: Object) -> Iterator[Absent]:
    over = any((condition(obj, kind) or {}).get("status") == "True" for kind in _OVER)
    if not over and not owned_by(records, obj, "pods"):
        yield _missing(records, obj, "pods", "Pod", 1)


_OVER = ("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget")


def _of_cronjob(records: Records, obj: Object) -> Iterator[Absent]:
    if not owned_by(records, obj, "jobs.batch"):
        yield _missing(records, obj, "jobs.batch", "Job", 1)


def _of_service(records: Records, obj: Object) -> Iterator[Absent]:
    selector = obj["spec"].get("selector")
    if not selector or obj["spec"].get("type") == "ExternalName":
        return
    for pod in records.store.list("pods", obj["metadata"]["namespace"]):
        ready = (condition(pod, "Ready") or {}).get("status") == "True"
        if ready and selects({"matchLabels": selector}, labels_of(pod)):
            return
    yield _missing(records, obj, "endpoints", "Endpoints", 1)


def _of_claim(records: Records, obj: Object) -> Iterator[Absent]:
    if dig(obj, "status", "phase", default="Pending") != "Bound":
        yield _missing(records, obj, "persistentvolumes", "PersistentVolume", 1)


def _of_pod(records: Records, obj: Object) -> Iterator[Absent]:
    """What the Pod refers to and nobody made."""
    namespace = obj["metadata"]["namespace"]
    for resource, name in dict.fromkeys(_named_by(obj["spec"])):
        ref = records.ref_by_key(resource, namespace, name)
        if not ref.uid:
            yield Absent(
                f"{resource}/{namespace}/{name}", "missing", ref.kind, namespace, name, 1,
                records.ref(obj), 0,
            )  # fmt: skip


def _named_by(spec: Object) -> Iterator[tuple[str, str]]:
    for volume in spec.get("volumes") or ():
        for field, key, resource in _VOLUMES:
            source = volume.get(field)
            if source and not source.get("optional") and source.get(key):
                yield resource, source[key]
    for container in (*(spec.get("initContainers") or ()), *(spec.get("containers") or ())):
        froms = [*(container.get("envFrom") or ())]
        froms += [row.get("valueFrom") or {} for row in container.get("env") or ()]
        for source in froms:
            for field, resource in _REFERENCES.items():
                named = source.get(field)
                if named and not named.get("optional") and named.get("name"):
                    yield resource, named["name"]


_VOLUMES = (
    ("configMap", "name", "configmaps"),
    ("secret", "secretName", "secrets"),
    ("persistentVolumeClaim", "claimName", "persistentvolumeclaims"),
)
_REFERENCES = {
    "configMapRef": "configmaps",
    "configMapKeyRef": "configmaps",
    "secretRef": "secrets",
    "secretKeyRef": "secrets",
}
_EXPECTED = {
    "deployments.apps": _of_deployment,
    "replicasets.apps": _of_replicas,
    "statefulsets.apps": _of_replicas,
    "replicationcontrollers": _of_replicas,
    "daemonsets.apps": _of_daemonset,
    "jobs.batch": _of_job,
    "cronjobs.batch": _of_cronjob,
    "services": _of_service,
    "persistentvolumeclaims": _of_claim,
    "pods": _of_pod,
}


def owned_by(records: Records, owner: Object, resource: str) -> list[Object]:
    """The objects of a resource that an object controls."""
    uid = owner["metadata"]["uid"]
    return [
        obj
        for obj in records.store.list(resource, owner["metadata"]["namespace"])
        if any(
            row["uid"] == uid and row.get("controller")
            for row in obj["metadata"].get("ownerReferences") or ()
        )
    ]


# --- what is gone -----------------------------------------------------------------------------
def _gone(records: Records) -> list[Absent]:
    found: list[Absent] = []
    for change in reversed(records.store.state.changes):
        key = change.key
        if change.type != "DELETED" or key.resource not in REMEMBERED:
            continue
        kind = str(change.object.get("kind", ""))
        found.append(
            Absent(change.object["metadata"]["uid"], "gone", kind, key.namespace, key.name, 1, None,
                   change.time)
        )  # fmt: skip
        if len(found) == MAX_GONE:
            break
    return found
