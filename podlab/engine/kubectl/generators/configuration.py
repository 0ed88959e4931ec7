"""``create configmap | secret …``: objects out of files and literals.

Here: the objects as kubectl sends them.  Not here: reading sources (``sources``).
"""

import base64
import json
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.names import metadata
from podlab.engine.kubectl.generators.sources import collect
from podlab.engine.machine.program import SystemCallError

Object = dict[str, Any]


def _no_hash(c: Context) -> None:
    if c.flag("append-hash"):
        raise CommandError("not simulated: --append-hash")


def configmap(c: Context, name: str) -> Object:
    """``create configmap NAME``."""
    _no_hash(c)
    obj: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(c, name)}
    for key, value in collect(c, "ConfigMap", name).items():
        try:
            obj.setdefault("data", {})[key] = value.decode()
        except UnicodeDecodeError:
            obj.setdefault("binaryData", {})[key] = base64.b64encode(value).decode()
    if obj.get("data") == {}:
        del obj["data"]
    return obj


def _secret(c: Context, name: str, data: dict[str, bytes], kind: str) -> Object:
    _no_hash(c)
    obj: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(c, name)}
    if data:
        obj["data"] = {key: base64.b64encode(value).decode() for key, value in data.items()}
    if kind:
        obj["type"] = kind
    return obj


def generic(c: Context, name: str) -> Object:
    """``create secret generic NAME``."""
    return _secret(c, name, collect(c, "Secret", name), str(c.flag("type") or ""))


def tls(c: Context, name: str) -> Object:
    """``create secret tls NAME --cert=FILE --key=FILE``."""
    cert, key = str(c.flag("cert") or ""), str(c.flag("key") or "")
    if not cert or not key:
        raise CommandError("key and cert must be specified")
    data = {"tls.crt": _pem(c, cert), "tls.key": _pem(c, key)}
    if b"-----BEGIN" not in data["tls.crt"]:
        raise CommandError("tls: failed to find any PEM data in certificate input")
    if b"-----BEGIN" not in data["tls.key"]:
        raise CommandError("tls: failed to find any PEM data in key input")
    return _secret(c, name, data, "kubernetes.io/tls")


def _pem(c: Context, path: str) -> bytes:
    try:
        return c.p.files.read(path)
    except SystemCallError as error:
        words = str(error).lower()
        raise CommandError(f"Cannot read file {path}, open {path}: {words}") from None


def docker_registry(c: Context, name: str) -> Object:
    """``create secret docker-registry NAME --docker-username=… …``."""
    kind = "kubernetes.io/dockerconfigjson"
    if c.flag("from-file"):
        return _secret(c, name, collect(c, "Secret", name), kind)
    user, password = str(c.flag("docker-username")), str(c.flag("docker-password"))
    server, email = str(c.flag("docker-server")), str(c.flag("docker-email") or "")
    if not user or not password or not server:
        raise CommandError(
            "either --from-file or the combination of --docker-username, --docker-password and "
            "--docker-server is required"
        )
    entry = {"username": user, "password": password}
    if email:
        entry["email"] = email
    entry["auth"] = base64.b64encode(f"{user}:{password}".encode()).decode()
    text = json.dumps({"auths": {server: entry}}, separators=(",", ":"), ensure_ascii=False)
    return _secret(c, name, {".dockerconfigjson": text.encode()}, kind)
