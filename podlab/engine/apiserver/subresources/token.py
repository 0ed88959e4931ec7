"""``serviceaccounts/token``, ``tokenreviews``: service accounts' tokens, signed by the cluster.

A token is a JSON web token with a keyed hash of the cluster's own (``HS256``): what it claims can
be read by anybody, made by nobody else.  Not here: who may ask for one (``authz``).
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.objects.fielderror import errors_to_api_error, invalid
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

DEFAULT_SECONDS = 3600
MIN_SECONDS = 600
MAX_SECONDS = 1 << 32

_JSON = json.JSONEncoder(separators=(",", ":"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


_HEADER = _encode(_JSON.encode({"alg": "HS256", "typ": "JWT"}).encode())


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=64)
def _key(seed: int) -> bytes:
    return hashlib.sha256(f"token-key/{seed}".encode()).digest()


def _sign(world: World, payload: str) -> str:
    return _encode(hmac.digest(_key(world.sim.chance.seed), payload.encode(), "sha256"))


def issue(world: World, account: Object, request: Object) -> Object:
    """The TokenRequest with its token."""
    spec = request.get("spec") or {}
    seconds = spec.get("expirationSeconds") or DEFAULT_SECONDS
    if seconds < MIN_SECONDS:
        error = invalid(
            "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"
        )
        raise errors_to_api_error("authentication.k8s.io", "TokenRequest", "", [error])
    seconds = min(seconds, MAX_SECONDS)
    audiences = spec.get("audiences") or [world.state.options.issuer]
    expires = world.now + seconds * SECOND
    token = _token(world, account, audiences, expires, spec.get("boundObjectRef"))
    metadata = account["metadata"]
    return {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "creationTimestamp": world.now_text,
        },
        "spec": {
            **spec,
            "audiences": audiences,
            "expirationSeconds": seconds,
            "boundObjectRef": spec.get("boundObjectRef"),
        },
        "status": {"token": token, "expirationTimestamp": rfc3339(expires)},
    }


def _token(
    world: World, account: Object, audiences: list[str], expires: int, bound: Object | None
) -> str:
    metadata = account["metadata"]
    space, name = metadata["namespace"], metadata["name"]
    private: Object = {"namespace": space, "serviceaccount": {"name": name, "uid": metadata["uid"]}}
    if bound and bound.get("kind") == "Pod":
        private["pod"] = {"name": bound.get("name", ""), "uid": bound.get("uid", "")}
    claims = {
        "aud": audiences,
        "exp": expires // SECOND,
        "iat": world.now // SECOND,
        "iss": world.state.options.issuer,
        "kubernetes.io": private,
        "nbf": world.now // SECOND,
        "sub": f"system:serviceaccount:{space}:{name}",
    }
    payload = f"{_HEADER}.{_encode(_JSON.encode(claims).encode())}"
    return f"{payload}.{_sign(world, payload)}"


def read(world: World, token: str) -> Object | None:
    """A token's claims; None unless the cluster signed it and it still holds."""
    payload, _, signature = token.rpartition(".")
    if not payload or len(token) > 8192:
        return None
    if not hmac.compare_digest(signature.encode(), _sign(world, payload).encode()):
        return None
    claims: Object = json.loads(_decode(payload.partition(".")[2]))
    account = claims["kubernetes.io"]["serviceaccount"]
    space = claims["kubernetes.io"]["namespace"]
    stored = world.find("serviceaccounts", space, account["name"])
    if stored is None or stored["metadata"]["uid"] != account["uid"]:
        return None
    return claims if claims["exp"] * SECOND > world.now else None


def user_of(claims: Object) -> tuple[str, tuple[str, ...]]:
    """User name and groups of a token's owner."""
    space = claims["kubernetes.io"]["namespace"]
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{space}", "system:authenticated")
    return claims["sub"], groups


def review(world: World, request: Object) -> Object:
    """The TokenReview with its verdict."""
    claims = read(world, dig(request, "spec", "token", default=""))
    if claims is None:
        return {**request, "status": {"user": {}, "error": "invalid bearer token"}}
    user, groups = user_of(claims)
    uid = claims["kubernetes.io"]["serviceaccount"]["uid"]
    verdict = {
        "authenticated": True,
        "audiences": claims["aud"],
        "user": {"username": user, "uid": uid, "groups": list(groups)},
    }
    return {**request, "status": verdict}
