"""Deleting: at once, gracefully, or once its finalizers let go.

Here: what ``DELETE`` does to an object.  Not here: what follows from it (garbage collection and
namespace contents are controllers' work, ending a Pod is its kubelet's).
"""

from typing import Any

from podlab.engine.apiserver.admission import Admission
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.managed import ManagedFields
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.apiserver.writing.writer import Writer, is_finished
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects import status
from podlab.engine.objects.fielderror import errors_to_api_error, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.store.store import Key

Object = dict[str, Any]

ORPHAN = "orphan"
FOREGROUND = "foregroundDeletion"
_ORPHANS = ("jobs.batch", "replicationcontrollers")
"""Resources whose first versions left their Pods behind: so they still do, if nobody says how."""
_POLICIES = ("Orphan", "Background", "Foreground")


class Deleter:
    """Deletes objects of any kind."""

    def __init__(
        self, world: World, admission: Admission, writer: Writer, managed: ManagedFields
    ) -> None:
        self._world = world
        self._admission = admission
        self._writer = writer
        self._managed = managed

    def delete(self, write: Write, options: Object) -> Object:
        """Ask for an object's deletion; returns its last or its new state."""
        kind = write.kind
        old = self._world.get(kind, write.namespace, write.name)
        _check_options(options)
        _check_preconditions(write, old, options)
        self._admission.validate(self._review(write, old))
        self._admission.admit(self._review(write, old))
        if kind.resource == "namespaces":
            return self._namespace(write, old)
        if kind.resource == "pods" and not _in_final_phase(old, options):
            return self._graceful(write, old, options)
        return self._at_once(write, old, options)

    def _review(self, write: Write, old: Object) -> Review:
        return Review("DELETE", write.kind, "", write.namespace, write.name, old, old, write.caller)

    # --- Pods -------------------------------------------------------------------------------
    def _graceful(self, write: Write, old: Object, options: Object) -> Object:
        asked = options.get("gracePeriodSeconds")
        metadata = old["metadata"]
        held = metadata.get("deletionGracePeriodSeconds")
        if "deletionTimestamp" in metadata:
            if asked is None or asked >= held:
                return old
            return self._shortened(write, old, max(asked, 0) if asked == 0 else max(asked, 1))
        period = _grace(old) if asked is None else (1 if asked < 0 else asked)
        if not dig(old, "spec", "nodeName") or dig(old, "status", "phase") in (
            "Failed", "Succeeded",
        ):  # fmt: skip
            period = 0
        if period == 0:
            return self._at_once(write, old, {**options, "gracePeriodSeconds": 0})
        due = rfc3339(self._world.now + period * SECOND)
        return self._marked(write, self._with_policy(write, old, options), due, period)

    def _shortened(self, write: Write, old: Object, period: int) -> Object:
        if period == 0:
            return self._at_once(write, old, {})
        metadata = old["metadata"]
        held = metadata["deletionGracePeriodSeconds"]
        due = parse_rfc3339(metadata["deletionTimestamp"]) + (period - held) * SECOND
        changed = {
            **metadata,
            "deletionTimestamp": rfc3339(max(due, self._world.now)),
            "deletionGracePeriodSeconds": period if due >= self._world.now else 1,
        }
        return self._store(write, {**old, "metadata": changed}, old)

    # --- everything else --------------------------------------------------------------------
    def _at_once(self, write: Write, old: Object, options: Object) -> Object:
        held = self._with_policy(write, old, options)
        if not held["metadata"].get("finalizers"):
            if write.dry_run:
                return old
            pod = write.kind.resource == "pods"
            return self._writer.remove(write, self._last_mark(write, old) if pod else old)
        metadata = held["metadata"]
        if "deletionTimestamp" in metadata:
            done = metadata.get("deletionGracePeriodSeconds") == 0
            if done and held is old:
                return old
            changed = {**held, "metadata": {**metadata, "deletionGracePeriodSeconds": 0}}
            return self._store(write, changed, old)
        return self._marked(write, held, self._world.now_text, 0)

    def _last_mark(self, write: Write, pod: Object) -> Object:
        """A Pod's grace is over: that is written before it is removed (scenarios/walk1)."""
        metadata = pod["metadata"]
        held = metadata.get("deletionGracePeriodSeconds")
        if "deletionTimestamp" not in metadata:
            return self._marked(write, pod, self._world.now_text, 0)
        if not held:
            return pod
        due = rfc3339(parse_rfc3339(metadata["deletionTimestamp"]) - held * SECOND)
        last = {**metadata, "deletionTimestamp": due, "deletionGracePeriodSeconds": 0}
        return self._store(write, {**pod, "metadata": last}, pod)

    def _marked(self, write: Write, held: Object, due: str, period: int) -> Object:
        metadata = {
            **held["metadata"],
            "deletionTimestamp": due,
            "deletionGracePeriodSeconds": period,
        }
        if metadata.get("generation"):
            metadata["generation"] += 1
        return self._store(write, {**held, "metadata": metadata}, held)

    def _with_policy(self, write: Write, old: Object, options: Object) -> Object:
        """The object with the finalizers that the propagation policy asks for."""
        policy = options.get("propagationPolicy")
        orphan = options.get("orphanDependents")
        if policy is None and orphan is not None:
            policy = "Orphan" if orphan else "Background"
        if policy is None and not write.trusted and write.kind.resource in _ORPHANS:
            policy = "Orphan"
        present = old["metadata"].get("finalizers") or []
        wanted = [name for name in present if name not in (ORPHAN, FOREGROUND)]
        if policy == "Orphan" or (policy is None and ORPHAN in present):
            wanted.append(ORPHAN)
        if policy == "Foreground" or (policy is None and FOREGROUND in present):
            wanted.append(FOREGROUND)
        if wanted == present:
            return old
        return {**old, "metadata": {**old["metadata"], "finalizers": wanted}}

    def _namespace(self, write: Write, old: Object) -> Object:
        if is_finished({**old, "metadata": {**old["metadata"], "deletionTimestamp": "now"}}):
            return old if write.dry_run else self._writer.remove(write, old)
        if "deletionTimestamp" in old["metadata"]:
            raise status.conflict(
                "", "namespaces", write.name,
                "The system is ensuring all content is removed from this namespace.  Upon "
                "completion, this namespace will automatically be purged by the system.",
            )  # fmt: skip
        ending = {**old, "status": {**(old.get("status") or {}), "phase": "Terminating"}}
        metadata = {**old["metadata"], "deletionTimestamp": self._world.now_text}
        return self._store(write, {**ending, "metadata": metadata}, old)

    def _store(self, write: Write, obj: Object, old: Object) -> Object:
        if write.dry_run:
            return obj
        world = self._world
        key = Key(write.kind.resource, write.namespace, write.name)
        return world.store.update(key, obj, world.now, world.sim.cause, write.caller.component)


def _grace(pod: Object) -> int:
    return int(dig(pod, "spec", "terminationGracePeriodSeconds", default=0))


def _in_final_phase(pod: Object, options: Object) -> bool:
    """Whether a Pod's grace is over: its kubelet (or force) says so by a period of 0."""
    metadata = pod["metadata"]
    if options.get("gracePeriodSeconds") == 0:
        return True
    return "deletionTimestamp" in metadata and not metadata.get("deletionGracePeriodSeconds")


def _check_options(options: Object) -> None:
    policy = options.get("propagationPolicy")
    if policy is not None and policy not in _POLICIES:
        error = unsupported("propagationPolicy", policy, [*sorted(_POLICIES), "nil"])
        raise errors_to_api_error("meta.k8s.io", "DeleteOptions", "", [error])


def _check_preconditions(write: Write, old: Object, options: Object) -> None:
    wanted = options.get("preconditions") or {}
    metadata = old["metadata"]
    uid, version = wanted.get("uid"), wanted.get("resourceVersion")
    if uid and uid != metadata["uid"]:
        why = (
            f"the UID in the precondition ({uid}) does not match the UID in record "
            f"({metadata['uid']}). The object might have been deleted and then recreated"
        )
        raise status.conflict(write.kind.group, write.kind.kind, write.name, why)
    if version and version != metadata["resourceVersion"]:
        why = (
            f"the ResourceVersion in the precondition ({version}) does not match the "
            f"ResourceVersion in record ({metadata['resourceVersion']}). The object might "
            "have been modified"
        )
        raise status.conflict(write.kind.group, write.kind.kind, write.name, why)
