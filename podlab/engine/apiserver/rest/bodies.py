"""Bodies of requests: JSON, YAML or protobuf, and which patch a content type means.

Sizes and nesting are bounded.  Not here: decoding into a kind (``objects.schema``).
"""

import json
from typing import Any

from podlab.engine.apiserver.rest import protobuf
from podlab.engine.apiserver.rest.messages import MAX_BODY, Request
from podlab.engine.objects import yaml
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.schema import cannot_handle
from podlab.engine.objects.status import ApiError, bad_request

_PATCHES = {
    "application/json-patch+json": "json",
    "application/merge-patch+json": "merge",
    "application/strategic-merge-patch+json": "strategic",
    "application/apply-patch+yaml": "apply",
}
MAX_DEPTH = 200
"""Objects and lists in each other, as in YAML; what walks them does so by recursion."""


def value(request: Request) -> Any:
    """The body as a JSON value; ApiError 400, 413 or 415."""
    _check_size(request)
    kind = media_type(request)
    if kind == "application/vnd.kubernetes.protobuf" or request.body.startswith(protobuf.MAGIC):
        return protobuf.decode(request.body)
    if kind in ("application/yaml", "text/yaml"):
        return _yaml(request.body)
    if kind in ("application/json", "", "text/plain", "*/*"):
        return _json(request.body)
    raise ApiError(
        415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json, application/yaml, application/vnd.kubernetes.protobuf, "
        "application/cbor",
    )  # fmt: skip


def patch(request: Request) -> tuple[Any, str]:
    """A patch and its type: json, merge, strategic or apply."""
    _check_size(request)
    patch_type = _PATCHES.get(media_type(request))
    if patch_type is None:
        accepted = ", ".join([*_PATCHES, "application/apply-patch+cbor"])
        raise ApiError(
            415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
            + accepted,
        )  # fmt: skip
    if patch_type == "apply" and not request.body.lstrip().startswith(b"{"):
        return _yaml(request.body), patch_type
    try:
        return _json(request.body), patch_type
    except ApiError:
        raise bad_request("invalid JSON patch") from None


def media_type(request: Request) -> str:
    """The body's media type without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def check_kind(kind: Kind, body: Any) -> None:
    """Refuse a body that says it is of another kind; ApiError 400."""
    if not isinstance(body, dict):
        raise cannot_handle(
            kind.api_version,
            kind.kind,
            f"json: cannot unmarshal into Go value of type {kind.version}.{kind.kind}",
        )
    version, name = body.get("apiVersion") or kind.api_version, body.get("kind") or kind.kind
    if version != kind.api_version:
        raise bad_request(
            f"the API version in the data ({version}) does not match the expected API version "
            f"({kind.api_version})"
        )
    if name != kind.kind:
        raise cannot_handle(
            kind.api_version, str(name), f'no kind "{name}" is registered for version "{version}"'
        )


def _check_size(request: Request) -> None:
    if len(request.body) > MAX_BODY:
        raise ApiError(
            413, "RequestEntityTooLarge", f"Request body is too large: limit is {MAX_BODY}"
        )


def _json(body: bytes) -> Any:
    try:
        value = json.loads(body, parse_constant=_no_constant)
        if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _too_deep(value):
            raise RecursionError
        return value
    except (ValueError, RecursionError) as error:
        raise bad_request(
            f"couldn't get version/kind; json parse error: {_words(error)}"
        ) from error


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inner = [one.values() if isinstance(one, dict) else one
                 for one in level if isinstance(one, dict | list)]  # fmt: skip
        level = [one for row in inner for one in row]
        if not level:
            return False
    return True


def _no_constant(name: str) -> Any:
    raise ValueError(f"invalid character '{name[0]}' looking for beginning of value")


def _words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "exceeded max depth"
    return str(error)


def _yaml(body: bytes) -> Any:
    try:
        return yaml.load(body.decode("utf-8", "replace"))
    except yaml.YamlError as error:
        raise bad_request(f"error decoding YAML: {error}") from error
