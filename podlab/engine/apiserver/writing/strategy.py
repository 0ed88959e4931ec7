"""What is special about a kind when it is written: status, generation, finalizers, deletion.

Here: small tables, read by the generic write path.  Not here: that path (``writer``, ``deleter``).
Sources: recorded dry runs of every kind; the registry strategies of Kubernetes 1.37.1.
"""

from typing import Any

from podlab.engine.apiserver.writing.qos import qos_class
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.meta import dig, drop, put

Object = dict[str, Any]

NO_GENERATION = frozenset({
    "apiservices.apiregistration.k8s.io", "tokenreviews.authentication.k8s.io",
    "subjectaccessreviews.authorization.k8s.io", "runtimeclasses.node.k8s.io",
    "clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
    "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
    "storageclasses.storage.k8s.io", "csinodes.storage.k8s.io", "csidrivers.storage.k8s.io",
    "csistoragecapacities.storage.k8s.io", "volumeattachments.storage.k8s.io",
    "volumeattributesclasses.storage.k8s.io", "leases.coordination.k8s.io",
    "controllerrevisions.apps", "certificatesigningrequests.certificates.k8s.io",
    "clustertrustbundles.certificates.k8s.io", "ipaddresses.networking.k8s.io",
    "servicecidrs.networking.k8s.io", "events.events.k8s.io", "resourceclaims.resource.k8s.io",
    "resourceclaimtemplates.resource.k8s.io", "storageversionmigrations.storagemigration.k8s.io",
    "configmaps", "endpoints", "events", "limitranges", "namespaces", "nodes",
    "persistentvolumes", "persistentvolumeclaims", "resourcequotas", "secrets", "services",
    "serviceaccounts", "componentstatuses", "bindings",
})  # fmt: skip
"""Built-in resources whose objects carry no ``metadata.generation``."""

NO_UNCONDITIONAL_UPDATE = frozenset({
    "podcertificaterequests.certificates.k8s.io", "clustertrustbundles.certificates.k8s.io",
    "runtimeclasses.node.k8s.io", "storageversionmigrations.storagemigration.k8s.io",
    "poddisruptionbudgets.policy", "csidrivers.storage.k8s.io", "csinodes.storage.k8s.io",
    "csistoragecapacities.storage.k8s.io", "volumeattachments.storage.k8s.io",
    "leases.coordination.k8s.io", "validatingadmissionpolicies.admissionregistration.k8s.io",
    "mutatingadmissionpolicies.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io", "apiservices.apiregistration.k8s.io",
})  # fmt: skip
"""Resources whose update must say which version it replaces."""

RETURNS_DELETED = frozenset({
    "pods", "services", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims",
    "podtemplates", "resourcequotas", "namespaces", "storageclasses.storage.k8s.io",
    "csidrivers.storage.k8s.io", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io",
    "csistoragecapacities.storage.k8s.io", "volumeattributesclasses.storage.k8s.io",
    "resourceclaims.resource.k8s.io", "resourceclaimtemplates.resource.k8s.io",
    "resourceslices.resource.k8s.io", "deviceclasses.resource.k8s.io",
})  # fmt: skip
"""Resources whose deletion answers with the object rather than with a Status."""

TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"

_ALWAYS_SPEC = frozenset({
    "pods", "services", "persistentvolumeclaims", "persistentvolumes", "deployments.apps",
    "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch",
    "ingresses.networking.k8s.io", "limitranges", "resourcequotas", "replicationcontrollers",
    "customresourcedefinitions.apiextensions.k8s.io", "horizontalpodautoscalers.autoscaling",
})  # fmt: skip
"""Resources whose objects have a ``spec`` even where the client sent none."""

_KEEPS_STATUS = frozenset({"nodes", "componentstatuses"})
"""Resources whose creation may bring a status along."""

_FINALIZERS = {
    "persistentvolumes": "kubernetes.io/pv-protection",
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
}

_STATUS: dict[str, Object] = {
    "namespaces": {"phase": "Active"},
    "persistentvolumeclaims": {"phase": "Pending"},
    "services": {"loadBalancer": {}},
    "deployments.apps": {},
    "replicasets.apps": {"replicas": 0},
    "statefulsets.apps": {"replicas": 0, "availableReplicas": 0},
    "daemonsets.apps": {
        "currentNumberScheduled": 0, "numberMisscheduled": 0,
        "desiredNumberScheduled": 0, "numberReady": 0,
    },
    "jobs.batch": {},
    "cronjobs.batch": {},
    "replicationcontrollers": {"replicas": 0},
    "horizontalpodautoscalers.autoscaling": {"desiredReplicas": 0, "currentMetrics": None},
    "ingresses.networking.k8s.io": {"loadBalancer": {}},
    "poddisruptionbudgets.policy": {
        "disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0,
    },
    "resourcequotas": {},
    "apiservices.apiregistration.k8s.io": {},
    "flowschemas.flowcontrol.apiserver.k8s.io": {},
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {},
    "validatingadmissionpolicies.admissionregistration.k8s.io": {},
    "certificatesigningrequests.certificates.k8s.io": {},
    "volumeattachments.storage.k8s.io": {"attached": False},
    "servicecidrs.networking.k8s.io": {},
    "resourceclaims.resource.k8s.io": {},
}  # fmt: skip
"""The status of a new object, whatever the client sent."""


def has_generation(kind: Kind) -> bool:
    """Whether the kind's objects count changes of what is wanted."""
    return kind.resource not in NO_GENERATION


def has_status(kind: Kind) -> bool:
    """Whether status is written through its own subresource only."""
    return "status" in kind.subresources


def initial_status(kind: Kind, obj: Object, now_text: str) -> Object | None:
    """The status of a new object; None if it has none."""
    resource = kind.resource
    if resource == "pods":
        return _pod_status(obj)
    if resource == "persistentvolumes":
        return {"phase": "Pending", "lastPhaseTransitionTime": now_text}
    if resource == "customresourcedefinitions.apiextensions.k8s.io":
        return _definition_status(obj)
    return _STATUS.get(resource)


def prepare_create(kind: Kind, obj: Object, now_text: str) -> Object:
    """What the API server sets itself in a new object."""
    resource = kind.resource
    if kind.custom:
        obj = drop(obj, ("status",)) if has_status(kind) else obj
    elif resource not in _KEEPS_STATUS and (has_status(kind) or "status" in obj):
        first = initial_status(kind, obj, now_text)
        obj = drop(obj, ("status",)) if first is None else {**obj, "status": first}
    if resource == "namespaces":
        obj = _with_namespace_finalizer(obj)
    if resource == "jobs.batch":
        obj = _with_job_selector(obj)
    finalizer = _FINALIZERS.get(resource)
    if finalizer:
        present = obj["metadata"].get("finalizers") or []
        if finalizer not in present:
            obj = put(obj, ("metadata", "finalizers"), [*present, finalizer])
    return obj


def finish_create(kind: Kind, obj: Object) -> Object:
    """What a valid new object gets last: a Job without labels bears its template's."""
    if kind.resource != "jobs.batch" or obj["metadata"].get("labels"):
        return obj
    labels = dig(obj, "spec", "template", "metadata", "labels")
    return put(obj, ("metadata", "labels"), labels) if labels else obj


def prepare(kind: Kind, obj: Object) -> Object:
    """What every new object of a kind has before anybody looks at it."""
    resource = kind.resource
    if resource in _ALWAYS_SPEC and not isinstance(obj.get("spec"), dict):
        obj = {**obj, "spec": {}}
    if resource == "daemonsets.apps":
        obj = put(obj, ("metadata", "annotations", TEMPLATE_GENERATION), "1")
    if resource == "limitranges" and not obj["metadata"].get("name"):
        obj = put(obj, ("metadata", "name"), obj["metadata"]["uid"])
    if resource == "persistentvolumeclaims":
        obj = {**obj, "spec": _with_data_source(obj["spec"])}
    return obj


_SOURCES = {("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot")}


def _with_data_source(spec: Object) -> Object:
    """A claim's ``dataSource`` and ``dataSourceRef`` say the same, if of its own namespace."""
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is None and reference is None:
        return spec
    rest = {key: value for key, value in spec.items() if key not in ("dataSource", "dataSourceRef")}
    if reference is not None and reference.get("namespace"):
        reference = None
    if source is not None and (source.get("apiGroup") or "", source.get("kind")) not in _SOURCES:
        source = None
    source, reference = source or reference, reference or source
    if source is not None:
        rest["dataSource"] = source
        rest["dataSourceRef"] = reference
    return rest


def prepare_update(kind: Kind, obj: Object, old: Object) -> Object:
    """What the API server sets itself in a changed object."""
    if kind.resource in _ALWAYS_SPEC and not isinstance(obj.get("spec"), dict):
        obj = {**obj, "spec": {}}
    if kind.resource == "daemonsets.apps":
        notes = old["metadata"].get("annotations") or {}
        number = int(notes.get(TEMPLATE_GENERATION) or 1)
        if dig(obj, "spec", "template") != dig(old, "spec", "template"):
            number += 1
        obj = put(obj, ("metadata", "annotations", TEMPLATE_GENERATION), str(number))
    return obj


def wants_changed(kind: Kind, old: Object, new: Object) -> bool:
    """Whether an update changes what is wanted, so that the generation grows."""
    if kind.resource == "deployments.apps" and (
        old["metadata"].get("annotations") != new["metadata"].get("annotations")
    ):
        return True
    skipped = ("metadata", "apiVersion", "kind") + (("status",) if has_status(kind) else ())
    keys = dict.fromkeys((*old, *new))
    return any(old.get(key) != new.get(key) for key in keys if key not in skipped)


def _pod_status(pod: Object) -> Object:
    status: Object = {"phase": "Pending"}
    if dig(pod, "spec", "schedulingGates"):
        status["conditions"] = [{
            "type": "PodScheduled", "status": "False", "lastProbeTime": None,
            "lastTransitionTime": None, "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
        }]  # fmt: skip
    status["qosClass"] = qos_class(pod)
    return status


_JOB_NAMES = ("batch.kubernetes.io/job-name", "job-name")
_JOB_UIDS = ("batch.kubernetes.io/controller-uid", "controller-uid")


def _with_job_selector(job: Object) -> Object:
    """The labels and the selector by which a Job knows its Pods, unless it brings its own."""
    metadata = job["metadata"]
    spec = job.get("spec") or {}
    template = spec.get("template") or {}
    labels = dict(dig(template, "metadata", "labels", default={}))
    if not spec.get("manualSelector"):
        for names, value in ((_JOB_UIDS, metadata["uid"]), (_JOB_NAMES, metadata.get("name", ""))):
            labels.update((name, value) for name in names if name not in labels)
        template = put(template, ("metadata", "labels"), labels)
        selector = dict(spec.get("selector") or {})
        selector["matchLabels"] = {
            _JOB_UIDS[0]: metadata["uid"], **(selector.get("matchLabels") or {}),
        }  # fmt: skip
        job = {**job, "spec": {**spec, "selector": selector, "template": template}}
    return job


def _definition_status(definition: Object) -> Object:
    versions = dig(definition, "spec", "versions", default=[])
    stored = [row["name"] for row in versions if row.get("storage")]
    return {
        "conditions": None,
        "acceptedNames": {"plural": "", "kind": ""},
        "storedVersions": stored,
    }


def _with_namespace_finalizer(obj: Object) -> Object:
    name = obj["metadata"].get("name", "")
    labels = obj["metadata"].get("labels") or {}
    if name and labels.get("kubernetes.io/metadata.name") != name:
        obj = put(obj, ("metadata", "labels"), {**labels, "kubernetes.io/metadata.name": name})
    present = dig(obj, "spec", "finalizers", default=[])
    if "kubernetes" not in present:
        obj = put(obj, ("spec", "finalizers"), [*present, "kubernetes"])
    return obj
