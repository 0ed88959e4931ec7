"""The answer to "why?": why an object is as it is, or why it is not there (any more).

An answer is a list of facts, the present first and who began it last, read from what the cluster
has recorded and never guessed.  Not here: words (``workbench.why_words``), one kind's facts.
"""

from podlab.engine.objects.meta import is_terminating
from podlab.engine.observe.facts import Fact, Records, Ref
from podlab.engine.observe.faultfacts import node_faults
from podlab.engine.observe.fieldfacts import field_facts
from podlab.engine.observe.kindfacts import KINDS, plain_facts
from podlab.engine.observe.missing import missing_facts
from podlab.engine.observe.origins import origin, wrote
from podlab.engine.observe.podfacts import disruption_facts, pod_facts
from podlab.engine.store.store import Change, Key, Object

NEVER_SEEN = "never-seen"


def why(records: Records, question: str) -> list[Fact]:
    """Facts about an object: by its uid, or as ``resource/namespace/name``; with ``#/spec/…``
    behind it about one of its fields, with ``!pods`` about what it has not (see ``absent``)."""
    about, field, pointer = question.partition("#")
    about, lack, what = about.partition("!")
    if not field and not lack:
        return _about(records, about)
    obj = _found(records, about)
    if obj is None:
        return _about(records, about)
    if field:
        return field_facts(records, obj, pointer)
    return missing_facts(records, obj, what) + _history(records, obj)


def _found(records: Records, about: str) -> Object | None:
    parts = about.split("/")
    return records.store.get(Key(*parts)) if len(parts) == 3 else records.store.find_uid(about)


def _about(records: Records, question: str) -> list[Fact]:
    parts = question.split("/")
    if len(parts) == 3:
        return _by_key(records, Key(*parts))
    obj = records.store.find_uid(question)
    if obj is not None:
        return _present(records, obj)
    changes = records.changes(question)
    if changes:
        return _gone(records, changes[-1])
    return [Fact(NEVER_SEEN)]


def _by_key(records: Records, key: Key) -> list[Fact]:
    obj = records.store.get(key)
    if obj is not None:
        return _present(records, obj)
    change = records.last_of(key)
    if change is not None:
        return _gone(records, change)
    ref = records.ref_by_key(*key)
    return [Fact(NEVER_SEEN, {"kind": ref.kind, "name": key.name}, (ref,))]


def _present(records: Records, obj: Object) -> list[Fact]:
    ref = records.ref(obj)
    if ref.resource == "pods":
        return pod_facts(records, obj)
    facts = [Fact("object", {"kind": ref.kind, "name": ref.name}, (ref,))]
    facts += KINDS.get(ref.resource, plain_facts)(records, obj)
    if ref.resource == "nodes":
        facts += node_faults(records, ref.name)
    return facts + _history(records, obj)


def _history(records: Records, obj: Object) -> list[Fact]:
    """Who asked for its end if somebody did; else what changed it last beside its status, and who
    made it."""
    changes = records.changes(obj["metadata"]["uid"])
    if is_terminating(obj):
        held = ", ".join(obj["metadata"].get("finalizers") or ())
        facts = [Fact("held-by-finalizers", {"finalizers": held})] if held else []
        marked = next((one for one in changes if is_terminating(one.object)), None)
        return facts + (origin(records, marked) if marked else [Fact("not-recorded")])
    facts = _silence(records, changes)
    changed = [one for one in changes if wrote(records, one).code in ("scaled", "spec-changed")]
    if changed:
        facts += origin(records, changed[-1])
    if changes and changes[0].type == "ADDED":
        return facts + [one for one in origin(records, changes[0]) if one not in facts]
    return [*facts, Fact("not-recorded")]


def _silence(records: Records, changes: list[Change]) -> list[Fact]:
    """What made a node turn: the write that changed whether it is ready."""
    if not changes or changes[-1].key.resource != "nodes":
        return []
    word = _ready_word(changes[-1].object)
    turned = None
    for change in reversed(changes):
        if _ready_word(change.object) != word:
            break
        turned = change
    if turned is None or turned.previous is None or _ready_word(turned.previous) == word:
        return []
    return origin(records, turned)


def _ready_word(node: Object) -> str:
    rows = (node.get("status") or {}).get("conditions") or ()
    return next((str(row["status"]) for row in rows if row["type"] == "Ready"), "")


def _gone(records: Records, change: Change) -> list[Fact]:
    """An object that is no more: who asked for its end, and what came after it in its place."""
    ref = Ref(
        change.key.resource, str(change.object.get("kind", "")), change.key.namespace,
        change.key.name, change.object["metadata"]["uid"],
    )  # fmt: skip
    facts = [Fact("gone", {"kind": ref.kind, "name": ref.name}, (ref,), change.time)]
    if ref.resource == "pods":
        facts += disruption_facts(change.object)
    changes = records.changes(ref.uid)
    marked = next((one for one in changes if is_terminating(one.object)), change)
    return facts + origin(records, marked) + _successors(records, change)


def _successors(records: Records, change: Change) -> list[Fact]:
    """What the controller of a thing that is gone made in its place."""
    owners = change.object["metadata"].get("ownerReferences") or ()
    owner = next((row["uid"] for row in owners if row.get("controller")), "")
    if not owner:
        return []
    for later in records.store.state.changes:
        made = later.type == "ADDED" and later.key.resource == change.key.resource
        rows = later.object["metadata"].get("ownerReferences") or ()
        if (
            made
            and later.revision > _marked_at(records, change)
            and any(row["uid"] == owner for row in rows)
        ):
            return [Fact("replaced", {"name": later.key.name, "component": later.component},
                         (records.ref(later.object),), later.time)]  # fmt: skip
    return []


def _marked_at(records: Records, change: Change) -> int:
    uid = change.object["metadata"]["uid"]
    marked = (one for one in records.changes(uid) if is_terminating(one.object))
    return next(marked, change).revision
