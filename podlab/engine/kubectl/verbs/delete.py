"""``kubectl delete``: ask for deletion, say so, and wait until the objects are gone.

Here: options, words, the wait.  Not here: what deletion does (the API server, controllers, the
kubelet).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.requests import gone, sequence
from podlab.engine.kubectl.resources.builder import Ask, Selection, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

IMMEDIATE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been "
    "terminated. The resource may continue to run on the cluster indefinitely.\n"
)
CASCADES = {
    "background": "Background", "foreground": "Foreground", "orphan": "Orphan",
    "true": "Background", "false": "Orphan",
}  # fmt: skip


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    if "waiting" not in memory:
        if c.flag("raw"):
            c.out(c.kube.raw(c.caller, "DELETE", str(c.flag("raw")), b""))
            return 0
        if not sequence.begun(c):
            _begin(c)
        wait = sequence.proceed(c, lambda info: _delete(c, info))
        if wait is not None:
            return wait
        _asked(c)
    return await_gone(c)


def await_gone(c: Context) -> Step:
    """Wait for the objects in memory; then raise what went wrong before."""
    memory = c.memory
    memory["waiting"] = gone.remaining(c, memory["waiting"])
    deadline = memory.get("deadline")
    if memory["waiting"] and deadline is not None and c.p.now >= deadline:
        resource, _, name, _ = memory["waiting"][0]
        raise CommandError(f"timed out waiting for the condition on {resource}/{name}")
    if memory["waiting"]:
        return gone.wait_gone(memory["waiting"], deadline)
    _raise_kept(memory)
    return 0


def _raise_kept(memory: dict[str, Any]) -> None:
    raise_all([ApiError(*row) if len(row) == 4 else CommandError(row[0])
               for row in memory.get("refusals", [])])  # fmt: skip


def _grace(c: Context) -> int:
    grace = int(c.flag("grace-period"))
    if c.flag("now"):
        if grace != -1:
            raise CommandError("--now and --grace-period cannot be specified together")
        return 1
    force = bool(c.flag("force"))
    if force and grace > 0:
        raise CommandError("--force and --grace-period greater than 0 cannot be specified together")
    if grace == 0 and not force:
        return 1
    return 0 if force and grace < 0 else grace


def _check(c: Context) -> None:
    output = str(c.flag("output") or "")
    if output not in ("", "name"):
        raise CommandError(f"unexpected -o output mode: {output}. We only support '-o name'")
    if c.flag("all") and c.flag("selector"):
        raise CommandError("cannot set --all and --selector at the same time")
    if c.flag("all") and c.flag("field-selector"):
        raise CommandError("cannot set --all and --field-selector at the same time")
    if str(c.flag("cascade")) not in CASCADES:
        raise CommandError(
            f'invalid cascade value ({c.flag("cascade")}). Must be "background", "foreground", '
            'or "orphan"'
        )
    if c.flag("interactive"):
        raise CommandError("not simulated: delete --interactive")


def _warn_of_boolean(c: Context) -> None:
    kind = {"true": "background", "false": "orphan"}.get(str(c.flag("cascade")))
    if kind is not None:
        c.err(
            f"warning: --cascade={c.flag('cascade')} is deprecated (boolean value) and can be "
            f"replaced with --cascade={kind}.\n"
        )


def _begin(c: Context) -> None:
    """Choose the objects; say beforehand what is unusual about deleting them."""
    _warn_of_boolean(c)
    grace = _grace(c)
    found = _chosen(c)
    _check(c)
    if grace == 0 and c.flag("force"):
        c.err(IMMEDIATE)
    if c.enforce_namespace and any(not info.kind.namespaced for info in found.infos):
        c.err("Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n")
    c.memory["rows"], c.memory["count"] = [], 0
    sequence.begin(c, found.infos, list(found.errors))


def _delete(c: Context, info: Info) -> None:
    """Ask for one object's deletion."""
    memory = c.memory
    try:
        row = _delete_one(c, info, _grace(c))
    except ApiError as error:
        if error.code != 404 or not (c.flag("ignore-not-found") or _bulk(c)):
            raise with_source("deleting", info.source, error) from None
        memory["count"] += 1
        return
    memory["count"] += 1
    if c.flag("wait") and c.dry_run == "none":
        memory["rows"].append(row)


def _asked(c: Context) -> None:
    """Everything was asked for: what there is to wait for, and until when."""
    memory = c.memory
    errors = sequence.problems(c)
    if memory["count"] == 0 and not errors:
        c.out("No resources found\n")
    if c.flag("timeout"):
        memory["deadline"] = c.p.now + int(c.flag("timeout"))
    memory["refusals"] = [_kept(error) for error in errors]
    memory["waiting"] = [] if errors else memory["rows"]


def _kept(error: ApiError | CommandError) -> list[Any]:
    if isinstance(error, CommandError):
        return [error.message]
    return [error.code, error.reason, error.message, error.details]


def _bulk(c: Context) -> bool:
    bulk = c.flag("all") or c.flag("selector") or c.flag("field-selector")
    return bool(bulk) and not c.given("ignore-not-found")


def _chosen(c: Context) -> Selection:
    return select(c, c.args, Ask(fetch=False, select_all=bool(c.flag("all"))))


def _delete_one(c: Context, info: Info, grace: int) -> gone.Row:
    uid = ""
    if c.dry_run != "client":
        options: dict[str, Any] = {"propagationPolicy": CASCADES[str(c.flag("cascade"))]}
        if grace >= 0:
            options["gracePeriodSeconds"] = grace
        answer = c.kube.verbs.delete(
            c.caller,
            info.resource,
            info.namespace,
            info.name,
            options=options,
            dry_run=c.dry_run == "server",
        )
        uid = _uid(answer)
    say_deleted(c, info, grace == 0)
    return [info.resource, info.namespace, info.name, uid]


def _uid(answer: dict[str, Any]) -> str:
    metadata = answer.get("metadata") or {}
    return str(metadata.get("uid") or (answer.get("details") or {}).get("uid") or "")


def say_deleted(c: Context, info: Info, forced: bool = False) -> None:
    """``pod "web" deleted from default namespace``."""
    if c.flag("output") == "name":
        c.out(f"{info.singular}/{info.name}\n")
        return
    words = "force deleted" if forced else "deleted"
    if info.kind.namespaced:
        words += f" from {info.namespace} namespace"
    c.out(f'{info.singular} "{info.name}" {words}{c.dry_suffix}\n')
