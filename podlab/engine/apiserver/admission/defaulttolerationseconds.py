"""DefaultTolerationSeconds: a Pod stays five minutes on a node that is not ready."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import put

RESOURCES = ("pods",)
OPERATIONS = ("CREATE", "UPDATE")

_KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def admit(review: Review, _world: World) -> None:
    """Add the tolerations that the Pod lacks."""
    if review.subresource:
        return
    present = review.obj["spec"].get("tolerations") or []
    missing = [key for key in _KEYS if not any(_covers(row, key) for row in present)]
    if missing:
        added = [
            {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            for key in missing
        ]
        review.obj = put(review.obj, ("spec", "tolerations"), [*present, *added])


def _covers(toleration: dict[str, object], key: str) -> bool:
    return toleration.get("key", "") in (key, "") and toleration.get("effect", "") in (
        "NoExecute", "",
    )  # fmt: skip
