"""``scale``: the replicas of anything that has replicas, as an ``autoscaling/v1`` Scale."""

from typing import Any

from podlab.engine.objects import labels, status
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.meta import dig, put

Object = dict[str, Any]


def scale_of(kind: Kind, obj: Object) -> Object:
    """The Scale of an object."""
    metadata = obj["metadata"]
    shown = {
        key: metadata[key]
        for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        if key in metadata
    }
    wanted = dig(obj, "spec", "replicas", default=0)
    scale_status: Object = {"replicas": dig(obj, "status", "replicas", default=0)}
    selector = _selector_text(kind, obj)
    if selector:
        scale_status["selector"] = selector
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": shown,
        "spec": {"replicas": wanted} if wanted else {},
        "status": scale_status,
    }


def _selector_text(kind: Kind, obj: Object) -> str:
    selector = dig(obj, "spec", "selector", default={})
    if kind.resource == "replicationcontrollers":
        return labels.to_text(labels.from_labels(selector))
    return labels.to_text(labels.from_object(selector) or ())


def scaled(kind: Kind, obj: Object, scale: Any) -> Object:
    """The object with the replicas that a Scale asks for; ApiError on nonsense."""
    if not isinstance(scale, dict) or scale.get("kind") not in ("Scale", None):
        raise status.bad_request("expected a Scale object")
    wanted = dig(scale, "spec", "replicas", default=0)
    version = dig(scale, "metadata", "resourceVersion", default="")
    name = obj["metadata"]["name"]
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise status.bad_request("spec.replicas: expected int32")
    if wanted < 0:
        from_path = "spec.replicas"
        raise _negative(name, from_path, wanted)
    if version and version != obj["metadata"]["resourceVersion"]:
        why = (
            "the object has been modified; please apply your changes to the latest version and "
            "try again"
        )
        raise status.conflict(kind.group, kind.plural, name, why)
    return put(obj, ("spec", "replicas"), wanted)


def _negative(name: str, path: str, value: int) -> status.ApiError:
    words = f"Invalid value: {value}: must be greater than or equal to 0"
    details = {
        "name": name, "group": "autoscaling", "kind": "Scale",
        "causes": [{"reason": "FieldValueInvalid", "message": words, "field": path}],
    }  # fmt: skip
    message = f'Scale.autoscaling "{name}" is invalid: {path}: {words}'
    return status.ApiError(422, "Invalid", message, details)
