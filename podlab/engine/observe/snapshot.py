"""The picture of a cluster: one flat item per object that is worth drawing.

An item is a pure function of the stored object, so the picture can always be made afresh.  Shapes
are those of the page's protocol (``Item``).  Not here: what changed (``observe.delta``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.meta import controller_of, dig, labels_of
from podlab.engine.observe.pods import pod_fields
from podlab.engine.store.store import Object, Store

Item = dict[str, Any]

DRAWN = (
    "nodes",
    "pods",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
    "services",
    "replicationcontrollers",
    "persistentvolumeclaims",
    "persistentvolumes",
    "configmaps",
    "secrets",
    "ingresses.networking.k8s.io",
    "horizontalpodautoscalers.autoscaling",
    "poddisruptionbudgets.policy",
    "networkpolicies.networking.k8s.io",
)
"""Resources that have items, in the order in which a whole picture lists them."""

HIDDEN_NAMES = {"kube-root-ca.crt"}


def picture(store: Store, kinds: KindTable) -> list[Item]:
    """All items of a cluster."""
    items = []
    for resource in DRAWN:
        kind = drawn_kind(kinds, resource)
        items += [item_of(obj, kind) for obj in store.list(resource) if is_drawn(obj)]
    return items


def drawn_kind(kinds: KindTable, resource: str) -> Kind:
    """The kind of a drawn resource: those are built in, so there always is one."""
    kind = kinds.by_resource(resource)
    if kind is None:
        raise LookupError(resource)
    return kind


def is_drawn(obj: Object) -> bool:
    """Whether an object of a drawn resource is worth drawing (the built-in ones are not)."""
    return obj["metadata"]["name"] not in HIDDEN_NAMES


def item_of(obj: Object, kind: Kind) -> Item:
    """The item of one object."""
    metadata = obj["metadata"]
    owner = controller_of(obj)
    item: Item = {
        "id": metadata["uid"],
        "kind": kind.kind,
        "resource": kind.resource,
        "namespace": metadata.get("namespace", ""),
        "name": metadata["name"],
        "created": parse_rfc3339(metadata["creationTimestamp"]),
        "deleting": "deletionTimestamp" in metadata,
        "owner": owner["uid"] if owner else "",
        "status": "",
        "labels": dict(labels_of(obj)),
    }
    fields = _FIELDS.get(kind.resource)
    if fields is not None:
        item.update(fields(obj))
    if item["deleting"] and not item["status"]:
        item["status"] = "Terminating"
    return item


def _node(obj: Object) -> Item:
    labels = labels_of(obj)
    prefix = "node-role.kubernetes.io/"
    ready = _condition(obj, "Ready")
    status = {"True": "Ready", "False": "NotReady"}.get(ready, "NotReady")
    if dig(obj, "spec", "unschedulable"):
        status += ",SchedulingDisabled"
    addresses = dig(obj, "status", "addresses", default=[])
    return {
        "status": status,
        "ready": ready == "True",
        "roles": sorted(key[len(prefix) :] for key in labels if key.startswith(prefix)),
        "taints": [_taint(taint) for taint in dig(obj, "spec", "taints", default=[])],
        "capacity": dict(dig(obj, "status", "allocatable", default={})),
        "ip": next((row["address"] for row in addresses if row["type"] == "InternalIP"), ""),
    }


def _taint(taint: Object) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _condition(obj: Object, name: str) -> str:
    for row in dig(obj, "status", "conditions", default=[]):
        if row["type"] == name:
            return str(row["status"])
    return "Unknown"


def _replicated(obj: Object) -> Item:
    status = obj.get("status") or {}
    desired = dig(obj, "spec", "replicas", default=1)
    ready = status.get("readyReplicas", 0)
    return {
        "desired": desired,
        "replicas": status.get("replicas", 0),
        "readyReplicas": ready,
        "ready": ready >= desired,
        "status": f"{ready}/{desired}",
    }


def _daemon_set(obj: Object) -> Item:
    status = obj.get("status") or {}
    desired, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
    return {
        "desired": desired,
        "replicas": status.get("currentNumberScheduled", 0),
        "readyReplicas": ready,
        "ready": ready >= desired,
        "status": f"{ready}/{desired}",
    }


def _job(obj: Object) -> Item:
    status = obj.get("status") or {}
    desired = dig(obj, "spec", "completions", default=1)
    done = status.get("succeeded", 0)
    for word in ("Complete", "Failed", "Suspended"):
        if _condition(obj, word) == "True":
            return {"desired": desired, "readyReplicas": done, "status": word}
    return {"desired": desired, "readyReplicas": done, "status": "Running"}


def _service(obj: Object) -> Item:
    spec = obj.get("spec") or {}
    selector = spec.get("selector") or {}
    return {
        "type": spec.get("type", "ClusterIP"),
        "clusterIP": spec.get("clusterIP", ""),
        "ports": [_port(port) for port in spec.get("ports") or ()],
        "selector": dict(selector),
        "status": spec.get("type", "ClusterIP"),
    }


def _port(port: Object) -> str:
    node_port = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node_port}/{port.get('protocol', 'TCP')}"


def _phased(obj: Object) -> Item:
    phase = str(dig(obj, "status", "phase", default=""))
    return {"status": phase, "phase": phase}


_FIELDS: dict[str, Callable[[Object], Item]] = {
    "nodes": _node,
    "pods": pod_fields,
    "deployments.apps": _replicated,
    "replicasets.apps": _replicated,
    "statefulsets.apps": _replicated,
    "replicationcontrollers": _replicated,
    "daemonsets.apps": _daemon_set,
    "jobs.batch": _job,
    "services": _service,
    "persistentvolumeclaims": _phased,
    "persistentvolumes": _phased,
}
