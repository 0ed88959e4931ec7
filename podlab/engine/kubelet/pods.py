"""Reading a Pod's specification as the kubelet reads it.

Here: small questions about a Pod and its containers.  Not here: anything that acts.
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.kubelet.state import ContainerView, PodRecord, PodView, SandboxView

Object = dict[str, Any]

TERMINAL = ("Succeeded", "Failed")


def uid_of(pod: Object) -> str:
    """The uid by which the kubelet knows the Pod (a static Pod's is its configuration's hash)."""
    metadata = pod["metadata"]
    annotations = metadata.get("annotations")
    if annotations and "kubernetes.io/config.mirror" in annotations:
        return str(annotations["kubernetes.io/config.mirror"])
    return str(metadata["uid"])


def full_name(pod: Object) -> str:
    """``name_namespace(uid)``, as the kubelet's messages name a Pod."""
    metadata = pod["metadata"]
    return f"{metadata['name']}_{metadata['namespace']}({uid_of(pod)})"


def all_containers(pod: Object) -> Iterator[Object]:
    """Init, app and ephemeral containers, in this order."""
    spec = pod["spec"]
    yield from spec.get("initContainers") or ()
    yield from spec["containers"]
    yield from spec.get("ephemeralContainers") or ()


def container_of(pod: Object, name: str) -> Object | None:
    """A container's specification by its name."""
    for container in all_containers(pod):
        if container["name"] == name:
            return container
    return None


def is_sidecar(container: Object) -> bool:
    """Whether an init container is restartable (``restartPolicy: Always``)."""
    return container.get("restartPolicy") == "Always"


def host_network(pod: Object) -> bool:
    """Whether the Pod shares its node's network."""
    return bool(pod["spec"].get("hostNetwork"))


def may_restart(pod: Object, container: Object, exit_code: int) -> bool:
    """Whether a container that ended so is started again: its own policy and rules, else the
    Pod's."""
    for rule in container.get("restartPolicyRules") or ():
        if _rule_matches(rule, exit_code):
            return str(rule.get("action")) == "Restart"
    policy = container.get("restartPolicy") or pod["spec"].get("restartPolicy", "Always")
    if policy == "Always":
        return True
    return policy == "OnFailure" and exit_code != 0


def _rule_matches(rule: Object, exit_code: int) -> bool:
    codes: Object = rule.get("exitCodes") or {}
    listed: bool = exit_code in (codes.get("values") or ())
    return listed if codes.get("operator") == "In" else not listed


def should_be_restarted(pod: Object, container: Object, view: PodView) -> bool:
    """Whether the kubelet would start this container, as it sees it now."""
    if "deletionTimestamp" in pod["metadata"]:
        return False
    latest = view.latest(container["name"])
    if latest is None:
        return True
    if latest.state == "running":
        return False
    if latest.state == "created":
        return True
    return may_restart(pod, container, latest.exit_code)


def sandbox_change(pod: Object, view: PodView) -> tuple[bool, int, SandboxView | None, str]:
    """Whether a new sandbox is needed, its attempt, the one there is, and why."""
    if not view.sandboxes:
        return True, 0, None, "no pod sandbox exists"
    newest = view.sandboxes[0]
    if sum(1 for sandbox in view.sandboxes if sandbox.ready) > 1:
        return True, newest.attempt + 1, newest, "multiple sandboxes exist"
    if not newest.ready:
        return True, newest.attempt + 1, newest, "pod sandbox is not ready"
    if not host_network(pod) and not newest.ip:
        return True, newest.attempt + 1, newest, "pod sandbox has no IP address"
    return False, newest.attempt, newest, ""


def active(view: PodView, name: str) -> ContainerView | None:
    """The newest instance of a container that belongs to the current sandbox."""
    latest = view.latest(name)
    if latest is None or not view.sandboxes:
        return None
    return latest if latest.created >= view.sandboxes[0].created else None


def any_app_started(pod: Object, view: PodView) -> bool:
    """Whether an app container of the current sandbox has run."""
    for container in pod["spec"]["containers"]:
        latest = active(view, container["name"])
        if latest is not None and latest.state in ("running", "exited"):
            return True
    return False


def any_app_created(pod: Object, view: PodView) -> bool:
    """Whether any app container was ever created."""
    return any(view.latest(container["name"]) for container in pod["spec"]["containers"])


def deletion_requested(record: PodRecord) -> bool:
    """Whether the Pod was asked to go."""
    return "deletionTimestamp" in record.pod["metadata"]
