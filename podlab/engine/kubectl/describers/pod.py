"""``describe pod``.

Here: the order of a Pod's page.  Not here: containers and volumes, which workloads have too.
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.containers import (
    print_containers,
    print_resources,
    print_spread,
    print_tolerations,
)
from podlab.engine.kubectl.describers.volumes import print_volumes
from podlab.engine.kubectl.describers.writer import Page, controller_of, rfc1123
from podlab.engine.objects.meta import dig

Object = dict[str, Any]


def describe(c: Context, page: Page, pod: Object) -> None:
    """The page."""
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status") or {}
    _head(page, metadata, spec, status)
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    _state(page, metadata, status)
    profile = dig(spec, "securityContext", "seccompProfile", default={})
    if profile:
        page.line(f"SeccompProfile:\t{profile.get('type')}")
    _addresses(page, status)
    if owner := controller_of(pod):
        page.line(f"Controlled By:\t{owner}")
    if status.get("nominatedNodeName"):
        page.line(f"NominatedNodeName:\t{status['nominatedNodeName']}")
    if spec.get("resources"):
        page.line("Resources:")
        print_resources(page, spec["resources"], 1)
    _containers(page, pod)
    _conditions(page, spec, status)
    print_volumes(page, spec.get("volumes") or [])
    page.line(f"QoS Class:\t{status.get('qosClass', '')}")
    page.pairs("Node-Selectors", spec.get("nodeSelector"))
    print_tolerations(page, "Tolerations", spec.get("tolerations") or [])
    print_spread(page, spec)


def _head(page: Page, metadata: Object, spec: Object, status: Object) -> None:
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    if spec.get("priority") is not None:
        page.line(f"Priority:\t{spec['priority']}")
    for title, key in (("Priority Class Name", "priorityClassName"),
                       ("Runtime Class Name", "runtimeClassName"),
                       ("Service Account", "serviceAccountName")):  # fmt: skip
        if spec.get(key):
            page.line(f"{title}:\t{spec[key]}")
    node = spec.get("nodeName")
    page.line(f"Node:\t{node}/{status.get('hostIP', '')}" if node else "Node:\t<none>")
    if status.get("startTime"):
        page.line(f"Start Time:\t{rfc1123(status['startTime'])}")


def _state(page: Page, metadata: Object, status: Object) -> None:
    phase = status.get("phase", "")
    if metadata.get("deletionTimestamp") and phase not in ("Failed", "Succeeded"):
        page.line(f"Status:\tTerminating (lasts {page.ago(metadata['deletionTimestamp'])})")
        grace = metadata.get("deletionGracePeriodSeconds", 0)
        page.line(f"Termination Grace Period:\t{grace}s")
    else:
        page.line(f"Status:\t{phase}")
    for title, key in (("Reason", "reason"), ("Message", "message")):
        if status.get(key):
            page.line(f"{title}:\t{status[key]}")


def _addresses(page: Page, status: Object) -> None:
    page.line(f"IP:\t{status.get('podIP', '')}")
    rows = status.get("podIPs") or []
    page.line("IPs:" if rows else "IPs:\t<none>")
    for row in rows:
        page.line(f"IP:\t{row.get('ip', '')}", 1)


def _containers(page: Page, pod: Object) -> None:
    spec, status = pod["spec"], pod.get("status") or {}
    if spec.get("initContainers"):
        print_containers(page, "Init Containers", spec["initContainers"], pod,
                         statuses=status.get("initContainerStatuses"))  # fmt: skip
    print_containers(page, "Containers", spec.get("containers") or [], pod,
                     statuses=status.get("containerStatuses"))  # fmt: skip
    if spec.get("ephemeralContainers"):
        print_containers(page, "Ephemeral Containers", spec["ephemeralContainers"], pod,
                         statuses=status.get("ephemeralContainerStatuses"))  # fmt: skip


def _conditions(page: Page, spec: Object, status: Object) -> None:
    rows = status.get("conditions") or []
    if spec.get("readinessGates"):
        page.line("Readiness Gates:")
        page.line("Type\tStatus", 1)
        known = {row["type"]: row["status"] for row in rows}
        for gate in spec["readinessGates"]:
            kind = gate["conditionType"]
            page.line(f"{kind} \t{known.get(kind, '<none>')} ", 1)
    if rows:
        page.line("Conditions:")
        page.line("Type\tStatus", 1)
        for row in rows:
            page.line(f"{row['type']} \t{row['status']} ", 1)
