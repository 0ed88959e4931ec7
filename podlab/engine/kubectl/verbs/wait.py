"""``kubectl wait``: until objects are created, deleted, or fulfil a condition.

Here: the conditions and the watch as a small-step program.  Not here: deleting.
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.cli.values import quote
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.templates import jsonpath
from podlab.engine.kubectl.templates.gotemplate import sprint
from podlab.engine.machine.program import Step, Wait, first_of, notice, until
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
WEEK = 7 * 24 * 3600 * 1_000_000


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    conditions = list(c.flag("for") or [])
    if not conditions:
        raise CommandError('unrecognized condition: ""')
    for text in conditions:
        _check(text)
    if "targets" not in memory:
        step = _begin(c, conditions)
        if step is not None:
            return step
    while memory["targets"]:
        wait = _target(c, memory["targets"][0], conditions)
        if wait is not None:
            return wait
        memory["targets"].pop(0)
        memory["stage"] = 0
    return 0


def _check(text: str) -> None:
    kind, equals, rest = text.partition("=")
    word = text.lower()
    if word in ("delete", "create") or (kind.lower() == "condition" and equals):
        return
    if kind.lower() == "jsonpath" and equals:
        _jsonpath(rest)
        return
    raise CommandError(f"unrecognized condition: {quote(text)}")


def _jsonpath(rest: str) -> tuple[str, str | None]:
    rest = rest.strip("'\"") if rest[:1] in "'\"" else rest
    end = rest.rfind("}")
    path, tail = rest[: end + 1], rest[end + 1 :]
    if not path:
        raise CommandError(
            "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'"
            "=3 or --for=jsonpath='{.status.readyReplicas}'"
        )
    if tail in ("=", "==") or (tail and not tail.startswith("=")):
        raise CommandError(
            "jsonpath wait has to have a value after equal sign, like "
            "--for=jsonpath='{.status.readyReplicas}'=3"
        )
    value = tail.lstrip("=").strip("'\"") if tail else None
    return path, value


def _begin(c: Context, conditions: list[str]) -> Step | None:
    memory = c.memory
    words = [text.lower() for text in conditions]
    timeout = int(c.flag("timeout"))
    wait_for = timeout if timeout > 0 else WEEK if timeout < 0 else 0
    memory.setdefault("deadline", c.p.now + wait_for)
    found = select(c, c.args, Ask(latest=True, select_all=bool(c.flag("all")),
                                  list_all=False))  # fmt: skip
    missing = [error for error in found.errors
               if isinstance(error, ApiError) and error.code == 404]  # fmt: skip
    if words == ["delete"] and missing and len(missing) == len(found.errors):
        found.errors = []
        if not found.infos:
            return 0
    if "create" in words and (missing or not found.infos):
        if c.p.now >= memory["deadline"]:
            raise CommandError("timed out waiting for the condition")
        return first_of(until(min(c.p.now + 500_000, memory["deadline"])), notice("wait/none"))
    raise_all(found.errors)
    if not found.infos:
        raise CommandError("no matching resources found")
    memory["targets"] = [
        [info.resource, info.namespace, info.name, info.content["metadata"].get("uid", "")]
        for info in found.infos
    ]
    memory["stage"] = 0
    return None


def _target(c: Context, target: list[str], conditions: list[str]) -> Wait | None:
    resource, namespace, name, uid = target
    while c.memory["stage"] < len(conditions):
        text = conditions[c.memory["stage"]]
        obj = _get(c, resource, namespace, name)
        if text.lower() == "delete":
            met = obj is None or obj["metadata"].get("uid") != uid
        elif text.lower() == "create":
            met = obj is not None
        elif obj is None:
            plural, _, _ = resource.partition(".")
            raise ApiError(404, "NotFound", f'{resource} "{name}" not found')
        else:
            met = fulfils(obj, text)
        if not met:
            return _wait(c, resource, name)
        c.memory["stage"] += 1
        c.memory["last"] = True
    _say(c, resource, namespace, name)
    return None


def _get(c: Context, resource: str, namespace: str, name: str) -> Object | None:
    try:
        return c.client.get(resource, namespace, name)
    except ApiError as error:
        if error.code == 404:
            return None
        raise


def _wait(c: Context, resource: str, name: str) -> Wait:
    deadline = c.memory["deadline"]
    if c.p.now >= deadline:
        plural = resource.partition(".")[0]
        if int(c.flag("timeout")) == 0:
            raise CommandError(f"condition not met for {plural}/{name}")
        raise CommandError(f"timed out waiting for the condition on {plural}/{name}")
    return first_of(notice(f"watch/{resource}"), until(deadline))


def fulfils(obj: Object, text: str) -> bool:
    """Whether an object fulfils ``condition=Ready`` or ``jsonpath={…}=value``."""
    kind, _, rest = text.partition("=")
    if kind.lower() == "jsonpath":
        path, value = _jsonpath(rest)
        return _path_met(obj, path, value)
    name, equals, wanted = rest.partition("=")
    for row in dig(obj, "status", "conditions", default=[]):
        if str(row.get("type", "")).lower() != name.lower():
            continue
        seen = row.get("observedGeneration", dig(obj, "status", "observedGeneration"))
        generation = obj["metadata"].get("generation")
        if seen is not None and generation is not None and seen < generation:
            return False
        return str(row.get("status", "")).lower() == (wanted if equals else "true").lower()
    return False


def _path_met(obj: Object, path: str, value: str | None) -> bool:
    try:
        groups = jsonpath.evaluate(jsonpath.parse(path), obj)
    except jsonpath.JSONPathError as error:
        raise CommandError(str(error)) from None
    found = [item for group in groups for item in group]
    if not found:
        return False
    if len(groups) > 1:
        raise CommandError("given jsonpath expression matches more than one list")
    if len(found) > 1:
        raise CommandError("given jsonpath expression matches more than one value")
    if value is None:
        return True
    if isinstance(found[0], dict | list):
        raise CommandError("jsonpath leads to a nested object or list which is not supported")
    return sprint(found[0]) == value


def _say(c: Context, resource: str, namespace: str, name: str) -> None:
    obj = _get(c, resource, namespace, name)
    kind = c.kinds.by_resource(resource)
    shown = obj or {"apiVersion": kind.api_version, "kind": kind.kind,
                    "metadata": {"name": name}}  # fmt: skip
    print_object(c, shown, "condition met")
