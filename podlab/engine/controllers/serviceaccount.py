"""Each namespace's ServiceAccount ``default`` and ConfigMap ``kube-root-ca.crt``.

Here: making them, and making them again.  Not here: tokens (``apiserver``).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

ROOT_CA = "kube-root-ca.crt"
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal "
    "endpoints such as the internal service IP or kubernetes.default.svc. No other usage is "
    "guaranteed across distributions of Kubernetes clusters."
)


class ServiceAccountController:
    """Keeps ``default`` in every namespace that is not being deleted."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client("service-account-controller")
        self.queue = context.queue("service-account-controller", self.reconcile)
        context.informers.watch("namespaces", self._on_namespace)
        context.informers.watch("serviceaccounts", self._on_account)

    def _on_namespace(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self.queue.add(obj["metadata"]["name"])

    def _on_account(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED" and obj["metadata"]["name"] == "default":
            self.queue.add(obj["metadata"]["namespace"])

    def reconcile(self, key: str) -> None:
        """Make a namespace's account if it is missing."""
        if not _is_active(self._informers.get("namespaces", "", key)):
            return
        if self._informers.get("serviceaccounts", key, "default") is not None:
            return
        body = {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": key},
        }
        _create_unless_there(self._client.create, "serviceaccounts", key, body)


class RootCaController:
    """Keeps the cluster's CA in every namespace that is not being deleted."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._data = {"ca.crt": context.config.root_ca}
        self._client = context.client("root-ca-cert-publisher")
        self.queue = context.queue("root-ca-cert-publisher", self.reconcile)
        context.informers.watch("namespaces", self._on_namespace)
        context.informers.watch("configmaps", self._on_config)

    def _on_namespace(self, type_: str, obj: Object, previous: Object | None) -> None:
        if type_ != "DELETED" and previous is None:
            self.queue.add(obj["metadata"]["name"])

    def _on_config(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if obj["metadata"]["name"] == ROOT_CA and type_ != "ADDED":
            self.queue.add(obj["metadata"]["namespace"])

    def reconcile(self, key: str) -> None:
        """Make or repair a namespace's ConfigMap."""
        if not _is_active(self._informers.get("namespaces", "", key)):
            return
        known = self._informers.get("configmaps", key, ROOT_CA)
        if known is not None:
            if known.get("data") != self._data:
                self._client.update("configmaps", {**known, "data": self._data})
            return
        body = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {
                "name": ROOT_CA,
                "namespace": key,
                "annotations": {"kubernetes.io/description": DESCRIPTION},
            },
            "data": self._data,
        }
        _create_unless_there(self._client.create, "configmaps", key, body)


def _is_active(namespace: Object | None) -> bool:
    if namespace is None:
        return False
    return (namespace.get("status") or {}).get("phase") != "Terminating"


def _create_unless_there(create: Any, resource: str, namespace: str, body: Object) -> None:
    try:
        create(resource, namespace, body)
    except ApiError as error:
        if error.reason not in ("AlreadyExists", "NotFound", "Forbidden"):
            raise
