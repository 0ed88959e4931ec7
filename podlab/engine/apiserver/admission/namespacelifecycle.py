"""NamespaceLifecycle: nothing is made in a namespace that is missing or going away."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects import status
from podlab.engine.objects.meta import is_terminating

RESOURCES = None
OPERATIONS = ("CREATE", "DELETE")

_IMMORTAL = ("default", "kube-system", "kube-public", "kube-node-lease")


def admit(review: Review, world: World) -> None:
    """Refuse making things in a namespace that does not live, and deleting the first ones."""
    if review.operation == "DELETE":
        if review.kind.resource == "namespaces" and review.name in _IMMORTAL[:3]:
            raise review.forbidden("this namespace may not be deleted")
        return
    if not review.kind.namespaced or review.kind.group == "authorization.k8s.io":
        return
    namespace = world.find("namespaces", "", review.namespace)
    if namespace is None:
        raise status.not_found("", "namespaces", review.namespace)
    if is_terminating(namespace):
        error = review.forbidden(
            f"unable to create new content in namespace {review.namespace} because it is being "
            "terminated"
        )
        details = error.details or {}
        details["causes"] = [{
            "reason": "NamespaceTerminating",
            "message": f"namespace {review.namespace} is being terminated",
            "field": "metadata.namespace",
        }]  # fmt: skip
        error.details = details
        raise error
