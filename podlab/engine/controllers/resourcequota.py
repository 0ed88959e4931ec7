"""The quota controller: recounts what a namespace uses when quotas change or things go.

Here: ResourceQuotas' status.  Not here: refusing (admission counts what is created).
"""

from functools import partial
from typing import Any

from podlab.engine.apiserver.writing.quota import concerns, is_counted, usage_of
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.objects import quantity
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

NAME = "resourcequota-controller"
QUOTAS = "resourcequotas"
COUNTED = (
    "pods",
    "services",
    "configmaps",
    "secrets",
    "persistentvolumeclaims",
    "replicationcontrollers",
    "resourcequotas",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "jobs.batch",
    "cronjobs.batch",
)


class ResourceQuotaController:
    """Reconciles ResourceQuotas."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._kinds: KindTable = context.kinds
        self._client = context.client(NAME)
        self._quotas = context.index("quotas-by-namespace", QUOTAS, _namespace_key)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(QUOTAS, self._on_quota)
        for resource in COUNTED:
            context.informers.watch(resource, partial(self._on_object, resource))

    def _on_quota(self, type_: str, obj: Object, previous: Object | None) -> None:
        if type_ != "DELETED" and (previous is None or previous["spec"] != obj["spec"]):
            self.queue.add(key_of(obj))

    def _on_object(self, resource: str, type_: str, obj: Object, previous: Object | None) -> None:
        """Only what frees something matters: creation is counted when it is admitted."""
        ended = (
            resource == "pods"
            and previous is not None
            and is_counted(previous)
            and not is_counted(obj)
        )
        if type_ != "DELETED" and not ended:
            return
        for quota in self._quotas.objects(obj["metadata"]["namespace"]):
            self.queue.add(key_of(quota))

    def reconcile(self, key: str) -> None:
        """Recount one quota."""
        namespace, name = split_key(key)
        quota = self._informers.get(QUOTAS, namespace, name)
        if quota is None:
            return
        hard = quota["spec"].get("hard") or {}
        used = self._count(quota, namespace, hard)
        status = {"hard": hard, "used": used}
        if status != (quota.get("status") or {}):
            self._client.update_status(QUOTAS, {**quota, "status": status})

    def _count(self, quota: Object, namespace: str, hard: Object) -> Object:
        used = dict.fromkeys(hard, "0")
        for resource in COUNTED:
            kind = self._kinds.by_resource(resource)
            if kind is None:
                continue
            for obj in self._client.list(resource, namespace):
                if resource == "pods" and not is_counted(obj):
                    continue
                if not concerns(quota, kind, obj):
                    continue
                for name, amount in usage_of(kind, obj).items():
                    if name in used:
                        used[name] = quantity.add(used[name], amount)
        known = dig(quota, "status", "used", default={})
        return {k: known[k] if known.get(k) == v else v for k, v in used.items()}


def _namespace_key(obj: Object) -> list[str]:
    return [obj["metadata"]["namespace"]]
