"""Secret addresses: ``/k8s/<name>.<signature>/`` opens one cluster, to whoever holds the address.

kubectl sends no credentials over plain http, so the address itself is the credential.
"""

from django.core.signing import BadSignature, Signer

PREFIX = "/k8s/"
_SALT = "podlab.gateway"


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


def token_for(cluster: str) -> str:
    """The part of the address that names a cluster and proves the right to it."""
    return _signer().sign(cluster)


def address_of(base: str, cluster: str) -> str:
    """The server URL of a cluster's API below a base such as ``http://localhost:8000``."""
    return f"{base.rstrip('/')}{PREFIX}{token_for(cluster)}"


def cluster_of(token: str) -> str | None:
    """The cluster that a token opens; None if it is forged."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def split(path: str) -> tuple[str, str] | None:
    """Token and the path below it; None for a path that is no cluster's."""
    if not path.startswith(PREFIX):
        return None
    token, slash, rest = path[len(PREFIX) :].partition("/")
    return token, slash + rest or "/"
