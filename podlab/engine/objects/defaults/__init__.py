"""Defaults: what the API server fills in where a manifest is silent.

Here: the table from kind to function.  Not here: what admission or a registry's strategy adds
(``apiserver``).  An object that has everything comes back as the same object.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.objects.defaults import cluster, core, pod, workloads
from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]

_ADMISSION = "admissionregistration.k8s.io/v1"
_RBAC = "rbac.authorization.k8s.io/v1"

DEFAULTS: dict[tuple[str, str], Callable[[Object], Object]] = {
    ("v1", "Pod"): pod.pod,
    ("v1", "PodTemplate"): core.pod_template,
    ("v1", "Service"): core.service,
    ("v1", "Namespace"): core.namespace,
    ("v1", "Secret"): core.secret,
    ("v1", "PersistentVolume"): core.persistent_volume,
    ("v1", "PersistentVolumeClaim"): core.claim_object,
    ("v1", "Endpoints"): core.endpoints,
    ("v1", "Node"): core.node,
    ("v1", "LimitRange"): core.limit_range,
    ("v1", "ReplicationController"): core.replication_controller,
    ("apps/v1", "Deployment"): workloads.deployment,
    ("apps/v1", "ReplicaSet"): workloads.replica_set,
    ("apps/v1", "DaemonSet"): workloads.daemon_set,
    ("apps/v1", "StatefulSet"): workloads.stateful_set,
    ("batch/v1", "Job"): workloads.job,
    ("batch/v1", "CronJob"): workloads.cron_job,
    ("autoscaling/v1", "HorizontalPodAutoscaler"): workloads.autoscaler_v1,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): workloads.autoscaler,
    ("networking.k8s.io/v1", "NetworkPolicy"): cluster.network_policy,
    ("networking.k8s.io/v1", "IngressClass"): cluster.ingress_class,
    ("discovery.k8s.io/v1", "EndpointSlice"): cluster.endpoint_slice,
    ("storage.k8s.io/v1", "StorageClass"): cluster.storage_class,
    ("storage.k8s.io/v1", "CSIDriver"): cluster.csi_driver,
    (_RBAC, "RoleBinding"): cluster.binding,
    (_RBAC, "ClusterRoleBinding"): cluster.binding,
    ("scheduling.k8s.io/v1", "PriorityClass"): cluster.priority_class,
    (_ADMISSION, "ValidatingWebhookConfiguration"): cluster.validating_webhooks,
    (_ADMISSION, "MutatingWebhookConfiguration"): cluster.mutating_webhooks,
    (_ADMISSION, "ValidatingAdmissionPolicy"): cluster.admission_policy,
    (_ADMISSION, "MutatingAdmissionPolicy"): cluster.admission_policy,
    (_ADMISSION, "ValidatingAdmissionPolicyBinding"): cluster.admission_binding,
    (_ADMISSION, "MutatingAdmissionPolicyBinding"): cluster.admission_binding,
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema"): cluster.flow_schema,
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration"): cluster.priority_level,
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"): cluster.custom_resource_definition,
    ("apiregistration.k8s.io/v1", "APIService"): cluster.api_service,
}


def apply_defaults(kind: Kind, obj: Object) -> Object:
    """The object with everything filled in that Kubernetes fills in by default."""
    change = DEFAULTS.get((kind.api_version, kind.kind))
    return obj if change is None else change(obj)
