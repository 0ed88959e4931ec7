"""Why a Service does not answer: selector, readiness, ports, policies, in this order.

Not here: Pods by themselves (``lessons.hinting.pods``).
"""

from typing import Any

from lessons.goals.pods import is_ready
from lessons.goals.verdict import Verdict, missing
from lessons.hinting.pods import of_pods, told_labels
from lessons.observation import Observation
from podlab.engine.objects.meta import dig

Object = dict[str, Any]


def of_service(seen: Observation, namespace: str, name: str) -> Verdict | None:
    """What is in the way to a Service's Pods; None while there is no such Service."""
    named = [one for one in seen.objects("services", namespace) if one["metadata"]["name"] == name]
    selector = dig(named[0], "spec", "selector", default={}) if named else {}
    if not selector:
        return None
    labels = ",".join(f"{key}={value}" for key, value in selector.items())
    pods = seen.objects("pods", namespace, labels)
    if not pods:
        others = told_labels(seen.objects("pods", namespace))
        return missing("selects-nobody", service=name, selector=labels, others=others or "—")
    ready = [pod for pod in pods if is_ready(pod)]
    if not ready:
        return of_pods(seen, pods)
    return (
        _of_ports(named[0], ready[0])
        or _policy(seen, namespace, ready[0])
        or _listens(named[0], ready[0])
    )


def _of_ports(service: Object, pod: Object) -> Verdict | None:
    """A target port that the Pod does not declare."""
    ports = _declared(pod)
    numbers = [port["containerPort"] for port in ports]
    names = [port["name"] for port in ports if port.get("name")]
    for row in service["spec"].get("ports") or ():
        target = row.get("targetPort", row["port"])
        known: list[Any] = names if isinstance(target, str) else numbers
        if target not in known and (known or isinstance(target, str)):
            told = ", ".join(map(str, known)) or "—"
            service_name = service["metadata"]["name"]
            return missing("port-not-declared", service=service_name, port=target, declared=told)
    return None


def _policy(seen: Observation, namespace: str, pod: Object) -> Verdict | None:
    labels = dig(pod, "metadata", "labels", default={})
    for policy in seen.objects("networkpolicies.networking.k8s.io", namespace):
        wanted = dig(policy, "spec", "podSelector", "matchLabels", default={})
        if wanted.items() <= labels.items():
            return missing("policy-selects", policy=policy["metadata"]["name"])
    return None


def _listens(service: Object, pod: Object) -> Verdict | None:
    """Labels and ports fit as they are declared."""
    for row in service["spec"].get("ports") or ():
        target = row.get("targetPort", row["port"])
        named = [port["containerPort"] for port in _declared(pod) if port.get("name") == target]
        port = named[0] if named else target
        return missing("does-it-listen", service=service["metadata"]["name"], port=port)
    return None


def _declared(pod: Object) -> list[Object]:
    containers = dig(pod, "spec", "containers", default=[])
    return [port for one in containers for port in one.get("ports") or ()]
