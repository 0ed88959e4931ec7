"""Credentials for registries, from the Pod's ``imagePullSecrets``.

Here: reading ``.dockerconfigjson`` and ``.dockercfg`` Secrets.  Not here: asking a registry.
"""

import base64
import binascii
import json
from typing import Any

from podlab.engine.kubelet.images.imagenames import split
from podlab.engine.kubelet.node.feed import NodeFeed

Object = dict[str, Any]

DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")


def registry_of(image: str) -> str:
    """The registry that a reference names, ``docker.io`` by default."""
    first, slash, _ = split(image)[0].partition("/")
    return (
        first if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"
    )


def auth_for(feed: NodeFeed, pod: Object, image: str) -> dict[str, str] | None:
    """User name and password for an image's registry, or None."""
    registry = registry_of(image)
    for row in pod["spec"].get("imagePullSecrets") or ():
        secret = feed.get("secrets", pod["metadata"]["namespace"], row.get("name", ""))
        for host, entry in _entries(secret or {}).items():
            if _host(host) == registry or (registry in DOCKER_HUB and _host(host) in DOCKER_HUB):
                return _credentials(entry)
    return None


def missing_secrets(feed: NodeFeed, pod: Object) -> list[str]:
    """The names among the Pod's ``imagePullSecrets`` that no Secret has."""
    rows = [row.get("name", "") for row in pod["spec"].get("imagePullSecrets") or ()]
    namespace = pod["metadata"]["namespace"]
    return [name for name in rows if feed.get("secrets", namespace, name) is None]


def _host(text: str) -> str:
    return text.removeprefix("https://").removeprefix("http://").split("/")[0]


def _entries(secret: Object) -> dict[str, Any]:
    data = secret.get("data") or {}
    raw = data.get(".dockerconfigjson") or data.get(".dockercfg")
    if not raw:
        return {}
    try:
        decoded = json.loads(base64.b64decode(raw, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    if not isinstance(decoded, dict):
        return {}
    entries = decoded.get("auths", decoded)
    return entries if isinstance(entries, dict) else {}


def _credentials(entry: Any) -> dict[str, str] | None:
    if not isinstance(entry, dict):
        return None
    user, password = str(entry.get("username", "")), str(entry.get("password", ""))
    if not user and entry.get("auth"):
        try:
            text = base64.b64decode(str(entry["auth"]), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        user, _, password = text.partition(":")
    return {"username": user, "password": password}
