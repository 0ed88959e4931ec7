"""Goals about what was asked over the cluster's network."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.narrowed import Which
from lessons.observation import Observation
from podlab.engine.objects.meta import dig


def _answered(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    namespace, count = wanted.get("namespace", "default"), wanted.get("count", 1)
    addresses = {
        dig(change.object, "status", "podIP")
        for change in seen.history("pods", namespace, Which(labels=wanted["labels"]))
    } - {None}
    if not addresses:
        return missing("no-pods", labels=wanted["labels"])
    port = wanted["port"]
    asked = [one for one in seen.answers() if one.address in addresses and one.port == port]
    good = {one.address for one in asked if one.status == wanted.get("status", one.status)}
    if len(good) >= count:
        return PASSED
    if count > 1 and good:
        rest = ", ".join(sorted(str(one) for one in addresses - good))
        return missing("ask-the-others", addresses=rest, port=port)
    example = sorted(str(one) for one in addresses)[-1]
    return missing("nobody-asked", address=example, port=port)


def _through(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """Pods answered requests that went to one of a Service's addresses."""
    name, namespace = wanted["service"], wanted.get("namespace", "default")
    versions = [one.object for one in seen.history("services", namespace, Which(name))]
    if not versions:
        return missing("object-missing", resource="services", name=name)
    addresses = {dig(one, "spec", "clusterIP") for one in versions}
    for one in versions:
        rows = dig(one, "status", "loadBalancer", "ingress") or ()
        addresses |= {row["ip"] for row in rows if row.get("ip")}
    good = {
        one.address
        for one in seen.answers()
        if one.asked in addresses and one.status == wanted.get("status", one.status)
    }
    count = wanted.get("count", 1)
    if len(good) >= count:
        return PASSED
    if good:
        return missing("too-few-answered", service=name, count=count, actual=len(good))
    return missing("service-not-asked", service=name)


_ANSWER: dict[str, are.Kind] = {
    "namespace": are.namespace,
    "status": are.HTTP_STATUS,
    "count": are.count,
}

THROUGH = Goal(_through, needs={"service": are.name}, takes=_ANSWER)
"""So many different Pods answered HTTP requests that went to a Service's address."""

ANSWERED = Goal(_answered, needs={"labels": are.labels, "port": are.PORT}, takes=_ANSWER)
"""So many different Pods with these labels answered an HTTP request on a port (with a status)."""
