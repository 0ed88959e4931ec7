"""Validation: what the API server refuses, in its own words.

Here: the table from kind to rules and the three functions that callers use.  Not here: decoding
errors (``decode``), what admission refuses (``apiserver.admission``).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from podlab.engine.objects import fielderror, formats
from podlab.engine.objects.fielderror import FieldError
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError
from podlab.engine.objects.validation import (
    autoscaling,
    batch,
    certificates,
    cluster,
    core,
    crd,
    networking,
    pod,
    podupdate,
    rbac,
    service,
    storage,
    workloads,
)
from podlab.engine.objects.validation.meta import object_meta, object_meta_update

Object = dict[str, Any]
Errors = list[FieldError]
Create = Callable[[Object], Errors]
Update = Callable[[Object, Object], Errors]


class Rules(NamedTuple):
    """A kind's rules: for new objects, for changes (None: the same as for new ones), names."""

    create: Create
    update: Update | None = None
    name: Callable[[str], list[str]] = formats.dns_subdomain


_RBAC = "rbac.authorization.k8s.io/v1"
_ADMISSION = "admissionregistration.k8s.io/v1"

RULES: dict[tuple[str, str], Rules] = {
    ("v1", "Pod"): Rules(pod.pod, podupdate.pod_update),
    ("v1", "PodTemplate"): Rules(pod.named_pod_template),
    ("v1", "Service"): Rules(service.service, service.service_update, formats.dns_label),
    ("v1", "Endpoints"): Rules(service.endpoints),
    ("v1", "ConfigMap"): Rules(core.config_map, core.config_map_update),
    ("v1", "Secret"): Rules(core.secret, core.secret_update),
    ("v1", "Namespace"): Rules(core.namespace, None, formats.dns_label),
    ("v1", "Node"): Rules(core.node),
    ("v1", "LimitRange"): Rules(core.limit_range),
    ("v1", "ResourceQuota"): Rules(core.resource_quota),
    ("v1", "ServiceAccount"): Rules(core.nothing),
    ("v1", "Event"): Rules(core.event, None, core.any_name),
    ("v1", "PersistentVolume"): Rules(storage.persistent_volume, storage.persistent_volume_update),
    ("v1", "PersistentVolumeClaim"): Rules(storage.claim, storage.claim_update),
    ("v1", "ReplicationController"): Rules(workloads.replication_controller),
    ("apps/v1", "Deployment"): Rules(workloads.deployment, workloads.deployment_update),
    ("apps/v1", "ReplicaSet"): Rules(workloads.replica_set, workloads.replica_set_update),
    ("apps/v1", "DaemonSet"): Rules(workloads.daemon_set, workloads.daemon_set_update),
    ("apps/v1", "StatefulSet"): Rules(
        workloads.stateful_set, workloads.stateful_set_update, formats.dns_label
    ),
    ("batch/v1", "Job"): Rules(batch.job, batch.job_update, formats.dns_subdomain),
    ("batch/v1", "CronJob"): Rules(batch.cron_job),
    ("autoscaling/v1", "HorizontalPodAutoscaler"): Rules(
        autoscaling.autoscaler, None, formats.path_segment
    ),
    ("autoscaling/v2", "HorizontalPodAutoscaler"): Rules(
        autoscaling.autoscaler, None, formats.path_segment
    ),
    ("policy/v1", "PodDisruptionBudget"): Rules(
        autoscaling.disruption_budget, None, formats.path_segment
    ),
    (_RBAC, "Role"): Rules(rbac.role, None, formats.path_segment),
    (_RBAC, "ClusterRole"): Rules(rbac.cluster_role, None, formats.path_segment),
    (_RBAC, "RoleBinding"): Rules(rbac.role_binding, rbac.binding_update, formats.path_segment),
    (_RBAC, "ClusterRoleBinding"): Rules(
        rbac.cluster_role_binding, rbac.binding_update, formats.path_segment
    ),
    ("certificates.k8s.io/v1", "CertificateSigningRequest"): Rules(
        certificates.signing_request, None, formats.path_segment
    ),
    ("networking.k8s.io/v1", "NetworkPolicy"): Rules(networking.network_policy),
    ("networking.k8s.io/v1", "Ingress"): Rules(networking.ingress),
    ("networking.k8s.io/v1", "IngressClass"): Rules(networking.ingress_class),
    ("discovery.k8s.io/v1", "EndpointSlice"): Rules(service.endpoint_slice),
    ("storage.k8s.io/v1", "StorageClass"): Rules(
        storage.storage_class, storage.storage_class_update
    ),
    ("scheduling.k8s.io/v1", "PriorityClass"): Rules(
        cluster.priority_class, cluster.priority_class_update
    ),
    ("node.k8s.io/v1", "RuntimeClass"): Rules(cluster.runtime_class),
    (_ADMISSION, "ValidatingWebhookConfiguration"): Rules(cluster.webhooks),
    (_ADMISSION, "MutatingWebhookConfiguration"): Rules(cluster.webhooks),
    (_ADMISSION, "ValidatingAdmissionPolicy"): Rules(cluster.admission_policy),
    (_ADMISSION, "MutatingAdmissionPolicy"): Rules(cluster.admission_policy),
    (_ADMISSION, "ValidatingAdmissionPolicyBinding"): Rules(cluster.admission_binding),
    (_ADMISSION, "MutatingAdmissionPolicyBinding"): Rules(cluster.admission_binding),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"): Rules(
        crd.definition, crd.definition_update
    ),
    ("apiregistration.k8s.io/v1", "APIService"): Rules(
        cluster.api_service, None, formats.path_segment
    ),
}

_ONLY_METADATA = Rules(core.nothing)
_NAMELESS = ("authorization.k8s.io", "authentication.k8s.io")
"""Groups whose kinds are questions: they are answered, not kept, and need no name."""


def validate_create(kind: Kind, obj: Object) -> Errors:
    """What is wrong with a new object, after defaulting."""
    rules = RULES.get((kind.api_version, kind.kind), _ONLY_METADATA)
    if kind.group in _NAMELESS:
        return rules.create(obj)
    return object_meta(obj, kind.namespaced, rules.name) + rules.create(obj)


def validate_update(kind: Kind, new: Object, old: Object) -> Errors:
    """What is wrong with a changed object, after defaulting; what did not change is not looked
    at again."""
    rules = RULES.get((kind.api_version, kind.kind), _ONLY_METADATA)
    errors = object_meta_update(new, old)
    if rules.update is not None:
        return errors + rules.update(new, old)
    return errors + rules.create(new)


def errors_to_api_error(kind: Kind, name: str, errors: Errors) -> ApiError:
    """The 422 Invalid answer that lists field errors."""
    return fielderror.errors_to_api_error(kind.group, kind.kind, name, errors)
