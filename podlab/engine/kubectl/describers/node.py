"""``describe node``.

Here: a node's page with its Pods and what they ask for.  Not here: ``top`` (what they use).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.events import events_of
from podlab.engine.kubectl.describers.writer import Page, go_bool, rfc1123
from podlab.engine.objects import quantity
from podlab.engine.objects.podresources import add_all, totals
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
STANDARD = ("cpu", "memory", "ephemeral-storage", "pods")
ROLE = "node-role.kubernetes.io/"


def describe(c: Context, page: Page, node: Object) -> None:
    """The page."""
    metadata, spec, status = node["metadata"], node.get("spec") or {}, node.get("status") or {}
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Roles:\t{','.join(roles(node)) or '<none>'}")
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.line(f"CreationTimestamp:\t{rfc1123(metadata.get('creationTimestamp'))}")
    page.rows("Taints", _taints(spec.get("taints") or []))
    page.line(f"Unschedulable:\t{go_bool(spec.get('unschedulable'))}")
    _lease(c, page, metadata["name"])
    _conditions(page, status.get("conditions") or [])
    page.line("Addresses:")
    for row in status.get("addresses") or []:
        page.line(f"{row['type']}:\t{row['address']}", 1)
    for title, key in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        if rows := status.get(key):
            page.line(f"{title}:")
            for name in sorted(rows):
                page.line(f"{name}:\t{rows[name]}", 1)
    _system(page, status.get("nodeInfo") or {})
    _addresses(page, spec)
    _pods(c, page, node)


def roles(node: Object) -> list[str]:
    """The roles that a node's labels tell."""
    found = []
    for key, value in (node["metadata"].get("labels") or {}).items():
        if key.startswith(ROLE) and len(key) > len(ROLE):
            found.append(key.removeprefix(ROLE))
        elif key == "kubernetes.io/role" and value:
            found.append(value)
    return sorted(set(found))


def _taints(rows: list[Object]) -> list[str]:
    ordered = sorted(rows, key=lambda row: f"{row.get('effect', '')},{row.get('key', '')}")
    return [taint_text(row) for row in ordered]


def taint_text(row: Object) -> str:
    """``key=value:Effect``."""
    text = str(row.get("key", ""))
    if row.get("value"):
        text += f"={row['value']}"
    return f"{text}:{row['effect']}" if row.get("effect") else text


def _lease(c: Context, page: Page, name: str) -> None:
    try:
        lease = c.client.get("leases.coordination.k8s.io", "kube-node-lease", name)
    except ApiError as error:
        page.line(f"Lease:\tFailed to get lease: {error.message}")
        return
    spec = lease.get("spec") or {}
    page.line("Lease:")
    page.line(f"HolderIdentity:\t{spec.get('holderIdentity', '<unset>')}", 1)
    for title, key in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        page.line(f"{title}:\t{rfc1123(spec[key]) if spec.get(key) else '<unset>'}", 1)


def _conditions(page: Page, rows: list[Object]) -> None:
    if not rows:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for row in rows:
        cells = (row["type"], row["status"], rfc1123(row.get("lastHeartbeatTime")),
                 rfc1123(row.get("lastTransitionTime")), row.get("reason", ""),
                 row.get("message", ""))  # fmt: skip
        page.line(" \t".join(cells), 1)


def _system(page: Page, info: Object) -> None:
    page.line("System Info:")
    for title, key in (
        ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"),
        ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"), ("Architecture", "architecture"),
        ("Container Runtime Version", "containerRuntimeVersion"),
        ("Kubelet Version", "kubeletVersion"),
    ):  # fmt: skip
        page.line(f"{title}:\t{info.get(key, '')}", 1)


def _addresses(page: Page, spec: Object) -> None:
    if spec.get("podCIDR"):
        page.line(f"PodCIDR:\t{spec['podCIDR']}")
    if spec.get("podCIDRs"):
        page.line(f"PodCIDRs:\t{','.join(spec['podCIDRs'])}")
    if spec.get("providerID"):
        page.line(f"ProviderID:\t{spec['providerID']}")


def _share(amount: str, whole: str) -> int:
    total = quantity.milli(whole)
    return int(quantity.milli(amount) * 100 / total) if total else 0


def _cell(amounts: dict[str, str], name: str, whole: Object) -> str:
    amount = amounts.get(name, "0")
    return f"{amount} ({_share(amount, str(whole.get(name, '0')))}%)"


def _pods(c: Context, page: Page, node: Object) -> None:
    name = node["metadata"]["name"]
    wanted = f"spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed"
    pods = c.client.list("pods", None, "", wanted)
    status = node.get("status") or {}
    whole = status.get("allocatable") or status.get("capacity") or {}
    page.line(f"Non-terminated Pods:\t({len(pods)} in total)")
    heads = ("CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")
    page.line("Namespace\tName\t\t" + "\t".join(heads), 1)
    page.line("---------\t----\t\t" + "\t".join("-" * len(head) for head in heads), 1)
    sums: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for pod in pods:
        asked, limits = totals(pod, "requests"), totals(pod, "limits")
        add_all(sums[0], asked)
        add_all(sums[1], limits)
        cells = [_cell(asked, "cpu", whole), _cell(limits, "cpu", whole),
                 _cell(asked, "memory", whole), _cell(limits, "memory", whole),
                 page.ago(pod["metadata"].get("creationTimestamp"))]  # fmt: skip
        metadata = pod["metadata"]
        page.line(f"{metadata['namespace']}\t{metadata['name']}\t\t" + "\t".join(cells), 1)
    _allocated(page, whole, sums)


def _allocated(page: Page, whole: Object, sums: tuple[dict[str, str], dict[str, str]]) -> None:
    page.line("Allocated resources:")
    page.line("(Total limits may be over 100 percent, i.e., overcommitted.)", 1)
    page.line("Resource\tRequests\tLimits", 1)
    page.line("--------\t--------\t------", 1)
    huge = sorted(name for name in whole if name.startswith("hugepages-"))
    for name in ("cpu", "memory", "ephemeral-storage", *huge):
        page.line(f"{name}\t{_cell(sums[0], name, whole)}\t{_cell(sums[1], name, whole)}", 1)
    for name in sorted(whole):
        if name not in STANDARD and name not in huge:
            page.line(f"{name}\t{sums[0].get(name, '0')}\t{sums[1].get(name, '0')}", 1)


def node_events(c: Context, node: Object) -> list[Object]:
    """Events about a node: controllers write its uid, the kubelet its name."""
    return events_of(c, node) + events_of(c, node, node["metadata"]["name"])
