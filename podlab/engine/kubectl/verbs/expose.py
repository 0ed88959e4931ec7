"""``kubectl expose``: make a Service out of a workload, Pod or Service.

Here: selector, ports and labels taken from the object, and the Service as kubectl sends it.  Not
here: ``create service``.
"""

import json
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.labels import parse_labels
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.patching import json_merge
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import post
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.meta import dig

Object = dict[str, Any]
EXPOSABLE = ("pods", "services", "replicationcontrollers", "deployments.apps", "replicasets.apps")


def run(c: Context) -> Step:
    """The verb."""
    for info in select(c, c.args, Ask(latest=True, selects=False)).all_or_error():
        if info.resource not in EXPOSABLE:
            raise CommandError(
                f"cannot expose a {info.kind.kind}"
                + (f".{info.kind.group}" if info.kind.group else "")
            )
        obj = _service(c, info)
        if c.flag("overrides"):
            try:
                obj = json_merge(obj, json.loads(str(c.flag("overrides"))))
            except ValueError:
                raise CommandError("invalid character in --overrides: it is not JSON") from None
        obj = recorded(c, obj)
        if c.dry_run == "client":
            if c.enforce_namespace:
                obj = {**obj, "metadata": {**obj["metadata"], "namespace": c.namespace}}
        else:
            obj = post(c, obj)
        print_object(c, obj, "exposed")
    return 0


def _selector(c: Context, info: Info) -> dict[str, str]:
    if c.flag("selector"):
        return parse_labels(str(c.flag("selector")))
    obj = info.content
    where = "couldn't retrieve selectors via --selector flag or introspection: "
    if info.resource == "pods":
        found = obj["metadata"].get("labels")
        if not found:
            raise CommandError(f"{where}the pod has no labels and cannot be exposed")
        return dict(found)
    selector = obj["spec"].get("selector") or {}
    if info.resource in ("services", "replicationcontrollers"):
        if not selector:
            raise CommandError(f"{where}the service has no pod selector set")
        return dict(selector)
    if selector.get("matchExpressions"):
        raise CommandError(
            f'{where}couldn\'t convert expressions - "{selector["matchExpressions"]}" to '
            "map-based selector format"
        )
    return dict(selector.get("matchLabels") or {})


def _object_ports(info: Info) -> list[tuple[int, str]]:
    obj = info.content
    if info.resource == "services":
        rows = obj["spec"].get("ports") or []
        return [(row["port"], row.get("protocol", "TCP")) for row in rows]
    spec = obj["spec"] if info.resource == "pods" else dig(obj, "spec", "template", "spec")
    return [
        (port["containerPort"], port.get("protocol", "TCP"))
        for container in (spec or {}).get("containers") or []
        for port in container.get("ports") or []
    ]


def _ports(c: Context, info: Info) -> list[Object]:
    known = _object_ports(info)
    wanted, protocol = str(c.flag("port") or ""), str(c.flag("protocol") or "")
    numbers = wanted.split(",") if wanted else [str(number) for number, _ in known]
    if not numbers and c.flag("cluster-ip") != "None":
        raise CommandError("couldn't find port via --port flag or introspection")
    rows = []
    for place, text in enumerate(numbers):
        if not text.isdigit():
            raise CommandError(f'strconv.Atoi: parsing "{text}": invalid syntax')
        own = next((kind for number, kind in known if number == int(text)), "TCP")
        row: Object = {"port": int(text), "protocol": protocol or own}
        if len(numbers) > 1:
            row["name"] = f"port-{place + 1}"
        target = str(c.flag("target-port") or "")
        row["targetPort"] = (int(target) if target.isdigit() else target) if target else int(text)
        rows.append(row)
    return rows


def _service(c: Context, info: Info) -> Object:
    spec: Object = {"selector": _selector(c, info)}
    if ports := _ports(c, info):
        spec["ports"] = ports
    labels = (
        parse_labels(str(c.flag("labels")))
        if c.flag("labels")
        else info.content["metadata"].get("labels")
    )
    head: Object = {"name": str(c.flag("name") or info.name[:63])}
    if labels:
        head["labels"] = labels
    if c.flag("external-ip"):
        spec["externalIPs"] = [str(c.flag("external-ip"))]
    for flag, key in (("type", "type"), ("cluster-ip", "clusterIP")):
        if c.flag(flag):
            spec[key] = str(c.flag(flag))
    affinity = str(c.flag("session-affinity") or "")
    if affinity:
        if affinity not in ("None", "ClientIP"):
            raise CommandError(f"unknown session affinity: {affinity}")
        spec["sessionAffinity"] = affinity
    if spec.get("type") == "LoadBalancer" and c.flag("load-balancer-ip"):
        spec["loadBalancerIP"] = str(c.flag("load-balancer-ip"))
    return {"apiVersion": "v1", "kind": "Service", "metadata": head, "spec": spec,
            "status": {"loadBalancer": {}}}  # fmt: skip
