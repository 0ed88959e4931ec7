"""A small API server over a real store, enough for components under test.

Here: metadata, status apart from spec, finalizers, propagation, graceful deletion of Pods, merge
patches, binding.  Not here: defaults, validation, admission.
"""

from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.meta import NAME_ALPHABET, put
from podlab.engine.objects.status import ApiError, already_exists, conflict, not_found
from podlab.engine.store.store import AlreadyExists, Key, Store, StoreState

Object = dict[str, Any]
Strings = list[str]
Objects = list[Object]

START = 1_795_455_760 * SECOND
WITH_GENERATION = ("apps", "batch", "policy", "autoscaling", "discovery.k8s.io")


def merge(target: Any, patch: Any) -> Any:
    """A JSON merge patch."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


class FakeVerbs:
    """``Verbs`` over a store."""

    def __init__(self, store: Store, sim: Simulation) -> None:
        self.store = store
        self.sim = sim
        self.refuse: dict[str, ApiError] = {}

    def get(self, _caller: Caller, resource: str, namespace: str, name: str) -> Object:
        found = self.store.get(Key(resource, namespace, name))
        if found is None:
            raise self._missing(resource, name)
        return found

    def list(
        self,
        _caller: Caller,
        resource: str,
        namespace: str | None,
        label_selector: str = "",
        field_selector: str = "",
    ) -> Objects:
        return self.store.list(resource, namespace)

    def create(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        obj: Object,
        *,
        subresource: str = "",
        name: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Object:
        if subresource == "binding":
            return self._bind(caller, namespace, name, obj)
        if subresource == "eviction":
            return self.delete(caller, resource, namespace, name)
        if resource in self.refuse:
            raise self.refuse[resource]
        metadata = dict(obj["metadata"])
        if "name" not in metadata:
            suffix = self.sim.chance.letters("names", NAME_ALPHABET, 5)
            metadata["name"] = metadata["generateName"] + suffix
        if namespace:
            metadata["namespace"] = namespace
        metadata["uid"] = self.sim.chance.uuid("uid")
        metadata["creationTimestamp"] = rfc3339(self.sim.now)
        metadata["generation"] = 1
        made = {**obj, "metadata": metadata}
        if resource == "pods":
            made = put(made, ("status", "phase"), "Pending")
        try:
            return self._keep(caller, "create", resource, made)
        except AlreadyExists:
            raise already_exists(*self._group(resource), metadata["name"]) from None

    def update(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        obj: Object,
        *,
        subresource: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Object:
        old = self.get(caller, resource, namespace, name)
        said = obj["metadata"].get("resourceVersion")
        if said and said != old["metadata"]["resourceVersion"]:
            raise conflict(*self._group(resource), name, "the object has been modified")
        if subresource == "status":
            metadata = {**old["metadata"], "annotations": obj["metadata"].get("annotations") or {}}
            new = {**old, "metadata": metadata, "status": obj.get("status")}
        else:
            new = {**obj, "status": old["status"]} if "status" in old else obj
            if new.get("spec") != old.get("spec"):
                generation = old["metadata"]["generation"] + 1
                new = put(new, ("metadata", "generation"), generation)
        return self._commit(caller, resource, old, new)

    def patch(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        patch: Any,
        patch_type: str,
        *,
        subresource: str = "",
        dry_run: bool = False,
        field_validation: str = "",
        force: bool = False,
    ) -> Object:
        old = self.get(caller, resource, namespace, name)
        new = merge(old, patch)
        return self.update(caller, resource, namespace, name, new, subresource=subresource)

    def delete(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        *,
        options: Object | None = None,
        dry_run: bool = False,
    ) -> Object:
        old = self.get(caller, resource, namespace, name)
        options = options or {}
        finalizers = list(old["metadata"].get("finalizers") or ())
        policy = options.get("propagationPolicy", "Background")
        extra = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}.get(policy)
        if extra and extra not in finalizers:
            finalizers.append(extra)
        if resource == "pods" and old["spec"].get("nodeName"):
            grace = options.get("gracePeriodSeconds", 30)
            if grace and "deletionTimestamp" not in old["metadata"]:
                return self._mark(caller, resource, old, finalizers, grace)
        if finalizers or resource == "namespaces":
            return self._mark(caller, resource, old, finalizers, 0)
        return self._remove(caller, resource, old)

    def _mark(
        self, caller: Caller, resource: str, old: Object, finalizers: Strings, grace: int
    ) -> Object:
        if "deletionTimestamp" in old["metadata"]:
            return old
        metadata = {
            **old["metadata"],
            "deletionTimestamp": rfc3339(self.sim.now + grace * SECOND),
            "deletionGracePeriodSeconds": grace,
        }
        if finalizers:
            metadata["finalizers"] = finalizers
        return self._keep(caller, "update", resource, {**old, "metadata": metadata})

    def _commit(self, caller: Caller, resource: str, old: Object, new: Object) -> Object:
        if new == old:
            return old
        kept = self._keep(caller, "update", resource, new)
        metadata = kept["metadata"]
        left = metadata.get("finalizers") or (kept.get("spec") or {}).get("finalizers")
        if "deletionTimestamp" in metadata and not left and resource != "pods":
            return self._remove(caller, resource, kept)
        return kept

    def _keep(self, caller: Caller, verb: str, resource: str, obj: Object) -> Object:
        metadata = obj["metadata"]
        key = Key(resource, metadata.get("namespace", ""), metadata["name"])
        write = getattr(self.store, verb)
        kept: Object = write(key, obj, self.sim.now, self.sim.cause, caller.component)
        return kept

    def _remove(self, caller: Caller, resource: str, obj: Object) -> Object:
        metadata = obj["metadata"]
        key = Key(resource, metadata.get("namespace", ""), metadata["name"])
        return self.store.delete(key, self.sim.now, self.sim.cause, caller.component)

    def _bind(self, caller: Caller, namespace: str, name: str, obj: Object) -> Object:
        pod = self.get(caller, "pods", namespace, name)
        bound = put(pod, ("spec", "nodeName"), obj["target"]["name"])
        row = {
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": rfc3339(self.sim.now),
        }
        rows = [
            r
            for r in (pod.get("status") or {}).get("conditions") or ()
            if r["type"] != "PodScheduled"
        ]
        bound = put(bound, ("status", "conditions"), [*rows, row])
        return self._keep(caller, "update", "pods", bound)

    def _missing(self, resource: str, name: str) -> ApiError:
        return not_found(*self._group(resource), name)

    def _group(self, resource: str) -> tuple[str, str]:
        plural, _, group = resource.partition(".")
        return group, plural


USER = Caller("kubernetes-admin", ("system:masters",), "kubectl", "kubectl")


class World:
    """A simulation with an API: what a test of a component starts from."""

    def __init__(self, seed: int = 1) -> None:
        self.sim = Simulation(SimulationState(START, Chance(seed)))
        self.store = Store(StoreState())
        self.verbs = FakeVerbs(self.store, self.sim)
        self.kinds = KindTable()

    def create(self, resource: str, obj: Object, namespace: str = "default") -> Object:
        return self.verbs.create(USER, resource, namespace, obj)

    def get(self, resource: str, name: str, namespace: str = "default") -> Object:
        return self.verbs.get(USER, resource, namespace, name)

    def find(self, resource: str, name: str, namespace: str = "default") -> Object | None:
        return self.store.get(Key(resource, namespace, name))

    def patch(
        self,
        resource: str,
        name: str,
        patch: Object,
        namespace: str = "default",
        subresource: str = "",
    ) -> Object:
        return self.verbs.patch(
            USER, resource, namespace, name, patch, "merge", subresource=subresource
        )

    def delete(
        self, resource: str, name: str, namespace: str = "default", **options: Any
    ) -> Object:
        return self.verbs.delete(USER, resource, namespace, name, options=options)

    def list(self, resource: str, namespace: str | None = None) -> Objects:
        return self.store.list(resource, namespace)

    def run(self, seconds: float) -> None:
        self.sim.run_until(self.sim.now + int(seconds * SECOND))

    def told(self) -> Strings:
        """The messages of all events, in the order in which they were first told."""
        rows = sorted(self.list("events"), key=lambda e: int(e["metadata"]["resourceVersion"]))
        return [row["message"] for row in rows]

    def history(self, resource: str, name: str) -> Objects:
        """The states that an object went through."""
        return [
            c.object
            for c in self.store.state.changes
            if c.key.resource == resource and c.key.name == name
        ]

    def make_ready(self, pod: Object, node: str = "node1", address: str = "10.244.1.2") -> Object:
        """What a scheduler and a kubelet would do."""
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        if not pod["spec"].get("nodeName"):
            self.verbs.create(
                USER,
                "pods",
                namespace,
                {"target": {"name": node}},
                subresource="binding",
                name=name,
            )
        ready = {"type": "Ready", "status": "True", "lastTransitionTime": rfc3339(self.sim.now)}
        status = {"phase": "Running", "podIP": address, "conditions": [ready]}
        return self.patch("pods", name, {"status": status}, namespace, "status")
