"""Custom resource definitions: accepting their names, serving their kinds, cleaning up.

Here: what the apiextensions server's controllers do.  Not here: conversion webhooks, CEL rules
(not simulated).
"""

from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.verbs import Verbs
from podlab.engine.apiserver.world import World
from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.objects.kinds import Kind, Subresource
from podlab.engine.objects.meta import dig, is_terminating
from podlab.engine.store.store import Change, Key

Object = dict[str, Any]

TARGET = "apiserver/definitions"
RESOURCE = "customresourcedefinitions.apiextensions.k8s.io"
FINALIZER = "customresourcecleanup.apiextensions.k8s.io"
LATENCY = 30 * MILLISECOND
ALL_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
_SELF = Caller("system:apiserver", ("system:masters",), "kube-apiserver", "kube-apiserver")


class Definitions:
    """Serves the custom kinds of one cluster."""

    def __init__(self, world: World, verbs: Verbs) -> None:
        self._world = world
        self._verbs = verbs
        world.sim.register(TARGET, self._due)
        for definition in world.list(RESOURCE):
            self._serve(definition)
        world.store.listen(self._changed)

    def _changed(self, change: Change) -> None:
        if change.key.resource != RESOURCE:
            return
        if change.type == "DELETED":
            self._withdraw(change.object)
            return
        self._serve(change.object)
        if change.type == "ADDED" or is_terminating(change.object):
            self._world.sim.after(LATENCY, TARGET, "sync", change.key.name)

    def _due(self, _kind: str, name: str) -> None:
        definition = self._world.find(RESOURCE, "", name)
        if definition is None:
            return
        if is_terminating(definition):
            self._clean_up(definition)
        elif not _is_established(definition):
            self._establish(definition)

    # --- names ------------------------------------------------------------------------------
    def _establish(self, definition: Object) -> None:
        now = self._world.now_text
        names = dict(definition["spec"]["names"])
        names.setdefault("singular", names["kind"].lower())
        names.setdefault("listKind", names["kind"] + "List")
        rows = (
            ("NamesAccepted", "NoConflicts", "no conflicts found"),
            ("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        )
        conditions = [
            {"type": type_, "status": "True", "lastTransitionTime": now, "reason": reason,
             "message": message}
            for type_, reason, message in rows
        ]  # fmt: skip
        status = {
            **(definition.get("status") or {}),
            "conditions": conditions,
            "acceptedNames": names,
        }
        held = definition["metadata"].get("finalizers") or []
        new = {**definition, "status": status}
        if FINALIZER not in held:
            new["metadata"] = {**definition["metadata"], "finalizers": [*held, FINALIZER]}
        world = self._world
        key = Key(RESOURCE, "", definition["metadata"]["name"])
        world.store.update(key, new, world.now, world.sim.cause, "kube-apiserver")

    def _clean_up(self, definition: Object) -> None:
        """Delete what is left of a kind that goes, then let its definition go."""
        world = self._world
        resource = definition["metadata"]["name"]
        for obj in world.list(resource):
            space = obj["metadata"].get("namespace", "")
            if not is_terminating(obj):
                self._verbs.delete(_SELF, resource, space, obj["metadata"]["name"])
        if world.store.count(resource):
            world.sim.after(1000 * MILLISECOND, TARGET, "sync", resource)
            return
        held = [
            name for name in definition["metadata"].get("finalizers") or () if name != FINALIZER
        ]
        metadata = {**definition["metadata"], "finalizers": held}
        self._verbs.update(_SELF, RESOURCE, "", resource, {**definition, "metadata": metadata})

    # --- serving ----------------------------------------------------------------------------
    def _serve(self, definition: Object) -> None:
        if not _is_established(definition):
            return
        served = []
        for kind, schema in kinds_of(definition):
            self._world.kinds.add(kind)
            self._world.schema.add_custom(kind, schema)
            served.append(kind.version)
        for kind in self._of(definition):
            if kind.version not in served:
                self._drop(kind)

    def _withdraw(self, definition: Object) -> None:
        for kind in self._of(definition):
            self._drop(kind)

    def _drop(self, kind: Kind) -> None:
        self._world.kinds.remove(kind)
        self._world.schema.remove_custom(kind)

    def _of(self, definition: Object) -> list[Kind]:
        spec = definition["spec"]
        plural = spec["names"]["plural"]
        return [
            kind
            for kind in self._world.kinds.all()
            if kind.custom and kind.group == spec["group"] and kind.plural == plural
        ]


def _is_established(definition: Object) -> bool:
    rows = dig(definition, "status", "conditions", default=[])
    return any(row["type"] == "Established" and row["status"] == "True" for row in rows)


def kinds_of(definition: Object) -> list[tuple[Kind, Object]]:
    """The kinds that a definition serves with their schemas, the preferred version first."""
    spec = definition["spec"]
    names = {**spec["names"], **dig(definition, "status", "acceptedNames", default={})}
    found = []
    for version in spec.get("versions") or ():
        if version.get("served"):
            schema = dig(version, "schema", "openAPIV3Schema", default={"type": "object"})
            found.append((_kind(spec, names, version), schema))
    found.sort(key=lambda pair: _version_order(pair[0].version), reverse=True)
    return found


def _kind(spec: Object, names: Object, version: Object) -> Kind:
    return Kind(
        group=spec["group"],
        version=version["name"],
        kind=names["kind"],
        plural=names["plural"],
        singular=names.get("singular") or names["kind"].lower(),
        namespaced=spec.get("scope") == "Namespaced",
        short_names=tuple(names.get("shortNames") or ()),
        categories=tuple(names.get("categories") or ()),
        verbs=ALL_VERBS,
        subresources=_subresources(version, names["kind"]),
        list_kind=names.get("listKind") or names["kind"] + "List",
        custom=True,
    )


def _subresources(version: Object, kind: str) -> dict[str, Subresource]:
    declared = version.get("subresources") or {}
    found = {}
    if "scale" in declared:
        found["scale"] = Subresource("autoscaling", "v1", "Scale", ("get", "patch", "update"))
    if "status" in declared:
        found["status"] = Subresource("", "", kind, ("get", "patch", "update"))
    return found


def _version_order(name: str) -> tuple[int, int, int]:
    """Stable versions before beta before alpha, newer before older."""
    digits = ""
    for char in name.removeprefix("v"):
        if not char.isdigit():
            break
        digits += char
    rest = name.removeprefix("v")[len(digits) :]
    level = 2 if not rest else 1 if rest.startswith("beta") else 0
    minor = rest.removeprefix("beta").removeprefix("alpha")
    return level, int(digits or 0), int(minor) if minor.isdigit() else 0
