"""What the table of each kind shows: one function per kind, from object and time to cells.

Columns are facts (``objects.facts``); the cells are in their order, wide ones included.
Not here: the Table object (``apiserver.table``), or custom resources' columns.
"""

from collections.abc import Callable

from podlab.engine.apiserver.tables import (
    autoscaling,
    core,
    network,
    pods,
    storage,
    workloads,
)
from podlab.engine.apiserver.tables.cells import Cell, Object

CELLS: dict[str, Callable[[Object, int], list[Cell]]] = {
    "pods": pods.pod_cells,
    "podtemplates": workloads.pod_template,
    "replicationcontrollers": workloads.replication_controller,
    "deployments.apps": workloads.deployment,
    "replicasets.apps": workloads.replica_set,
    "statefulsets.apps": workloads.stateful_set,
    "daemonsets.apps": workloads.daemon_set,
    "controllerrevisions.apps": workloads.controller_revision,
    "jobs.batch": workloads.job,
    "cronjobs.batch": workloads.cron_job,
    "poddisruptionbudgets.policy": workloads.disruption_budget,
    "horizontalpodautoscalers.autoscaling": autoscaling.autoscaler,
    "nodes": core.node,
    "namespaces": core.namespace,
    "configmaps": core.config_map,
    "secrets": core.secret,
    "serviceaccounts": core.only_age,
    "resourcequotas": core.resource_quota,
    "events": core.event,
    "componentstatuses": core.component_status,
    "leases.coordination.k8s.io": core.lease,
    "priorityclasses.scheduling.k8s.io": core.priority_class,
    "runtimeclasses.node.k8s.io": core.runtime_class,
    "rolebindings.rbac.authorization.k8s.io": core.binding,
    "clusterrolebindings.rbac.authorization.k8s.io": core.binding,
    "certificatesigningrequests.certificates.k8s.io": core.signing_request,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": core.webhooks,
    "validatingwebhookconfigurations.admissionregistration.k8s.io": core.webhooks,
    "validatingadmissionpolicies.admissionregistration.k8s.io": core.policy,
    "mutatingadmissionpolicies.admissionregistration.k8s.io": core.policy,
    "validatingadmissionpolicybindings.admissionregistration.k8s.io": core.policy_binding,
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io": core.policy_binding,
    "flowschemas.flowcontrol.apiserver.k8s.io": core.flow_schema,
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": core.priority_level,
    "customresourcedefinitions.apiextensions.k8s.io": core.custom_definition,
    "apiservices.apiregistration.k8s.io": core.api_service,
    "services": network.service,
    "endpoints": network.endpoints,
    "endpointslices.discovery.k8s.io": network.endpoint_slice,
    "ingresses.networking.k8s.io": network.ingress,
    "ingressclasses.networking.k8s.io": network.ingress_class,
    "networkpolicies.networking.k8s.io": network.network_policy,
    "servicecidrs.networking.k8s.io": network.service_cidr,
    "ipaddresses.networking.k8s.io": network.ip_address,
    "persistentvolumes": storage.volume,
    "persistentvolumeclaims": storage.claim,
    "storageclasses.storage.k8s.io": storage.storage_class,
    "csidrivers.storage.k8s.io": storage.csi_driver,
    "csinodes.storage.k8s.io": storage.csi_node,
    "volumeattachments.storage.k8s.io": storage.attachment,
    "volumeattributesclasses.storage.k8s.io": storage.attributes_class,
    "deviceclasses.resource.k8s.io": core.only_age,
    "resourceclaimtemplates.resource.k8s.io": core.only_age,
}
"""By resource; a kind that is not listed shows its name and its age or time of creation."""
