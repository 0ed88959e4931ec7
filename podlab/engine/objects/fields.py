"""Field selectors: ``status.phase=Running,spec.nodeName!=n1``, and which fields each kind has.

Here: parsing, the supported fields per kind, matching.  Not here: label selectors (``labels``).
"""

from typing import Any, NamedTuple

from podlab.engine.objects.fielderror import quote
from podlab.engine.objects.labels import MAX_SELECTOR, SelectorError
from podlab.engine.objects.meta import Object, dig


class FieldRequirement(NamedTuple):
    """One condition on a field's text."""

    field: str
    equal: bool
    value: str


FieldSelector = tuple[FieldRequirement, ...]

_METADATA = ("metadata.name", "metadata.namespace")
_EVENT = tuple(
    f"involvedObject.{name}"
    for name in ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
) + ("reason", "reportingComponent", "source", "type")
_FIELDS = {
    ("v1", "Pod"): (
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
        "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs",
        "status.nominatedNodeName",
    ),
    ("v1", "Event"): _EVENT,
    ("v1", "Node"): ("spec.unschedulable",),
    ("v1", "Namespace"): ("status.phase",),
    ("v1", "Secret"): ("type",),
    ("v1", "Service"): ("spec.clusterIP", "spec.type"),
    ("v1", "ReplicationController"): ("status.replicas",),
    ("apps/v1", "ReplicaSet"): ("status.replicas",),
    ("batch/v1", "Job"): ("status.successful",),
    ("certificates.k8s.io/v1", "CertificateSigningRequest"): ("spec.signerName",),
}  # fmt: skip
"""What may be selected by, besides name and namespace (upstream: conversion functions)."""


def supported_fields(api_version: str, kind: str) -> tuple[str, ...]:
    """The fields by which objects of a kind can be selected."""
    if (api_version, kind) == ("events.k8s.io/v1", "Event"):
        return _METADATA + tuple(name.replace("involvedObject", "regarding") for name in _EVENT)
    return _METADATA + _FIELDS.get((api_version, kind), ())


def parse(text: str, api_version: str, kind: str, custom: bool = False) -> FieldSelector:
    """The selector that ``?fieldSelector=`` means for a kind.

    Raises:
        SelectorError: with the words of the real API server.
    """
    if len(text) > MAX_SELECTOR:
        raise SelectorError("selector is too long")
    selector = tuple(_term(part, text) for part in _split(text) if part)
    known = supported_fields(api_version, kind)
    for one in selector:
        if one.field not in known:
            raise SelectorError(_unsupported(one.field, kind, api_version, custom))
    return selector


def _unsupported(field: str, kind: str, api_version: str, custom: bool) -> str:
    if custom or (api_version, kind) not in _FIELDS:
        return f"{quote(field)} is not a known field selector: only {_only()}"
    if kind in ("Pod", "Event", "Node", "Namespace", "Secret", "Service"):
        return f"field label not supported: {field}"
    return f"field label {quote(field)} not supported for {kind}"


def _only() -> str:
    return ", ".join(quote(name) for name in _METADATA)


def _split(text: str) -> list[str]:
    """Terms between commas; a backslash escapes the next character."""
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == ",":
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [*parts, text[start:]]


def _term(part: str, whole: str) -> FieldRequirement:
    for place in range(len(part)):
        for sign in ("!=", "==", "="):
            if part.startswith(sign, place):
                value = _unescape(part[place + len(sign) :], whole)
                return FieldRequirement(part[:place], sign != "!=", value)
    raise SelectorError(f"invalid selector: '{whole}'; can't understand '{part}'")


def _unescape(value: str, whole: str) -> str:
    out, place = [], 0
    while place < len(value):
        char = value[place]
        if char == "\\" and place + 1 < len(value) and value[place + 1] in "\\,=":
            place += 1
            char = value[place]
        elif char in "\\,=":
            raise SelectorError(
                f"invalid field selector: invalid escape sequence in {whole}"
                if char == "\\"
                else f"unescaped comma or equals in {quote(value)}"
            )
        out.append(char)
        place += 1
    return "".join(out)


def matches(selector: FieldSelector, obj: Object) -> bool:
    """Whether an object fulfils every condition."""
    return all((_value(obj, one.field) == one.value) == one.equal for one in selector)


def _value(obj: Object, field: str) -> str:
    found: Any = dig(obj, *field.split("."), default="")
    if field == "source" or field == "reportingComponent":
        found = dig(obj, "source", "component") or obj.get("reportingComponent", "")
    elif field == "status.successful":
        found = dig(obj, "status", "succeeded", default=0)
    elif field == "status.podIPs":
        found = ",".join(item.get("ip", "") for item in found or ())
    elif field in ("spec.hostNetwork", "spec.unschedulable"):
        found = "true" if found else "false"
    elif field == "status.replicas":
        found = found or 0
    return str(found)
