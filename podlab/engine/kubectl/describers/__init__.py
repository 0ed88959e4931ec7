"""``kubectl describe``'s pages: one function for each kind.

Here: the list.  Not here: the verb (``kubectl.describe``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers import (
    certificates,
    cluster,
    clusternetwork,
    generic,
    network,
    node,
    pod,
    storage,
    workloads,
)
from podlab.engine.kubectl.describers.events import events_of, print_events
from podlab.engine.kubectl.describers.writer import Page

Describer = Callable[[Context, Page, dict[str, Any]], None]

DESCRIBERS: dict[str, Describer] = {
    "pods": pod.describe,
    "nodes": node.describe,
    "deployments.apps": workloads.deployment,
    "replicasets.apps": workloads.replicaset,
    "replicationcontrollers": workloads.replicationcontroller,
    "daemonsets.apps": workloads.daemonset,
    "statefulsets.apps": workloads.statefulset,
    "jobs.batch": workloads.job,
    "cronjobs.batch": workloads.cronjob,
    "namespaces": cluster.namespace,
    "configmaps": cluster.configmap,
    "secrets": cluster.secret,
    "serviceaccounts": cluster.serviceaccount,
    "resourcequotas": cluster.resourcequota,
    "limitranges": cluster.limitrange,
    "poddisruptionbudgets.policy": cluster.poddisruptionbudget,
    "priorityclasses.scheduling.k8s.io": cluster.priorityclass,
    "roles.rbac.authorization.k8s.io": cluster.role,
    "clusterroles.rbac.authorization.k8s.io": cluster.role,
    "rolebindings.rbac.authorization.k8s.io": cluster.binding,
    "clusterrolebindings.rbac.authorization.k8s.io": cluster.binding,
    "horizontalpodautoscalers.autoscaling": cluster.autoscaler,
    "certificatesigningrequests.certificates.k8s.io": certificates.signing_request,
    "services": network.service,
    "endpoints": network.endpoints,
    "endpointslices.discovery.k8s.io": network.endpointslice,
    "ingresses.networking.k8s.io": network.ingress,
    "networkpolicies.networking.k8s.io": network.networkpolicy,
    "ingressclasses.networking.k8s.io": clusternetwork.ingressclass,
    "servicecidrs.networking.k8s.io": clusternetwork.servicecidr,
    "ipaddresses.networking.k8s.io": clusternetwork.ipaddress,
    "persistentvolumes": storage.persistentvolume,
    "persistentvolumeclaims": storage.claim,
    "storageclasses.storage.k8s.io": storage.storageclass,
}
"""By resource; ``generic`` takes every other kind."""

WITHOUT_EVENTS = {
    "namespaces", "secrets", "resourcequotas", "limitranges", "networkpolicies.networking.k8s.io",
    "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
}  # fmt: skip


def describe(c: Context, resource: str, obj: dict[str, Any], *, events: bool) -> str:
    """An object's page."""
    page = Page(c.p.now)
    DESCRIBERS.get(resource, generic.describe)(c, page, obj)
    if events and resource not in WITHOUT_EVENTS:
        found = node.node_events(c, obj) if resource == "nodes" else events_of(c, obj)
        print_events(page, found)
    return page.text()
