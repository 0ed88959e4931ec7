"""Creating and replacing objects: the generic write path of every kind.

Decode, default, admission, strategy, validation, then the store.  Not here: subresources with a
life of their own (``subresources``), deletion (``deleter``), patches (``patcher``).
"""

from typing import Any

from podlab.engine.apiserver.admission import Admission
from podlab.engine.apiserver.service.allocation import Allocation
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing import names, rules, strategy
from podlab.engine.apiserver.writing.eventexpiry import forget_oldest
from podlab.engine.apiserver.writing.managed import ManagedFields
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.objects import status
from podlab.engine.objects.fielderror import errors_to_api_error, invalid
from podlab.engine.objects.meta import drop
from podlab.engine.objects.status import ApiError
from podlab.engine.store.store import AlreadyExists, Key

Object = dict[str, Any]

MODIFIED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
_SYSTEM = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
           "generation", "resourceVersion")  # fmt: skip
_NAME_TRIES = 8


class Writer:
    """Creates and replaces objects in the store."""

    def __init__(
        self, world: World, admission: Admission, allocation: Allocation, managed: ManagedFields
    ) -> None:
        self._world = world
        self._admission = admission
        self._allocation = allocation
        self._managed = managed

    # --- create -----------------------------------------------------------------------------
    def create(self, write: Write, obj: Any) -> Object:
        """Keep a new object; ApiError AlreadyExists, Invalid, Forbidden, NotFound, BadRequest."""
        kind = write.kind
        if not write.trusted:
            obj = rules.decoded(self._world, kind, obj, write.field_validation)
        told = _told_name(obj)
        obj = self._identified(write, obj)
        obj = meant = strategy.prepare(kind, rules.defaulted(self._world, kind, obj))
        name = obj["metadata"].get("name", "")
        review = Review("CREATE", kind, "", write.namespace, told, obj, None, write.caller)
        self._admission.admit(review)
        review.name = name
        obj = strategy.prepare_create(kind, review.obj, self._world.now_text)
        if strategy.has_generation(kind):
            obj = {**obj, "metadata": {**obj["metadata"], "generation": 1}}
        if not write.trusted or not name:
            rules.check_create(self._world, kind, obj)
        obj = strategy.finish_create(kind, obj)
        self._check_free(write, obj)
        review.obj = self._allocation.created(kind, obj, write.dry_run)
        self._admission.validate(review)
        return self._store_new(write, meant, review.obj)

    def _identified(self, write: Write, obj: Object) -> Object:
        """The object with the metadata that the system gives it."""
        metadata = obj.get("metadata") or {}
        _check_namespace(write, metadata.get("namespace", ""))
        if metadata.get("resourceVersion"):
            raise status.bad_request("resourceVersion should not be set on objects to be created")
        fresh = {key: value for key, value in metadata.items() if key not in _NOT_FROM_CLIENT}
        fresh.pop("namespace", None)
        if write.kind.namespaced:
            fresh["namespace"] = write.namespace
        fresh["uid"] = names.new_uid(self._world.sim.chance)
        fresh["creationTimestamp"] = self._world.now_text
        if not fresh.get("name") and fresh.get("generateName"):
            fresh["name"] = self._free_name(write, fresh["generateName"])
        rest = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind")}
        return {
            "kind": write.kind.kind,
            "apiVersion": write.kind.api_version,
            **rest,
            "metadata": fresh,
        }

    def _free_name(self, write: Write, base: str) -> str:
        for _ in range(_NAME_TRIES):
            name = names.generated_name(self._world.sim.chance, base)
            if self._world.find(write.kind.resource, write.namespace, name) is None:
                return name
        return name

    def _check_free(self, write: Write, obj: Object) -> None:
        kind, name = write.kind, obj["metadata"]["name"]
        if self._world.find(kind.resource, write.namespace, name) is not None:
            raise status.already_exists(kind.group, kind.plural, name)

    def _store_new(self, write: Write, meant: Object, obj: Object) -> Object:
        kind, world = write.kind, self._world
        key = Key(kind.resource, write.namespace, obj["metadata"]["name"])
        if write.dry_run:
            return self._managed.preview(write, None, meant, obj)
        most = world.state.options.most_objects
        if most and world.store.size() >= most and not forget_oldest(world):
            raise ApiError(500, "", "etcdserver: mvcc: database space exceeded")
        try:
            kept = world.store.create(key, obj, world.now, world.sim.cause, write.caller.component)
        except AlreadyExists:
            raise status.already_exists(kind.group, kind.plural, key.name) from None
        self._allocation.stored(kind, kept, None)
        self._managed.record(write, None, meant, kept)
        return kept

    # --- update -----------------------------------------------------------------------------
    def update(self, write: Write, obj: Any) -> Object:
        """Replace an object, or its status; ApiError NotFound, Conflict, Invalid, Forbidden."""
        kind = write.kind
        if not write.trusted:
            obj = rules.decoded(self._world, kind, obj, write.field_validation)
        _check_name(write, obj)
        old = self._world.get(kind, write.namespace, write.name)
        self._check_version(write, obj, old)
        return self.replace(write, obj, old)

    def replace(self, write: Write, obj: Object, old: Object) -> Object:
        """Write a decoded object in place of the old one, the versions being compared."""
        kind = write.kind
        obj = _merged_with_old(write, obj, old)
        if not write.trusted:
            obj = rules.defaulted(self._world, kind, obj)
        meant = obj = strategy.prepare_update(kind, _same_generation(obj, old), old)
        review = Review(
            "UPDATE", kind, write.subresource, write.namespace, write.name, obj, old, write.caller
        )
        self._admission.admit(review)
        obj = review.obj
        if write.subresource != "status":
            obj = self._allocation.updated(kind, obj, old, write.dry_run)
        if not write.trusted:
            rules.check_update(self._world, kind, obj, old)
        counted = strategy.has_generation(kind) and write.subresource != "status"
        if counted and strategy.wants_changed(kind, old, obj):
            obj = _next_generation(obj, old)
        review.obj = obj
        self._admission.validate(review)
        return self.store(write, obj, old, meant)

    def reviewed(self, write: Write, obj: Object, old: Object) -> None:
        """Let admission refuse what a subresource is about to store."""
        review = Review(
            "UPDATE", write.kind, write.subresource, write.namespace, write.name, obj, old,
            write.caller,
        )  # fmt: skip
        self._admission.validate(review)

    def _check_version(self, write: Write, obj: Object, old: Object) -> None:
        kind, metadata = write.kind, obj["metadata"]
        version = metadata.get("resourceVersion", "")
        uid = metadata.get("uid", "")
        if uid and uid != old["metadata"]["uid"]:
            why = (
                f"Precondition failed: UID in precondition: {uid}, "
                f"UID in object meta: {old['metadata']['uid']}"
            )
            raise status.conflict(kind.group, kind.plural, write.name, why)
        if version and version != old["metadata"]["resourceVersion"]:
            raise status.conflict(kind.group, kind.plural, write.name, MODIFIED)
        if not version and (kind.custom or kind.resource in strategy.NO_UNCONDITIONAL_UPDATE):
            error = invalid("metadata.resourceVersion", 0, "must be specified for an update")
            raise errors_to_api_error(kind.group, kind.kind, write.name, [error])

    def store(self, write: Write, obj: Object, old: Object, meant: Object | None = None) -> Object:
        """Keep a changed object (or remove it, when nothing holds it any more).

        ``meant`` is what the writer asked for, by which its fields are reckoned; a write without
        it is the server's own and makes nobody an owner.
        """
        world = self._world
        if obj == old:
            return old
        if write.dry_run:
            return self._managed.preview(write, old, meant or obj, obj)
        if is_finished(obj):
            return self.remove(write, old)
        key = Key(write.kind.resource, write.namespace, write.name)
        kept = world.store.update(key, obj, world.now, world.sim.cause, write.caller.component)
        self._allocation.stored(write.kind, kept, old)
        if meant is not None:
            self._managed.record(write, old, meant, kept)
        return kept

    def touch(self, write: Write, old: Object) -> Object:
        """Keep an object anew as it is: something beside it has changed."""
        world = self._world
        key = Key(write.kind.resource, write.namespace, write.name)
        return world.store.update(key, old, world.now, world.sim.cause, write.caller.component)

    def remove(self, write: Write, old: Object) -> Object:
        """Take an object out of the store and give back what it held."""
        world = self._world
        key = Key(write.kind.resource, write.namespace, write.name)
        last = world.store.delete(key, world.now, world.sim.cause, write.caller.component)
        self._allocation.deleted(write.kind, old)
        self._managed.forget(last["metadata"]["uid"])
        return last


_NOT_FROM_CLIENT = frozenset((*_SYSTEM, "selfLink", "managedFields"))


def is_finished(obj: Object) -> bool:
    """Whether deletion was asked for and nothing holds the object any more."""
    metadata = obj["metadata"]
    if "deletionTimestamp" not in metadata or metadata.get("finalizers"):
        return False
    if metadata.get("deletionGracePeriodSeconds"):
        return False
    return not (obj.get("kind") == "Namespace" and (obj.get("spec") or {}).get("finalizers"))


def _told_name(obj: Object) -> str:
    """The name by which mutating plugins refuse: it is not made yet where one is generated."""
    metadata = obj.get("metadata") or {}
    return str(metadata.get("name") or metadata.get("generateName") or "")


def _check_namespace(write: Write, namespace: str) -> None:
    if namespace and write.namespace and namespace != write.namespace:
        raise status.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )


def _check_name(write: Write, obj: Object) -> None:
    metadata = obj.get("metadata") or {}
    name = metadata.get("name", "")
    if not name:
        raise status.bad_request("name must be provided")
    if name != write.name:
        raise status.bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({write.name})"
        )
    _check_namespace(write, metadata.get("namespace", ""))


def _merged_with_old(write: Write, obj: Object, old: Object) -> Object:
    """What may be changed by this request from the new object, the rest from the old one."""
    kind = write.kind
    before = old["metadata"]
    metadata = {
        key: value
        for key, value in obj["metadata"].items()
        if key not in _SYSTEM and key not in ("managedFields", "selfLink")
    }
    for key in _SYSTEM:
        if key in before:
            metadata[key] = before[key]
    metadata.pop("namespace", None)
    if kind.namespaced:
        metadata["namespace"] = write.namespace
    if write.subresource == "status":
        return _with_status(write, obj, old, metadata)
    new = {**obj, "kind": kind.kind, "apiVersion": kind.api_version, "metadata": metadata}
    if not strategy.has_status(kind):
        return new
    return {**new, "status": old["status"]} if "status" in old else drop(new, ("status",))


def _with_status(write: Write, obj: Object, old: Object, metadata: Object) -> Object:
    if write.kind.resource == "pods" and "ownerReferences" in old["metadata"]:
        metadata["ownerReferences"] = old["metadata"]["ownerReferences"]
    if write.kind.custom:
        metadata = old["metadata"]
    new = {**old, "metadata": metadata, "status": obj.get("status") or {}}
    if write.kind.resource == "pods":
        new["status"] = _pod_status(new["status"], old.get("status") or {})
    return new


def _pod_status(new: Object, old: Object) -> Object:
    if not new.get("qosClass") and old.get("qosClass"):
        new = {**new, "qosClass": old["qosClass"]}
    if not new.get("observedGeneration") and old.get("observedGeneration"):
        new = {**new, "observedGeneration": old["observedGeneration"]}
    return new


def _same_generation(obj: Object, old: Object) -> Object:
    generation = old["metadata"].get("generation")
    if generation is None or obj["metadata"].get("generation") == generation:
        return obj
    return {**obj, "metadata": {**obj["metadata"], "generation": generation}}


def _next_generation(obj: Object, old: Object) -> Object:
    generation = old["metadata"].get("generation", 0) + 1
    return {**obj, "metadata": {**obj["metadata"], "generation": generation}}


__all__ = ["ApiError", "Write", "Writer", "is_finished"]
