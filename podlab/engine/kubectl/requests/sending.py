"""POST and PATCH: how commands send what they made, and what they changed.

Here: the requests and what is said of a kind that is spelt wrongly.  Not here: what is sent
(``create``, ``generators``), or printing.
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.requests.validating import directive
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def check_kind(info: Info) -> None:
    """What the API server says of a kind in small letters, which kubectl's mapper lets pass."""
    written = info.content.get("kind")
    if written != info.kind.kind:
        raise ApiError(
            400,
            "BadRequest",
            f'{written} in version "{info.kind.version}" cannot be handled as a '
            f'{info.kind.kind}: no kind "{written}" is registered for version '
            f'"{info.kind.api_version}" in scheme "pkg/runtime/scheme.go:111"',
        )


def send(c: Context, info: Info, obj: Object) -> Object:
    """POST an object."""
    check_kind(info)
    return c.kube.verbs.create(
        c.caller,
        info.resource,
        info.namespace,
        obj,
        dry_run=c.dry_run == "server",
        field_validation=directive(c),
    )


def post(c: Context, obj: Object) -> Object:
    """POST a generated object to its kind's resource in the namespace in force."""
    kind = c.kinds.by_kind(obj["apiVersion"], obj["kind"])
    space = c.namespace if kind.namespaced else ""
    if space and not obj["metadata"].get("namespace"):
        obj = {**obj, "metadata": {**obj["metadata"], "namespace": space}}
    return send(c, Info(kind, space, obj["metadata"].get("name", ""), obj), obj)


def send_patch(c: Context, info: Info, patch: Any, kind: str, subresource: str = "") -> Object:
    """PATCH an object; ``kind`` is the patch's: json, merge, strategic."""
    return c.kube.verbs.patch(
        c.caller,
        info.resource,
        info.namespace,
        info.name,
        patch,
        kind,
        subresource=subresource,
        dry_run=c.dry_run == "server",
    )
