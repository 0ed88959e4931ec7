"""``kubectl top node | pod``: what the metrics API says is used.

Here: asking, units, tables.  Not here: measuring (metrics-server and the kubelets).
"""

import json
from typing import Any

from podlab.engine.kernel.clock import MINUTE, parse_rfc3339
from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import Step
from podlab.engine.objects import labels, quantity
from podlab.engine.objects.durations import go_duration
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
BASE = "/apis/metrics.k8s.io/v1beta1"
MISSING = "Metrics API not available"
YOUNG = 2 * MINUTE
"""A Pod of this age at most need not have metrics yet."""


def _items(c: Context, path: str) -> list[Object]:
    try:
        found = json.loads(c.kube.raw(c.caller, "GET", BASE + path, b""))
    except ApiError as error:
        if "NotFound" in error.reason and error.details and error.details.get("name"):
            raise
        raise CommandError(MISSING) from None
    except ValueError:
        raise CommandError(MISSING) from None
    items: list[Object] = found.get("items", [found])
    text = str(c.flag("selector") or "")
    if not text:
        return items
    wanted = labels.parse(text)
    return [row for row in items if labels.matches(wanted, row["metadata"].get("labels") or {})]


def _cpu(text: str) -> int:
    return -(-quantity.milli(text) // 1)


def _memory(text: str) -> int:
    return quantity.value_of(text) // (1024 * 1024)


def _check(c: Context, what: str, selector: str) -> None:
    if len(c.args) > 1:
        raise c.usage(f"{what} [NAME | -l label]")
    if str(c.flag("sort-by") or "") not in ("", "cpu", "memory"):
        raise CommandError("--sort-by accepts only cpu or memory")
    if c.args and (c.flag("selector") or c.flag("field-selector")):
        raise CommandError(f"only one of NAME or {selector} can be provided")


def node(c: Context) -> Step:
    """``top node [NAME]``."""
    _check(c, "node", "--selector")
    name = c.args[0] if c.args else ""
    items = _items(c, f"/nodes/{name}" if name else "/nodes")
    if not items:
        raise CommandError("metrics not available yet")
    rows = (
        []
        if c.flag("no-headers")
        else [["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]]
    )
    for row in _sorted(c, items, "usage"):
        rows.append(_node_row(c, row))
    c.out(tabwriter.rows(rows))
    return 0


def _node_row(c: Context, row: Object) -> list[str]:
    name = row["metadata"]["name"]
    whole = dig(c.client.get("nodes", "", name), "status", "allocatable", default={})
    cpu, memory = _cpu(row["usage"]["cpu"]), _memory(row["usage"]["memory"])
    all_cpu, all_memory = (
        quantity.milli(str(whole.get("cpu", "0"))),
        _memory(str(whole.get("memory", "0"))),
    )
    shares = [f"{100 * used // total}%" if total else "<unknown>"
              for used, total in ((cpu, all_cpu), (memory, all_memory))]  # fmt: skip
    return [name, f"{cpu}m", shares[0], f"{memory}Mi", shares[1]]


def _sorted(c: Context, items: list[Object], key: str) -> list[Object]:
    by = str(c.flag("sort-by") or "")
    if not by:
        return sorted(items, key=lambda row: (row["metadata"].get("namespace", ""),
                                              row["metadata"]["name"]))  # fmt: skip
    return sorted(items, key=lambda row: -_used(row)[by == "memory"])


def _used(row: Object) -> tuple[int, int]:
    usages = [row["usage"]] if "usage" in row else [one["usage"] for one in row["containers"]]
    cpu = sum(_cpu(one["cpu"]) for one in usages)
    return cpu, sum(quantity.value_of(one["memory"]) for one in usages) // (1024 * 1024)


def _explain_nothing(c: Context) -> None:
    """Pods without metrics are too young, or something is wrong; no Pods need no metrics."""
    where = None if c.all_namespaces else c.namespace
    selectors = (str(c.flag("selector") or ""), str(c.flag("field-selector") or ""))
    pods = c.client.list("pods", where, *selectors)
    for pod in pods:
        metadata = pod["metadata"]
        age = c.p.now - parse_rfc3339(metadata["creationTimestamp"])
        if age > YOUNG:
            name = f"{metadata['namespace']}/{metadata['name']}"
            raise CommandError(
                f"Metrics not available for pod {name}, age: {go_duration(age / 1_000_000)}"
            )
    if pods:
        raise CommandError("metrics not available yet")


def pod(c: Context) -> Step:
    """``top pod [NAME]``."""
    _check(c, "pod", "selector")
    name = c.args[0] if c.args else ""
    where = "/pods" if c.all_namespaces else f"/namespaces/{c.namespace}/pods"
    items = _items(c, f"{where}/{name}" if name else where)
    if not items:
        _explain_nothing(c)
        place = "" if c.all_namespaces else f" in {c.namespace} namespace."
        c.err(f"No resources found{place}\n")
        return 0
    heads = ["NAME", "CPU(cores)", "MEMORY(bytes)"]
    if c.flag("containers"):
        heads.insert(0, "POD")
    if c.all_namespaces:
        heads.insert(0, "NAMESPACE")
    rows = [] if c.flag("no-headers") else [heads]
    for row in _sorted(c, items, "containers"):
        rows += _pod_rows(c, row)
    c.out(tabwriter.rows(rows))
    return 0


def _pod_rows(c: Context, row: Object) -> list[list[str]]:
    metadata = row["metadata"]
    lead = [metadata.get("namespace", "")] if c.all_namespaces else []
    if not c.flag("containers"):
        cpu, memory = _used(row)
        return [[*lead, metadata["name"], f"{cpu}m", f"{memory}Mi"]]
    return [
        [
            *lead,
            metadata["name"],
            one["name"],
            f"{_cpu(one['usage']['cpu'])}m",
            f"{_memory(one['usage']['memory'])}Mi",
        ]
        for one in row["containers"]
    ]
