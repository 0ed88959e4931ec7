"""``kubectl describe`` of what belongs to the whole cluster's network.

Here: IngressClasses, ServiceCIDRs, IPAddresses.  Not here: Services, Ingresses, policies
(``network``).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.writer import Page, rfc1123

Object = dict[str, Any]


def ingressclass(_c: Context, page: Page, obj: Object) -> None:
    """An IngressClass."""
    _head(page, obj)
    spec = obj.get("spec") or {}
    page.line(f"Controller:\t{spec.get('controller', '')}")
    parameters = spec.get("parameters")
    if parameters:
        page.line("Parameters:")
        for title, key in (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")):
            if key != "apiGroup" or parameters.get(key) is not None:
                page.line(f"{title}:\t{parameters.get(key, '')}", 1)


def servicecidr(_c: Context, page: Page, obj: Object) -> None:
    """A ServiceCIDR."""
    _head(page, obj)
    page.line(f"CIDRs:\t{', '.join((obj.get('spec') or {}).get('cidrs') or [])}")
    conditions = (obj.get("status") or {}).get("conditions") or []
    if not conditions:
        return
    page.line("Status:")
    page.line("Conditions:")
    page.line("Type\tStatus\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t------------------\t------\t-------", 1)
    for row in conditions:
        moment = rfc1123(row.get("lastTransitionTime"))
        page.line(
            f"{row['type']}\t{row['status']}\t{moment}\t{row.get('reason', '')}"
            f"\t{row.get('message', '')}",
            1,
        )


def ipaddress(_c: Context, page: Page, obj: Object) -> None:
    """An IPAddress."""
    _head(page, obj)
    parent = (obj.get("spec") or {}).get("parentRef")
    if parent:
        page.line("Parent Reference:")
        for title in ("Group", "Resource", "Namespace", "Name"):
            page.line(f"{title}:\t{parent.get(title.lower(), '')}", 1)


def _head(page: Page, obj: Object) -> None:
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
