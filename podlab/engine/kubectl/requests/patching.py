"""The patches that kubectl computes itself.

Here: which kind of patch fits a kind, and local application.  Not here: the algorithms
(``objects.patch``, ``objects.strategic``).
"""

from typing import Any

from podlab.engine.objects import patch as patches
from podlab.engine.objects import strategic as smp
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.schema import Schema, TypeNode

Object = dict[str, Any]


def _node(kind: Kind) -> TypeNode | None:
    return None if kind.custom else Schema().type_of(kind.api_version, kind.kind)


def json_merge(obj: Object, patch: Any) -> Any:
    """A JSON merge patch applied locally."""
    return patches.merge_patch(obj, patch)


def strategic(kind: Kind, obj: Object, patch: Any) -> Object:
    """A strategic merge patch applied locally."""
    return smp.strategic_merge(_node(kind), obj, patch)


def three_way(kind: Kind, original: Any, modified: Object, current: Object) -> tuple[Object, str]:
    """What ``apply`` sends: the patch ({} if nothing changes) and its type."""
    last = original if isinstance(original, dict) else {}
    node = _node(kind)
    if node is None:
        return patches.three_way_merge(last, modified, current), "merge"
    return smp.three_way(node, last, modified, current), "strategic"


def two_way(kind: Kind, old: Object, new: Object) -> tuple[Object, str]:
    """The patch that leads from one object to another, and its type (edit, set …)."""
    node = _node(kind)
    if node is None:
        return patches.make_merge_patch(old, new), "merge"
    return smp.diff(node, old, new), "strategic"


def local_patch(kind: Kind, obj: Object, patch: Any, patch_type: str) -> Any:
    """An object with a patch applied locally."""
    if patch_type == "json":
        return patches.json_patch(obj, patch)
    if patch_type == "merge":
        return json_merge(obj, patch)
    return strategic(kind, obj, patch)
