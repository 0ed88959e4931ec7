"""One object on its way through a kustomization.  Not here: what is done with it."""

from dataclasses import dataclass
from typing import Any

from podlab.engine.objects.meta import put

Object = dict[str, Any]
CLUSTER_SCOPED = frozenset((
    "APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole",
    "ClusterRoleBinding", "CustomResourceDefinition", "FlowSchema", "IngressClass",
    "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass",
    "PriorityLevelConfiguration", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment",
))  # fmt: skip


@dataclass(slots=True)
class Resource:
    """An object, the names that it has had (patches and references may use any), and whether its
    name still wants the hash of its content."""

    obj: Object
    names: tuple[str, ...]
    hashed: bool = False

    @property
    def kind(self) -> str:
        """``Deployment``."""
        return str(self.obj.get("kind", ""))

    @property
    def name(self) -> str:
        """The present name."""
        return str(self.obj["metadata"].get("name", ""))

    @property
    def namespace(self) -> str:
        """The namespace; '' for none."""
        return str(self.obj["metadata"].get("namespace", ""))

    @property
    def group(self) -> str:
        """The API group; '' for the core."""
        group, slash, _ = str(self.obj.get("apiVersion", "")).partition("/")
        return group if slash else ""

    @property
    def version(self) -> str:
        """``v1``."""
        return str(self.obj.get("apiVersion", "")).rpartition("/")[2]

    @property
    def identity(self) -> str:
        """As kustomize writes it: ``Deployment.v1.apps/web.[noNs]``."""
        group = self.group or "[noGrp]"
        space = self.namespace or "[noNs]"
        return f"{self.kind}.{self.version}.{group}/{self.name}.{space}"

    def rename(self, name: str) -> None:
        """Give it another name; the old one is remembered."""
        if name != self.name:
            self.obj = put(self.obj, ("metadata", "name"), name)
            self.names = (*self.names, name)


def resource(obj: Object, *, hashed: bool = False) -> Resource:
    """A resource as it was read or generated."""
    return Resource(obj, (str(obj["metadata"].get("name", "")),), hashed)
