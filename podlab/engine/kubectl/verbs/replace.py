"""``kubectl replace``: put a file's objects in the place of those there; ``--force`` deletes first.

Here: sending and words.  Not here: waiting until objects are gone (``gone``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests import gone
from podlab.engine.kubectl.requests.lastapplied import annotated
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import send
from podlab.engine.kubectl.requests.validating import directive
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def run(c: Context) -> Step:
    """The verb."""
    if c.args:
        raise c.usage(f"Unexpected args: [{' '.join(c.args)}]")
    if not c.flag("filename") and not c.flag("kustomize"):
        raise CommandError("must specify one of -f and -k")
    if c.flag("raw"):
        raise CommandError("not simulated: replace --raw")
    found = select(c, [], Ask(fetch=False))
    if c.flag("force"):
        return _force(c, found.infos, found.errors)
    errors = list(found.errors)
    for info in found.infos:
        try:
            _replace(c, info)
        except ApiError as error:
            errors.append(with_source("replacing", info.source, error))
    raise_all(errors)
    return 0


def _content(c: Context, info: Info) -> Object:
    return recorded(c, annotated(info.content) if c.flag("save-config") else info.content)


def _replace(c: Context, info: Info) -> None:
    obj = _content(c, info)
    if c.dry_run != "client":
        obj = c.kube.verbs.update(
            c.caller,
            info.resource,
            info.namespace,
            info.name,
            obj,
            subresource=str(c.flag("subresource") or ""),
            dry_run=c.dry_run == "server",
            field_validation=directive(c),
        )
    print_object(c, obj, "replaced")


def _force(c: Context, infos: list[Info], problems: list[ApiError | CommandError]) -> Step:
    memory = c.memory
    raise_all(problems)
    if "waiting" not in memory:
        memory["waiting"] = []
        grace = int(c.flag("grace-period"))
        options: Object = {"propagationPolicy": "Background"}
        if grace >= 0:
            options["gracePeriodSeconds"] = grace
        for info in infos:
            try:
                c.kube.verbs.delete(c.caller, info.resource, info.namespace, info.name,
                                    options=options)  # fmt: skip
            except ApiError as error:
                if error.code != 404:
                    raise
                continue
            where = f" from {info.namespace} namespace" if info.kind.namespaced else ""
            c.out(f'{info.singular} "{info.name}" deleted{where}\n')
            memory["waiting"].append([info.resource, info.namespace, info.name, ""])
    memory["waiting"] = gone.remaining(c, memory["waiting"])
    if memory["waiting"]:
        return gone.wait_gone(memory["waiting"], None)
    for info in infos:
        try:
            print_object(c, send(c, info, _content(c, info)), "replaced")
        except ApiError as error:
            raise with_source("replacing", info.source, error) from None
    return 0
