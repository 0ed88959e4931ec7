"""Making and deleting Pods for an owner, with the events that tell of it.

Also the revision that a controller must have seen before it counts its Pods again: what
Kubernetes calls expectations.  Not here: how many Pods there should be.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.client.informer import Informers
from podlab.engine.client.recorder import Recorder
from podlab.engine.controllers.context import ControllerContext
from podlab.engine.objects.meta import owner_reference
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAMESPACE_TERMINATING = "NamespaceTerminating"
MAX_PREFIX = 253


@dataclass(slots=True)
class ExpectationsState:
    """Plain data: the newest revision that a controller wrote, per key."""

    wrote: dict[str, int] = field(default_factory=dict)


class Expectations:
    """Whether what a controller wrote for a key has come back to it."""

    def __init__(self, state: ExpectationsState, informers: Informers) -> None:
        self.state = state
        self._informers = informers

    def wrote(self, key: str, obj: Object) -> None:
        """Remember a write: its object tells the revision."""
        revision = obj.get("metadata", {}).get("resourceVersion")
        if revision:
            self.state.wrote[key] = int(revision)

    def satisfied(self, key: str) -> bool:
        """Whether the informers have delivered everything that was written for a key."""
        return self.state.wrote.get(key, 0) <= self._informers.state.delivered

    def forget(self, key: str) -> None:
        """The key's object is gone."""
        self.state.wrote.pop(key, None)


class PodControl:
    """One controller's hand on its Pods."""

    def __init__(self, context: ControllerContext, component: str) -> None:
        self.client: Client = context.client(component)
        self.recorder: Recorder = context.recorder(component)
        state = context.state(f"{component}/expectations", ExpectationsState)
        self.expectations = Expectations(state, context.informers)

    def create(self, key: str, owner: Object, pod: Object) -> Object:
        """Create a Pod for an owner; ApiError after the event that tells of it."""
        namespace = owner["metadata"]["namespace"]
        try:
            created = self.client.create("pods", namespace, pod)
        except ApiError as error:
            if not is_namespace_terminating(error):
                message = f"Error creating: {error.message}"
                self.recorder.event(owner, "Warning", "FailedCreate", message)
            raise
        self.expectations.wrote(key, created)
        message = f"Created pod: {created['metadata']['name']}"
        self.recorder.event(owner, "Normal", "SuccessfulCreate", message)
        return created

    def delete(self, key: str, owner: Object, pod: Object) -> None:
        """Delete a Pod of an owner; one that is gone already is fine."""
        metadata = pod["metadata"]
        try:
            deleted = self.client.delete("pods", metadata["namespace"], metadata["name"])
        except ApiError as error:
            if error.reason == "NotFound":
                return
            message = f"Error deleting: {error.message}"
            self.recorder.event(owner, "Warning", "FailedDelete", message)
            raise
        self.expectations.wrote(key, deleted)
        message = f"Deleted pod: {metadata['name']}"
        self.recorder.event(owner, "Normal", "SuccessfulDelete", message)


def pod_from_template(template: Object, owner: Object) -> Object:
    """A Pod as a template describes it, owned, with a generated name."""
    source = template.get("metadata") or {}
    name = owner["metadata"]["name"]
    prefix = f"{name}-" if len(name) < MAX_PREFIX else name
    metadata: Object = {"generateName": prefix}
    for part in ("labels", "annotations", "finalizers"):
        if source.get(part):
            metadata[part] = source[part]
    metadata["ownerReferences"] = [owner_reference(owner)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def is_namespace_terminating(error: ApiError) -> bool:
    """Whether a refusal came from the namespace's being deleted."""
    causes = (error.details or {}).get("causes") or ()
    return any(row.get("reason") == NAMESPACE_TERMINATING for row in causes)
