"""``kubectl apply``: make the cluster agree with files, client-side or server-side.

Here: create or three-way patch, the annotation, words.  Not here: how the patch is computed
(``objects.patch``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import output_format, print_object
from podlab.engine.kubectl.printers.structured import to_json
from podlab.engine.kubectl.requests import migration, sequence
from podlab.engine.kubectl.requests.lastapplied import (
    ANNOTATION,
    annotated,
    has_annotation,
    original_of,
    without_nulls,
)
from podlab.engine.kubectl.requests.patching import local_patch, three_way
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import check_kind
from podlab.engine.kubectl.requests.validating import directive
from podlab.engine.kubectl.resources.files import kustomized, objects
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.verbs import prune
from podlab.engine.machine.program import Step
from podlab.engine.objects import labels as selectors
from podlab.engine.objects.status import ApiError

CONFLICT_HELP = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""
CLIENT_SIDE = "kubectl-client-side-apply"
RETRIES = 5
"""How often a patch is tried again that met a conflict: at once, then every second."""


def run(c: Context) -> Step:
    """The verb."""
    if not sequence.begun(c):
        _begin(c)
    wait = sequence.proceed(c, lambda info: _one(c, info))
    if wait is not None:
        return wait
    errors = sequence.problems(c)
    if c.flag("prune") and not errors:
        prune.run(c, [tuple(row) for row in c.memory["visited"]])
    _print_whole(c, c.memory["done"])
    raise_all(errors)
    return 0


def _begin(c: Context) -> None:
    _check(c)
    names = list(c.flag("filename") or [])
    folder = str(c.flag("kustomize") or "")
    if bool(names) == bool(folder):
        raise CommandError("must specify one of -f and -k")
    if folder:
        infos, problems = kustomized(c, folder)
    else:
        infos, problems = objects(c, names, bool(c.flag("recursive")))
    infos = _selected(c, infos)
    if not infos and not problems:
        raise CommandError("no objects passed to apply")
    c.memory["done"], c.memory["visited"] = [], []
    sequence.begin(c, infos, list(problems))


def _one(c: Context, info: Info) -> None:
    result = _apply_server(c, info) if c.flag("server-side") else _apply(c, info)
    if output_format(c)[0] not in ("", "name"):
        c.memory["done"].append(result)
    c.memory["visited"].append((info.resource, info.namespace, info.name))


def _check(c: Context) -> None:
    if c.args:
        raise c.usage(f"Unexpected args: [{' '.join(c.args)}]")
    if c.flag("force-conflicts") and not c.flag("server-side"):
        raise CommandError("--force-conflicts only works with --server-side")
    if c.dry_run == "client" and c.flag("server-side"):
        raise CommandError(
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server "
            "instead?)"
        )
    if c.flag("force") and c.flag("server-side"):
        raise CommandError("--force cannot be used with --server-side")
    if c.flag("prune"):
        prune.check(c)


def _selected(c: Context, infos: list[Info]) -> list[Info]:
    text = str(c.flag("selector") or "")
    if not text:
        return infos
    try:
        selector = selectors.parse(text)
    except selectors.SelectorError as error:
        raise CommandError(str(error)) from None
    return [
        info
        for info in infos
        if selectors.matches(selector, (info.content.get("metadata") or {}).get("labels") or {})
    ]


def _print_whole(c: Context, done: list[dict[str, Any]]) -> None:
    name, _ = output_format(c)
    if not name or name == "name" or not done:
        return
    if len(done) == 1:
        print_object(c, done[0], "")
        return
    print_object(c, {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""},
                     "items": done}, "")  # fmt: skip


def _say(c: Context, info: Info, words: str) -> None:
    name, _ = output_format(c)
    if name == "name":
        c.out(f"{info.full_name}\n")
    elif not name:
        c.out(f"{info.full_name} {words}{c.dry_suffix}\n")


def _apply(c: Context, info: Info) -> dict[str, Any]:
    if not info.name and (info.content.get("metadata") or {}).get("generateName"):
        base = info.content["metadata"]["generateName"]
        raise CommandError(f"from {base}: cannot use generate name with apply")
    modified = annotated(recorded(c, info.content))
    current = _current(c, info)
    if current is None:
        return _create(c, info, without_nulls(modified))
    if not has_annotation(current) and not c.memory["tries"]:
        c.err(
            f"Warning: resource {info.kind.plural}/{info.name} is missing the {ANNOTATION} "
            "annotation which is required by kubectl apply. kubectl apply should only be used on "
            "resources created declaratively by either kubectl create --save-config or kubectl "
            "apply. The missing annotation will be patched automatically.\n"
        )
    return _patch(c, info, modified, current)


def _current(c: Context, info: Info) -> dict[str, Any] | None:
    if not info.name:
        raise CommandError(
            f"error when retrieving current configuration of:\n{_describe(info)}\n"
            f'from server for: "{info.source}": resource name may not be empty'
        )
    try:
        return c.client.get(info.resource, info.namespace, info.name)
    except ApiError as error:
        if error.code == 404:
            return None
        message = f"retrieving current configuration of:\n{_describe(info)}\nfrom server for:"
        raise with_source(message, info.source, error) from None


def _describe(info: Info) -> str:
    kind = info.kind
    where = f"{kind.group}/{kind.version}"
    return (
        f'Resource: "{where}, Resource={kind.plural}", GroupVersionKind: "{where}, '
        f'Kind={kind.kind}"\nName: "{info.name}", Namespace: "{info.namespace}"'
    )


def _create(c: Context, info: Info, obj: dict[str, Any]) -> dict[str, Any]:
    result = obj
    if c.dry_run != "client":
        try:
            check_kind(info)
            result = c.kube.verbs.create(
                c.client_as(_manager(c)).caller,
                info.resource,
                info.namespace,
                obj,
                dry_run=c.dry_run == "server",
                field_validation=directive(c),
            )
        except ApiError as error:
            raise with_source("creating", info.source, error) from None
    _say(c, info, "created")
    return result


def _manager(c: Context) -> str:
    return str(c.flag("field-manager") or CLIENT_SIDE)


def _patch(
    c: Context, info: Info, modified: dict[str, Any], current: dict[str, Any]
) -> dict[str, Any]:
    try:
        original = original_of(current)
    except ValueError as error:
        raise CommandError(f"retrieving original configuration from annotation: {error}") from None
    patch, kind = three_way(info.kind, original, modified, current)
    result = current
    if patch:
        if c.dry_run == "client":
            result = local_patch(info.kind, current, patch, kind)
        else:
            result = _send(c, info, patch, kind)
    if (result.get("metadata") or {}).get("deletionTimestamp"):
        c.err(
            f"Warning: Detected changes to resource {info.name} which is currently being deleted.\n"
        )
    _say(c, info, "configured" if patch else "unchanged")
    return result


def _send(c: Context, info: Info, patch: dict[str, Any], kind: str) -> dict[str, Any]:
    try:
        return c.kube.verbs.patch(
            c.client_as(_manager(c)).caller,
            info.resource,
            info.namespace,
            info.name,
            patch,
            kind,
            dry_run=c.dry_run == "server",
            field_validation=directive(c),
        )
    except ApiError as error:
        if error.reason == "Conflict" and c.memory["tries"] < RETRIES:
            raise sequence.Again(1_000 if c.memory["tries"] else 0) from None
        inner = with_source("patching", info.source, error)
        before = f"applying patch:\n{to_json(patch, None)}\nto:\n{_describe(info)}\nfor:"
        raise with_source(before, info.source, inner) from None


def _apply_server(c: Context, info: Info) -> dict[str, Any]:
    manager = str(c.flag("field-manager") or "kubectl")
    manager = "kubectl" if not c.given("field-manager") else manager
    try:
        result = c.kube.verbs.patch(
            c.client_as(manager).caller,
            info.resource,
            info.namespace,
            info.name,
            recorded(c, info.content),
            "apply",
            dry_run=c.dry_run == "server",
            field_validation=directive(c),
            force=bool(c.flag("force-conflicts")),
        )
    except ApiError as error:
        if error.reason == "Conflict":
            raise CommandError(error.message + CONFLICT_HELP) from None
        raise
    if manager == migration.MANAGER and c.dry_run != "server":
        result = migration.migrate(c, info, result)
    _say(c, info, "serverside-applied")
    return result
