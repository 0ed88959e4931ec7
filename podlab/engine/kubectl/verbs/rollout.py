"""``kubectl rollout undo | pause | resume | restart``.

Here: the patches they send.  Not here: ``status`` (``rolloutstatus``) and ``history``
(``rollouthistory``).
"""

from typing import Any

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.lastapplied import ANNOTATION, has_annotation
from podlab.engine.kubectl.requests.patching import strategic
from podlab.engine.kubectl.requests.sending import send_patch
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.resources.owned import (
    HASH,
    REVISION,
    all_replica_sets,
    controller_revisions,
    revision_of,
)
from podlab.engine.kubectl.verbs.rollouthistory import template_text
from podlab.engine.machine.program import Step
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
RESTARTED = "kubectl.kubernetes.io/restartedAt"
RESTARTABLE = ("deployments.apps", "daemonsets.apps", "statefulsets.apps")
KEPT = {
    ANNOTATION, REVISION, "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
}  # fmt: skip
"""Annotations of a Deployment that a rollback leaves as they are."""


def _infos(c: Context) -> tuple[list[Info], list[ApiError | CommandError]]:
    if not c.args and not c.flag("filename"):
        raise CommandError("required resource not specified")
    found = select(c, c.args, Ask(latest=True, list_all=True))
    return found.infos, found.errors


def _patch(c: Context, info: Info, patch: Object) -> Object:
    return send_patch(c, info, patch, "strategic")


def _each(c: Context, change: Any, message: str) -> Step:
    infos, errors = _infos(c)
    for info in infos:
        try:
            patch = change(c, info)
            if c.dry_run == "client":
                result = info.content
            else:
                result = _patch(c, info, patch)
            print_object(c, result, message)
        except (ApiError, CommandError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _only_deployments(info: Info, doing: str) -> None:
    if info.resource != "deployments.apps":
        raise CommandError(
            f'{info.kind.plural}.{info.kind.group} "{info.name}" {doing} is not supported'
        )


def pause(c: Context) -> Step:
    """``rollout pause``."""
    return _each(c, _pause, "paused")


def _pause(c: Context, info: Info) -> Object:
    _only_deployments(info, "pausing")
    if info.content["spec"].get("paused"):
        raise CommandError(f'{info.resource} "{info.name}" is already paused')
    return {"spec": {"paused": True}}


def resume(c: Context) -> Step:
    """``rollout resume``."""
    return _each(c, _resume, "resumed")


def _resume(c: Context, info: Info) -> Object:
    _only_deployments(info, "resuming")
    if not info.content["spec"].get("paused"):
        raise CommandError(f'{info.resource} "{info.name}" is not paused')
    return {"spec": {"paused": None}}


def restart(c: Context) -> Step:
    """``rollout restart``."""
    return _each(c, _restart, "restarted")


def _restart(c: Context, info: Info) -> Object:
    if info.resource not in RESTARTABLE:
        raise CommandError(
            f"{info.kind.plural}{'.' if info.kind.group else ''}{info.kind.group} "
            f'"{info.name}" restarting is not supported'
        )
    if info.content["spec"].get("paused"):
        raise CommandError(
            f'{info.resource} "{info.name}" can\'t restart paused deployment (run rollout resume '
            "first)"
        )
    notes = {RESTARTED: rfc3339(c.p.now)}
    old = dig(info.content, "spec", "template", "metadata", "annotations", default={})
    if old.get(RESTARTED) == notes[RESTARTED]:
        raise CommandError(
            "if restart has already been triggered within the past second, please wait before "
            "attempting to trigger another"
        )
    return {"spec": {"template": {"metadata": {"annotations": notes}}}}


# --- undo -------------------------------------------------------------------------------------


def undo(c: Context) -> Step:
    """``rollout undo``."""
    infos, errors = _infos(c)
    for info in infos:
        try:
            _undo(c, info)
        except ApiError as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _undo(c: Context, info: Info) -> None:
    wanted = int(c.flag("to-revision"))
    if wanted < 0:
        raise _unknown(wanted)
    if has_annotation(info.content):
        c.err(
            f"Warning: resource {info.kind.plural}/{info.name} was previously managed with "
            f"'kubectl apply'. Rolling back will not update the {ANNOTATION} annotation, which may "
            "cause unexpected behavior on future 'kubectl apply' operations. Consider using "
            "'kubectl apply' with your previous configuration file instead.\n"
        )
    if info.resource == "deployments.apps":
        message = _undo_deployment(c, info, wanted)
    elif info.resource in ("daemonsets.apps", "statefulsets.apps"):
        message = _undo_set(c, info, wanted)
    else:
        raise CommandError(
            f'no rollbacker has been implemented for "{info.kind.kind}'
            + (f'.{info.kind.group}"' if info.kind.group else '"')
        )
    c.out(f"{info.full_name} {message}{c.dry_suffix}\n")


def _unknown(revision: int) -> CommandError:
    return CommandError(f"unable to find specified revision {revision} in history")


def _choose(rows: list[Object], wanted: int) -> Object | None:
    if wanted:
        return next((row for row in rows if revision_of(row) == wanted), None)
    ordered = sorted(rows, key=revision_of)
    return ordered[-2] if len(ordered) > 1 else None


def _without_hash(template: Object) -> Object:
    metadata = template.get("metadata") or {}
    labels = {k: v for k, v in (metadata.get("labels") or {}).items() if k != HASH}
    return {**template, "metadata": {**metadata, "labels": labels}}


def _undo_deployment(c: Context, info: Info, wanted: int) -> str:
    deployment = info.content
    chosen = _choose(all_replica_sets(c, deployment), wanted)
    if chosen is None:
        if wanted:
            raise _unknown(wanted)
        raise CommandError(f'no rollout history found for deployment "{info.name}"')
    if deployment["spec"].get("paused"):
        raise CommandError(
            "you cannot rollback a paused deployment; resume it first with 'kubectl "
            "rollout resume' and try again"
        )
    if c.dry_run == "client":
        return f"will roll back to {template_text(c, chosen['spec']['template'])}"
    template = _without_hash(chosen["spec"]["template"])
    if template == _without_hash(deployment["spec"]["template"]):
        return f"skipped rollback (current template already matches revision {wanted})"
    old = deployment["metadata"].get("annotations") or {}
    notes = {key: value for key, value in old.items() if key in KEPT}
    source = chosen["metadata"].get("annotations") or {}
    notes.update({key: value for key, value in source.items() if key not in KEPT})
    patch = [
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace" if old else "add", "path": "/metadata/annotations", "value": notes},
    ]
    c.kube.verbs.patch(
        c.caller,
        info.resource,
        info.namespace,
        info.name,
        patch,
        "json",
        dry_run=c.dry_run == "server",
    )
    return "rolled back"


def _undo_set(c: Context, info: Info, wanted: int) -> str:
    rows = controller_revisions(c, info.content)
    if not wanted and len(rows) < 2:
        raise CommandError("no last revision to roll back to")
    chosen = _choose(rows, wanted)
    if chosen is None:
        raise _unknown(wanted)
    if c.dry_run == "client":
        back = strategic(info.kind, info.content, chosen["data"])["spec"]["template"]
        return f"will roll back to {template_text(c, back)}"
    _patch(c, info, chosen["data"])
    return "rolled back"
