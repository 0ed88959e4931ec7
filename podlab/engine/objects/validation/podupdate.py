"""What may change in a Pod: images, deadlines, tolerations added, gates removed, little else.

The refusal ends in a difference of the two specs, printed as the real one prints it.  Not here:
rules that hold for new Pods too (``pod``).
"""

from typing import Any

from podlab.engine.objects.fielderror import forbidden, invalid
from podlab.engine.objects.validation.checks import Errors, Object
from podlab.engine.objects.validation.pod import pod_spec
from podlab.engine.objects.validation.specdiff import difference

_WORDS = (
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
    "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set "
    "to 1 if it was previously negative)"
)
_COUNT = "pod updates may not add or remove containers"


def pod_update(new: Object, old: Object) -> Errors:
    """An update of the Pod itself (not of a subresource)."""
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    if fresh is before:
        return []
    errors = pod_spec("spec", fresh)
    for field in ("containers", "initContainers"):
        if len(fresh.get(field) or ()) != len(before.get(field) or ()):
            return [*errors, forbidden(f"spec.{field}", _COUNT)]
    errors += _deadline(fresh, before)
    errors += _tolerations(fresh, before)
    errors += _gates(fresh, before)
    mended = _mended(fresh, before)
    if mended != before:
        errors.append(forbidden("spec", f"{_WORDS}\n{difference(before, mended)}"))
    return errors


def debug_containers_update(fresh: Object, before: Object) -> Errors:
    """Debug containers are only ever added: those that are there stay as they are."""
    path, errors = "spec.ephemeralContainers", pod_spec("spec", fresh)
    new = {row["name"]: row for row in fresh.get("ephemeralContainers") or ()}
    for row in before.get("ephemeralContainers") or ():
        found = new.get(row["name"])
        what = f'existing ephemeral containers "{row["name"]}" may not be'
        if found is None:
            errors.append(forbidden(path, f"{what} removed\n"))
        elif found != row:
            shown = difference(row, found, "EphemeralContainer")
            errors.append(forbidden(path, f"{what} changed\n{shown}"))
    return errors


def _deadline(fresh: Object, before: Object) -> Errors:
    new, old = fresh.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")
    where = "spec.activeDeadlineSeconds"
    if new == old or old is None:
        return []
    if new is None:
        words = "must not update from a positive integer to nil value"
        return [invalid(where, old, words)]
    if new > old:
        return [invalid(where, new, "must be less than or equal to previous value")]
    return []


def _tolerations(fresh: Object, before: Object) -> Errors:
    kept = fresh.get("tolerations") or []
    for one in before.get("tolerations") or ():
        if not any(_same_toleration(one, other) for other in kept):
            words = "existing toleration can not be modified except its tolerationSeconds"
            return [forbidden("spec.tolerations", words)]
    return []


def _same_toleration(one: Object, other: Object) -> bool:
    fields = ("key", "operator", "value", "effect")
    return all(one.get(field) == other.get(field) for field in fields)


def _gates(fresh: Object, before: Object) -> Errors:
    old = [one.get("name") for one in before.get("schedulingGates") or ()]
    added = [name for name in (one.get("name") for one in fresh.get("schedulingGates") or ())
             if name not in old]  # fmt: skip
    if added:
        words = "only deletion is allowed, but found new scheduling gate '" + str(added[0]) + "'"
        return [forbidden("spec.schedulingGates", words)]
    return []


_FREE = ("activeDeadlineSeconds", "tolerations", "schedulingGates")


def _mended(fresh: Object, before: Object) -> Object:
    """The new spec with everything that may change put back as it was."""
    mended: Object = dict(fresh)
    for field in ("containers", "initContainers"):
        if fresh.get(field):
            mended[field] = [
                _with_image(one, other) for one, other in zip(fresh[field], before[field])
            ]
    for field in _FREE:
        _put_back(mended, before, field)
    negative = (before.get("terminationGracePeriodSeconds") or 0) < 0
    if negative and fresh.get("terminationGracePeriodSeconds") == 1:
        _put_back(mended, before, "terminationGracePeriodSeconds")
    if before.get("schedulingGates"):
        _gated(mended, fresh, before)
    return mended


def _with_image(one: Object, other: Object) -> Object:
    return {**one, "image": other.get("image", "")} if "image" in other else one


def _put_back(mended: Object, before: Object, field: str) -> None:
    if field in before:
        mended[field] = before[field]
    else:
        mended.pop(field, None)


def _gated(mended: Object, fresh: Object, before: Object) -> None:
    """A gated Pod's node selector and node affinity may get tighter."""
    selector: dict[str, Any] = fresh.get("nodeSelector") or {}
    old = before.get("nodeSelector") or {}
    if all(selector.get(key) == value for key, value in old.items()):
        _put_back(mended, before, "nodeSelector")
    if not before.get("affinity") and fresh.get("affinity"):
        _put_back(mended, before, "affinity")
