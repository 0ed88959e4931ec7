"""``kubectl edit``: an object as YAML in the learner's editor, and what was changed as a patch.

Here: the temporary file, starting the editor, what a failed save says.  Not here: the editors.
State: the objects' YAML before, the file's path, the editor's pid.
"""

from typing import Any

from podlab.engine.kernel.chance import stable_hash
from podlab.engine.kubectl.cli.errors import CommandError, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.printers.structured import (
    object_name,
    to_json,
    without_managed_fields,
)
from podlab.engine.kubectl.requests.lastapplied import original_of
from podlab.engine.kubectl.requests.patching import two_way
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import post
from podlab.engine.kubectl.requests.validating import directive
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.verbs.lastappliedverbs import set_last_applied
from podlab.engine.machine.program import Step, SystemCallError, child
from podlab.engine.objects import yaml
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
HEADER = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""
MAX_SIZE = 3 << 20


APPLIED_HEADER = """# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
"""


def run(c: Context) -> Step:
    """The verb ``edit``."""
    if "before" not in c.memory:
        infos = select(c, c.args, Ask(latest=True)).all_or_error()
        _begin(c, "edit", [info.content for info in infos])
    return _session(c)


def create(c: Context) -> Step:
    """``create --edit``: what is created is what the editor leaves."""
    if "before" not in c.memory:
        infos = select(c, [], Ask(fetch=False)).all_or_error()
        _begin(c, "create", [info.content for info in infos])
    return _session(c)


def last_applied(c: Context) -> Step:
    """``apply edit-last-applied``: the annotation alone."""
    if "before" not in c.memory:
        kept = []
        for info in select(c, c.args, Ask(latest=True)).all_or_error():
            original = original_of(info.content)
            if original is None:
                raise CommandError(
                    "no last-applied-configuration annotation found on resources, to create the "
                    "annotation, use command `kubectl apply set-last-applied --create-annotation`"
                )
            kept.append(original)
        _begin(c, "apply", kept)
    return _session(c)


def _session(c: Context) -> Step:
    memory = c.memory
    if "pid" in memory:
        ended = c.p.reap(memory["pid"])
        if ended is None:
            return child(memory["pid"])
        del memory["pid"]
        return _edited(c, ended[1])
    _start(c)
    return child(memory["pid"])


def _begin(c: Context, mode: str, found: list[Object]) -> None:
    if not found:
        raise CommandError("no objects passed to edit")
    objects = [without_managed_fields(obj) for obj in found]
    memory = c.memory
    memory["mode"] = mode
    memory["objects"] = objects
    if len(objects) == 1:
        whole: Object = objects[0]
    else:
        whole = {"apiVersion": "v1", "kind": "List", "metadata": {}, "items": objects}
    json_wanted = c.flag("output") == "json"
    memory["before"] = to_json(whole) + "\n" if json_wanted else yaml.dump(whole)
    number = stable_hash(f"{c.p.pid} {c.p.now} {c.p.hostname}") % 4_000_000_000
    memory["path"] = f"/tmp/kubectl-edit-{number}.{'json' if json_wanted else 'yaml'}"
    header = "" if json_wanted else APPLIED_HEADER if mode == "apply" else HEADER
    c.p.files.write(memory["path"], (header + memory["before"]).encode(), mode=0o600)
    memory["text"] = memory["before"]


def _start(c: Context) -> None:
    env = c.p.env
    editor = env.get("KUBE_EDITOR") or env.get("EDITOR") or "vi"
    words = ["sh", "-c", f"{editor} {c.memory['path']}"]
    if all(letter.isalnum() or letter in "/._-" for letter in editor):
        words = [editor, c.memory["path"]]
    try:
        c.memory["pid"] = c.p.spawn(words)
    except SystemCallError:
        raise CommandError(f'unable to launch the editor "{editor}"') from None


def _strip(text: str) -> str:
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    return "\n".join(lines)


def _edited(c: Context, status: int) -> Step:
    memory = c.memory
    editor = c.p.env.get("KUBE_EDITOR") or c.p.env.get("EDITOR") or "vi"
    if status:
        raise _kept(c, f'there was a problem with the editor "{editor}"')
    text = c.p.files.read(memory["path"])[:MAX_SIZE].decode(errors="replace")
    body = _strip(text)
    if body.strip() == memory["before"].strip():
        c.p.files.unlink(memory["path"])
        c.err("Edit cancelled, no changes made.\n")
        return 0
    if not body.strip():
        c.p.files.unlink(memory["path"])
        c.err("Edit cancelled, saved file was empty.\n")
        return 0
    if body.strip() == memory["text"].strip():
        c.err(memory.get("problem", ""))
        raise _kept(c, "Edit cancelled, no valid changes were saved.")
    memory["text"] = body
    problem = _save(c, body)
    if not problem:
        c.p.files.unlink(memory["path"])
        return 0
    memory["problem"] = problem[0]
    notes = "".join(f"# {line}\n" for line in problem[1].strip().split("\n"))
    c.p.files.write(memory["path"], (HEADER + notes + "#\n" + body).encode())
    _start(c)
    return child(memory["pid"])


def _kept(c: Context, message: str) -> CommandError:
    c.err(f'A copy of your changes has been stored to "{c.memory["path"]}"\n')
    return CommandError(message)


def _save(c: Context, body: str) -> tuple[str, str] | None:
    try:
        value = yaml.load(body)
    except yaml.YamlError as error:
        return "", f"The edited file had a syntax error: {error}"
    if not isinstance(value, dict):
        return "", "The edited file had a syntax error: it is not an object"
    items = value.get("items") if value.get("kind") == "List" else [value]
    for old, new in zip(c.memory["objects"], items or [], strict=False):
        if c.memory["mode"] == "create":
            if problem := _unknown(c, new):
                return "", problem
            _create(c, new)
            continue
        if isinstance(new, dict) and not (new.get("kind") and new.get("apiVersion")):
            missing = "Kind" if not new.get("kind") else "apiVersion"
            kind, _, rest = object_name(old).partition("/")
            return f'error: {_plural(kind)} "{rest}" is invalid\n', f"Object '{missing}' is missing"
        _check_identity(c, old, new)
        try:
            if c.memory["mode"] == "apply":
                set_last_applied(c, new, "edited")
            else:
                _patch(c, old, new)
        except ApiError as error:
            return _refused(old, error)
    return None


def _unknown(c: Context, obj: Any) -> str:
    """Why a value cannot be created at all: it is no object, or of no kind that is served."""
    if not isinstance(obj, dict) or not isinstance(obj.get("metadata", {}), dict):
        return "The edited file had a syntax error: it is not an object"
    version, kind = str(obj.get("apiVersion", "")), str(obj.get("kind", ""))
    if c.kinds.by_kind(version, kind) is None:
        return f'no matches for kind "{kind}" in version "{version}"'
    return ""


def _create(c: Context, obj: Object) -> None:
    obj = {**obj, "metadata": dict(obj.get("metadata") or {})}
    try:
        print_object(c, post(c, obj), "created")
    except (ApiError, CommandError):
        c.err(f'A copy of your changes has been stored to "{c.memory["path"]}"\n')
        raise


def _check_identity(c: Context, old: Object, new: Any) -> None:
    """What an editor must leave as it was."""
    if not isinstance(new, dict) or not isinstance(new.get("metadata"), dict):
        raise _kept(c, "the edited file had a syntax error")
    space, other = old["metadata"].get("namespace"), new["metadata"].get("namespace")
    if space and other and space != other:
        raise _kept(
            c,
            f'the namespace from the provided object "{other}" does not match the namespace '
            f"\"{space}\". You must pass '--namespace={other}' to perform this operation.",
        )
    same = all(old.get(key) == new.get(key) for key in ("kind", "apiVersion"))
    if not same or old["metadata"].get("name") != new["metadata"].get("name"):
        raise _kept(c, "At least one of apiVersion, kind and name was changed")


def _refused(old: Object, error: ApiError) -> tuple[str, str]:
    name = object_name(old)
    kind, _, rest = name.partition("/")
    if error.reason == "Invalid":
        plural = (error.details or {}).get("kind", kind)
        causes = (error.details or {}).get("causes") or []
        rows = "".join(f"* {row.get('field')}: {row.get('message')}\n" for row in causes)
        return (
            f'error: {_plural(kind)} "{rest}" is invalid\n',
            f'{plural} "{rest}" was not valid:\n{rows}',
        )
    return (
        f'error: {_plural(kind)} "{rest}" could not be patched: {error.message}\n',
        f'{_plural(kind)} "{rest}" was not valid:\n* {error.message}\n',
    )


def _plural(kind: str) -> str:
    head, dot, group = kind.partition(".")
    return head + "s" + dot + group


def _patch(c: Context, old: Object, new: Object) -> None:
    kind = c.kinds.by_kind(old["apiVersion"], old["kind"])
    patch, patch_type = two_way(kind, old, recorded(c, new) if new != old else new)
    if not patch:
        c.out(f"{object_name(old)} skipped\n")
        return
    metadata = old["metadata"]
    try:
        c.kube.verbs.patch(c.caller, kind.resource, metadata.get("namespace", ""),
                           metadata["name"], patch, patch_type,
                           field_validation=directive(c))  # fmt: skip
    except ApiError as error:
        raise with_source("", "", error) from None
    c.out(f"{object_name(old)} edited\n")
