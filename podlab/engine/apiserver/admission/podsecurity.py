"""PodSecurity: a namespace's labels say which Pod security standard its Pods must meet.

Here: which standard is asked for, and what a stricter one finds among a namespace's Pods.  Not
here: the checks (``podstandards``), exemptions, older versions of the standards (any version label
is read as the latest).
"""

from typing import Any

from podlab.engine.apiserver.admission.podstandards import LEVELS, violations
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.fielderror import errors_to_api_error, quote
from podlab.engine.objects.fielderror import invalid as field_error
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

RESOURCES = (
    "pods", "replicationcontrollers", "podtemplates", "deployments.apps", "replicasets.apps",
    "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch", "namespaces",
)  # fmt: skip
OPERATIONS = ("CREATE", "UPDATE")
_MODES = ("enforce", "audit", "warn")
_LABEL = "pod-security.kubernetes.io/"
_ONE_OF = "must be one of privileged, baseline, restricted"
MAX_PODS = 3_000


def validate(review: Review, world: World) -> None:
    """Refuse, or warn of, Pods that break their namespace's standard."""
    if review.kind.resource == "namespaces":
        _validate_namespace(review, world)
        return
    if review.operation != "CREATE":
        return
    namespace = world.find("namespaces", "", review.namespace) or {"metadata": {}}
    labels = namespace["metadata"].get("labels") or {}
    if not any(key.startswith(_LABEL) for key in labels):
        return
    spec = _pod_spec(review)
    if review.kind.resource == "pods":
        level, version = _asked(labels, "enforce")
        faults = violations(level, spec)
        if faults:
            raise review.forbidden(
                f'violates PodSecurity "{level}:{version}": ' + ", ".join(faults)
            )
    level, version = _asked(labels, "warn")
    faults = violations(level, spec)
    if faults:
        world.warn(f'would violate PodSecurity "{level}:{version}": ' + ", ".join(faults))


def _validate_namespace(review: Review, world: World) -> None:
    """Labels must name standards; a stricter one is held against the Pods that are there."""
    labels = review.obj["metadata"].get("labels") or {}
    before = ((review.old or {}).get("metadata") or {}).get("labels") or {}
    if labels == before:
        return
    errors = [
        field_error(f"metadata.labels[{_LABEL}{mode}]", labels[_LABEL + mode], _ONE_OF)
        for mode in _MODES
        if labels.get(_LABEL + mode, "baseline") not in LEVELS
    ]
    if errors:
        raise errors_to_api_error("", "Namespace", review.name, errors)
    (level, version), old = _asked(labels, "enforce"), _asked(before, "enforce")
    stricter = LEVELS.index(level) > LEVELS.index(old[0]) if old[0] in LEVELS else True
    if review.old is None or not (stricter or (version != old[1] and level != "privileged")):
        return
    for text in _existing(world, review.name, level, version):
        world.warn(text)


def _existing(world: World, namespace: str, level: str, version: str) -> list[str]:
    """What is told of the Pods that a namespace's new standard would refuse."""
    found: dict[str, list[str]] = {}
    for pod in world.list("pods", namespace)[:MAX_PODS]:
        faults = violations(level, pod["spec"])
        if faults:
            reasons = ", ".join(fault.partition(" (")[0] for fault in faults)
            found.setdefault(reasons, []).append(pod["metadata"]["name"])
    if not found:
        return []
    head = (
        f"existing pods in namespace {quote(namespace)} violate the new PodSecurity enforce level "
        f'"{level}:{version}"'
    )
    return [head, *sorted(f"{_who(names)}: {reasons}" for reasons, names in found.items())]


def _who(names: list[str]) -> str:
    more = len(names) - 1
    if not more:
        return names[0]
    return f"{min(names)} (and {more} other {'pod' if more == 1 else 'pods'})"


def _asked(labels: dict[str, str], mode: str) -> tuple[str, str]:
    return (
        labels.get(_LABEL + mode, "privileged"),
        labels.get(f"{_LABEL}{mode}-version", "latest"),
    )


def _pod_spec(review: Review) -> Object:
    obj = review.obj
    if review.kind.resource == "pods":
        return dict(obj["spec"])
    if review.kind.resource == "podtemplates":
        return dict(dig(obj, "template", "spec", default={}))
    if review.kind.resource == "cronjobs.batch":
        return dict(dig(obj, "spec", "jobTemplate", "spec", "template", "spec", default={}))
    return dict(dig(obj, "spec", "template", "spec", default={}))
