"""``kubectl set image | env | resources | serviceaccount | selector | subject``.

Here: the change of each and the common way of sending it.  Not here: patches (``patching``).
"""

import base64
import fnmatch
import re
from collections.abc import Callable
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.access import subjects
from podlab.engine.kubectl.generators.cluster import label_selector
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.patching import two_way
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import send_patch
from podlab.engine.kubectl.resources.builder import Ask, Selection, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.resources.podspec import change_containers, pod_spec, with_pod_spec
from podlab.engine.machine.program import Step
from podlab.engine.objects import quantity
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
Change = Callable[[Object], Object]
LOCAL_NEEDS_FILES = (
    "you must specify resources by --filename when --local is set.\n"
    "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
)
NO_RESOURCES = "one or more resources must be specified as <resource> <name> or <resource>/<name>"


def _split(c: Context, is_change: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    place = next((i for i, arg in enumerate(c.args) if is_change(arg)), len(c.args))
    return c.args[:place], c.args[place:]


def _chosen(c: Context, resources: list[str]) -> Selection:
    if c.flag("all") and c.flag("selector"):
        raise CommandError("cannot set --all and --selector at the same time")
    if c.flag("local"):
        if not c.flag("filename"):
            raise CommandError(LOCAL_NEEDS_FILES)
        return select(c, [], Ask(fetch=False))
    ask = Ask(latest=True, select_all=bool(c.flag("all")))
    return select(c, resources, ask)


def _send(c: Context, info: Info, new: Object) -> Object | None:
    patch, kind = two_way(info.kind, info.content, new)
    if not patch:
        return None
    if c.flag("local") or c.dry_run == "client":
        return new
    return send_patch(c, info, patch, kind)


def _change_all(c: Context, found: Selection, change: Change, words: tuple[str, str]) -> Step:
    message, failure = words
    errors: list[ApiError | CommandError] = list(found.errors)
    for info in found.infos:
        new = with_pod_spec(info.content, change)
        if new is None:
            raise CommandError(
                f"{info.kind.plural}/{info.name} the object is not a pod or does "
                f"not have a pod template: {info.kind.kind}"
            )
        try:
            result = _send(c, info, recorded(c, new))
        except ApiError as error:
            errors.append(CommandError(f"failed to patch {failure}: {error.message}"))
            continue
        if result is not None:
            print_object(c, result, message)
    raise_all(errors)
    return 0


# --- image ------------------------------------------------------------------------------------


def image(c: Context) -> Step:
    """``set image TYPE/NAME CONTAINER=IMAGE``."""
    resources, pairs = _split(c, lambda arg: "=" in arg)
    found = _chosen(c, resources)
    problems: list[ApiError | CommandError] = []
    if not pairs:
        problems.append(CommandError("at least one image update is required"))
    images = dict(pair.partition("=")[::2] for pair in pairs)
    if "*" in images and len(images) > 1:
        problems.append(
            CommandError(
                "all containers are already specified by *, but saw more than "
                "one container_name=container_image pairs"
            )
        )
    raise_all(problems)
    for info in found.infos:
        spec = pod_spec(info.content) or {}
        names = [row["name"] for key in ("containers", "initContainers")
                 for row in spec.get(key) or []]  # fmt: skip
        found.errors += [
            CommandError(f'error: unable to find container named "{name}"')
            for name in images
            if name != "*" and name not in names
        ]
    change = _image_change(images)
    return _change_all(c, found, change, ("image updated", "image update to pod template"))


def _image_change(images: dict[str, str]) -> Change:
    def one(container: Object) -> Object:
        wanted = images.get(container["name"], images.get("*"))
        return container if wanted is None else {**container, "image": wanted}

    return lambda spec: change_containers(spec, one)


# --- env --------------------------------------------------------------------------------------


def _is_env(arg: str) -> bool:
    return arg == "-" or "=" in arg or (arg.endswith("-") and len(arg) > 1)


def env(c: Context) -> Step:
    """``set env TYPE/NAME KEY=VALUE KEY-``; ``--list``, ``--from``."""
    resources, changes = _split(c, _is_env)
    new, removed = _parse_env(c, [*(c.flag("env") or []), *changes])
    if not resources and not c.flag("filename"):
        raise CommandError(NO_RESOURCES)
    if c.flag("list") and c.flag("output"):
        raise CommandError("--list and --output may not be specified together")
    if c.flag("from"):
        new += _env_from(c)
    prefix = str(c.flag("prefix") or "")
    new = [{**row, "name": prefix + row["name"]} for row in new]
    found = _chosen(c, resources)
    if c.flag("list"):
        for info in found.infos:
            _list_env(c, info, (new, removed))
        raise_all(found.errors)
        return 0
    if not new and not removed:
        raise CommandError("at least one environment variable must be provided")
    change = _env_change(c, new, removed)
    return _change_all(c, found, change, ("env updated", "env update to pod template"))


def _parse_env(c: Context, changes: list[str]) -> tuple[list[Object], list[str]]:
    new: list[Object] = []
    removed: list[str] = []
    for change in changes:
        if change == "-":
            text = b"".join(c.p.memory.get("input") or []).decode(errors="replace")
            rows, _ = _parse_env(c, [line for line in text.split("\n") if "=" in line])
            new += rows
        elif "=" in change:
            name, _, value = change.partition("=")
            new.append({"name": name, "value": value})
        elif change.endswith("-"):
            removed.append(change[:-1])
        else:
            raise CommandError(f"unknown command: {change}")
    both = [row["name"] for row in new if row["name"] in removed]
    if both:
        raise CommandError(
            "can not both modify and remove an environment variable in the same command"
        )
    return new, removed


def _env_from(c: Context) -> list[Object]:
    rows: list[Object] = []
    keys = list(c.flag("keys") or [])
    for info in select(c, [str(c.flag("from"))], Ask()).all_or_error():
        if info.resource not in ("secrets", "configmaps"):
            raise CommandError("unsupported resource specified in --from")
        reference = "secretKeyRef" if info.resource == "secrets" else "configMapKeyRef"
        for key in sorted(info.content.get("data") or {}):
            if keys and key not in keys:
                continue
            name = re.sub(r"[^A-Za-z0-9_]", "_", key).upper()
            if name != key:
                c.err(f"Warning: key {key} transferred to {name}\n")
            rows.append({"name": name, "valueFrom": {reference: {"name": info.name, "key": key}}})
    return rows


def updated_env(current: list[Object], new: list[Object], removed: list[str]) -> list[Object]:
    """An env list with variables set and removed."""
    changed = {row["name"]: row for row in new}
    rows = [changed.pop(row["name"], row) for row in current if row["name"] not in removed]
    return rows + list(changed.values())


def _env_change(c: Context, new: list[Object], removed: list[str]) -> Change:
    pattern = str(c.flag("containers") or "*")

    def one(container: Object) -> Object:
        if not fnmatch.fnmatchcase(container["name"], pattern):
            return container
        current = container.get("env") or []
        if not c.flag("overwrite"):
            _no_overwrite(current, new)
        rows = updated_env(current, new, removed)
        if rows:
            return {**container, "env": rows}
        return {key: value for key, value in container.items() if key != "env"}

    return lambda spec: change_containers(spec, one)


def _no_overwrite(current: list[Object], new: list[Object]) -> None:
    names = {row["name"] for row in new}
    for row in current:
        if row["name"] in names:
            raise CommandError(
                f"'{row['name']}' already has a value ({row.get('value', '')}), and "
                "--overwrite is false"
            )


def _list_env(c: Context, info: Info, change: tuple[list[Object], list[str]]) -> None:
    spec = pod_spec(info.content) or {}
    rows = (spec.get("containers") or []) + (spec.get("initContainers") or [])
    for container in rows:
        c.out(f"# {info.kind.kind} {info.name}, container {container['name']}\n")
        for row in updated_env(container.get("env") or [], *change):
            source = row.get("valueFrom")
            if source is None:
                c.out(f"{row['name']}={row.get('value', '')}\n")
            elif c.flag("resolve"):
                c.out(f"{row['name']}={_resolved(c, info, source)}\n")
            else:
                c.out(f"# {row['name']} from {_reference(source)}\n")


def _resolved(c: Context, info: Info, source: Object) -> str:
    """The value that a reference stands for, as ``--resolve`` shows it."""
    if ref := source.get("configMapKeyRef"):
        found = c.client.get("configmaps", info.namespace, ref["name"])
        return str((found.get("data") or {}).get(ref["key"], ""))
    if ref := source.get("secretKeyRef"):
        found = c.client.get("secrets", info.namespace, ref["name"])
        text = (found.get("data") or {}).get(ref["key"], "")
        return base64.b64decode(text).decode(errors="replace")
    return ""


def _reference(source: Object) -> str:
    if ref := source.get("configMapKeyRef"):
        return f"configmap {ref.get('name', '')}, key {ref.get('key', '')}"
    if ref := source.get("secretKeyRef"):
        return f"secret {ref.get('name', '')}, key {ref.get('key', '')}"
    if ref := source.get("fieldRef"):
        return f"field path {ref.get('fieldPath', '')}"
    if ref := source.get("resourceFieldRef"):
        return f"resource field {ref.get('containerName', '')}, resource {ref.get('resource', '')}"
    return "invalid valueFrom"


# --- resources --------------------------------------------------------------------------------


def _amounts(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(",") if text else []:
        name, equals, amount = part.partition("=")
        if not equals:
            raise CommandError(f"invalid argument syntax {part}, expected <resource>=<value>")
        try:
            found[name] = quantity.canonical(amount)
        except quantity.QuantityError as error:
            raise CommandError(str(error)) from None
    return found


def resources(c: Context) -> Step:
    """``set resources TYPE/NAME --limits=… --requests=…``."""
    limits, requests = (
        _amounts(str(c.flag("limits") or "")),
        _amounts(str(c.flag("requests") or "")),
    )
    if not limits and not requests:
        raise CommandError(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    pattern = str(c.flag("containers") or "*")

    def one(container: Object) -> Object:
        if not fnmatch.fnmatchcase(container["name"], pattern):
            return container
        new = dict(container.get("resources") or {})
        for key, amounts in (("limits", limits), ("requests", requests)):
            if amounts:
                new[key] = {**(new.get(key) or {}), **amounts}
        return {**container, "resources": new}

    found = _chosen(c, c.args)
    words = ("resource requirements updated", "resources update to pod template")
    return _change_all(c, found, lambda spec: change_containers(spec, one, init=False), words)


# --- the rest ---------------------------------------------------------------------------------


def serviceaccount(c: Context) -> Step:
    """``set serviceaccount TYPE/NAME ACCOUNT``."""
    if not c.args:
        raise CommandError("serviceaccount is required")
    *rest, account = c.args

    def change(spec: Object) -> Object:
        return {**spec, "serviceAccountName": account, "serviceAccount": account}

    found = _chosen(c, rest)
    return _change_all(c, found, change, ("serviceaccount updated", "ServiceAccountName"))


def selector(c: Context) -> Step:
    """``set selector service NAME a=b``."""
    if not c.args:
        raise CommandError("one selector is required")
    *rest, text = c.args
    wanted = label_selector(text)
    for info in _chosen(c, rest).all_or_error():
        if info.resource != "services":
            raise CommandError("setting a selector is only supported for Services")
        labels = wanted.get("matchLabels") or {}
        new = {**info.content, "spec": {**info.content["spec"], "selector": labels}}
        result = _send(c, info, new)
        print_object(c, result if result is not None else info.content, "selector updated")
    return 0


def subject(c: Context) -> Step:
    """``set subject rolebinding NAME --user=…``."""
    rows = subjects(c)
    if not rows:
        raise CommandError("you must specify at least one value of user, group or serviceaccount")
    for info in _chosen(c, c.args).all_or_error():
        current = info.content.get("subjects") or []
        more = [row for row in rows if row not in current]
        result = _send(c, info, {**info.content, "subjects": current + more})
        print_object(c, result if result is not None else info.content, "subjects updated")
    return 0
