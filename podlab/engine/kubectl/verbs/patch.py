"""``kubectl patch``: change fields of objects by a patch.

Here: reading the patch, words.  Not here: applying it (the API server).
"""

import json
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.cli.values import quote
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.patching import local_patch
from podlab.engine.kubectl.requests.recording import record_after
from podlab.engine.kubectl.requests.sending import send_patch
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.files import read_text, stdin
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects import yaml
from podlab.engine.objects.status import ApiError, bad_request

TYPES = ("json", "merge", "strategic")


def run(c: Context) -> Step:
    """The verb."""
    kind, patch = _type(c), _patch(c)
    local = bool(c.flag("local")) or c.dry_run == "client"
    found = select(c, c.args, Ask(fetch=not c.flag("local")))
    errors: list[ApiError | CommandError] = list(found.errors)
    for info in found.infos:
        try:
            _apply(c, info, (kind, patch), local)
        except (ApiError, CommandError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _type(c: Context) -> str:
    kind = str(c.flag("type") or "strategic").lower()
    if kind not in TYPES:
        raise CommandError(f"--type must be one of [json merge strategic], not {quote(kind)}")
    return kind


def _patch(c: Context) -> Any:
    text, path = str(c.flag("patch") or ""), str(c.flag("patch-file") or "")
    if text and path:
        raise CommandError("cannot specify --patch and --patch-file together")
    if not text and not path:
        raise CommandError(
            "must specify --patch or --patch-file containing the contents of the patch"
        )
    if path:
        try:
            text = stdin(c) if path == "-" else read_text(c, path)
        except CommandError as error:
            raise CommandError(f"unable to read patch file: {error.message}") from None
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return _yaml_or_bad(text)
    try:
        return yaml.load(text)
    except yaml.YamlError as error:
        words = str(error).removeprefix("error converting YAML to JSON: ")
        raise CommandError(f"unable to parse {quote(text)}: {words}") from None


def _yaml_or_bad(text: str) -> Any:
    raise bad_request("invalid JSON patch")


def _apply(c: Context, info: Info, what: tuple[str, Any], local: bool) -> None:
    kind, patch = what
    old = info.content if info.obj is not None else None
    if kind == "strategic" and info.kind.custom:
        gvk = f"{info.kind.api_version}, Kind={info.kind.kind}"
        raise CommandError(
            f"application/strategic-merge-patch+json is not supported by {gvk}: the body of the "
            "request was in an unknown format - accepted media types include: "
            "application/json-patch+json, application/merge-patch+json, "
            "application/apply-patch+yaml, application/apply-patch+cbor"
        )
    if local:
        new = local_patch(info.kind, info.content, patch, kind)
    else:
        new = send_patch(c, info, patch, kind, str(c.flag("subresource") or ""))
        new = record_after(c, info, new)
    print_object(c, new, "patched" if new != old else "patched (no change)")
