"""Rules of ``metadata``: names by kind, labels, annotations, owners, what may not change.

Not here: the rest of an object.
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import FieldError, forbidden, invalid, required, too_long
from podlab.engine.objects.validation.checks import Errors, Form, Object, form, immutable, labels

MAX_ANNOTATIONS = 256 * 1024


def object_meta(obj: Object, namespaced: bool, name_form: Form) -> Errors:
    """``metadata`` of a new object."""
    metadata = obj.get("metadata") or {}
    errors: Errors = []
    base = metadata.get("generateName") or ""
    if base:
        # What is to be generated may end in a dash: a letter stands for what comes.
        masked = base[:-1] + "a" if base.endswith("-") else base
        errors += [invalid("metadata.generateName", base, why) for why in name_form(masked)]
    name = metadata.get("name") or ""
    if not name:
        errors.append(required("metadata.name", "name or generateName is required"))
    else:
        errors += form("metadata.name", name, name_form)
    errors += _namespace(metadata, namespaced)
    return errors + _common(metadata)


def _namespace(metadata: Object, namespaced: bool) -> Errors:
    namespace = metadata.get("namespace") or ""
    if not namespaced:
        # The registry clears a namespace that a cluster-wide object's manifest names.
        return []
    return form("metadata.namespace", namespace, formats.dns_label) if namespace else []


def _common(metadata: Object) -> Errors:
    errors = labels("metadata.labels", metadata.get("labels"))
    errors += annotations("metadata.annotations", metadata.get("annotations"))
    errors += _owners(metadata.get("ownerReferences") or [])
    for name in metadata.get("finalizers") or ():
        errors += _finalizer(name)
    return errors


def annotations(path: str, value: Object | None) -> Errors:
    """A map of annotations: keys in any case, bounded in total."""
    errors: Errors = []
    size = 0
    for key, text in (value or {}).items():
        errors += [invalid(path, key, why) for why in formats.label_key(key.lower())]
        size += len(key.encode()) + len(text.encode())
    if size > MAX_ANNOTATIONS:
        errors.append(too_long(path, MAX_ANNOTATIONS))
    return errors


def _finalizer(name: str) -> Errors:
    path = "metadata.finalizers"
    errors = form(path, name, formats.label_key)
    if errors or "/" in name or name in ("orphan", "foregroundDeletion", "kubernetes"):
        return errors
    return [invalid(path, name, "name is neither a standard finalizer name nor is it fully "
                                "qualified")]  # fmt: skip


def _owners(references: list[Object]) -> Errors:
    errors: Errors = []
    controllers = []
    for place, reference in enumerate(references):
        errors += _owner(f"metadata.ownerReferences[{place}]", reference)
        if reference.get("controller"):
            controllers.append(reference)
    if len(controllers) > 1:
        first, other = controllers[0].get("name"), controllers[1].get("name")
        kinds = [controllers[0].get("kind"), controllers[1].get("kind")]
        words = (
            'Only one reference can have Controller set to true. Found "true" in references for '
            f"{kinds[0]}/{first} and {kinds[1]}/{other}"
        )
        errors.append(invalid("metadata.ownerReferences", references, words))
    return errors


def _owner(path: str, reference: Object) -> Errors:
    errors: list[FieldError] = []
    for field in ("apiVersion", "kind", "name", "uid"):
        if not reference.get(field):
            errors.append(required(f"{path}.{field}", "must not be empty"))
    if (reference.get("apiVersion"), reference.get("kind")) == ("v1", "Event"):
        words = "/v1, Kind=Event is disallowed from being an owner"
        errors.append(invalid(path, reference, words))
    return errors


def object_meta_update(new: Object, old: Object) -> Errors:
    """``metadata`` of an object that changes."""
    fresh, before = new.get("metadata") or {}, old.get("metadata") or {}
    errors: Errors = []
    if before.get("deletionTimestamp"):
        added = sorted(set(fresh.get("finalizers") or ()) - set(before.get("finalizers") or ()))
        if added:
            shown = ", ".join(f'"{name}"' for name in added)
            words = "no new finalizers can be added if the object is being deleted, found new "
            words += f"finalizers []string{{{shown}}}"
            errors.append(forbidden("metadata.finalizers", words))
    for field in ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"):
        if fresh.get(field) != before.get(field) and field in fresh:
            errors += immutable(f"metadata.{field}", fresh.get(field), before.get(field))
    same = all(
        fresh.get(field) is before.get(field)
        for field in ("labels", "annotations", "ownerReferences", "finalizers")
    )
    return errors if same else errors + _common(fresh)
