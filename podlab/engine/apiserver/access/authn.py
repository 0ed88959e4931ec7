"""Authentication: who a request's credentials say that its caller is.

Service accounts come by token, users by certificates of the cluster's authority.  Any other door of
a cluster is opened by whoever holds its secret address (``podlab.gateway``), and is the
administrator's.  Not here: rights (``authz``).
"""

import base64
import binascii
from typing import Any

from podlab.engine.apiserver.subresources import token
from podlab.engine.apiserver.world import World
from podlab.engine.kernel.clock import moment
from podlab.engine.objects.status import ApiError
from podlab.engine.pki import der
from podlab.engine.pki.certificate import read_certificate, signed_by
from podlab.engine.pki.der import BadDer

Object = dict[str, Any]

ADMIN = ("kubernetes-admin", ("kubeadm:cluster-admins", "system:masters", "system:authenticated"))
ANONYMOUS = ("system:anonymous", ("system:unauthenticated",))


def unauthorized() -> ApiError:
    """401."""
    return ApiError(401, "Unauthorized", "Unauthorized")


def of_token(world: World, bearer: str) -> tuple[str, tuple[str, ...]]:
    """Whose a bearer token is; ApiError 401 for a forged or expired one."""
    if bearer.count(".") != 2:
        return ADMIN
    claims = token.read(world, bearer)
    if claims is None:
        raise unauthorized()
    return token.user_of(claims)


def of_kubeconfig(world: World, user: Object) -> tuple[str, tuple[str, ...]]:
    """Whose a kubeconfig's ``user`` entry is: token, client certificate, or nobody's."""
    if user.get("token"):
        return of_token(world, str(user["token"]))
    if user.get("client-certificate") or user.get("client-certificate-data"):
        return of_certificate(world, str(user.get("client-certificate-data") or ""))
    if user.get("username"):
        raise unauthorized()
    return ANONYMOUS


def of_certificate(world: World, data: str) -> tuple[str, tuple[str, ...]]:
    """Whose a client certificate is (base64 of PEM): its common name, its organizations as groups;
    ApiError 401 if the cluster's authority has not signed it, or not for this time."""
    authority = world.state.options.client_ca
    if not authority:
        return ADMIN
    try:
        text = base64.b64decode(data).decode("latin-1")
        shown = read_certificate(der.from_pem(text, "CERTIFICATE")[0])
        root = read_certificate(der.from_pem(authority, "CERTIFICATE")[0])
        good = shown.issuer == root.subject and signed_by(shown, root.key)
    except (binascii.Error, BadDer, IndexError) as error:
        raise unauthorized() from error
    when = moment(world.sim.now).strftime("%Y%m%d%H%M%SZ")
    names = shown.attributes("CN")
    if not good or not names or not shown.begins <= when <= shown.ends:
        raise unauthorized()
    return names[-1], (*shown.attributes("O"), "system:authenticated")


def of_headers(world: World, headers: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Whose an HTTP request is, impersonation included."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    user, groups = of_token(world, bearer) if scheme.lower() == "bearer" else ADMIN
    other = headers.get("impersonate-user")
    if other is None:
        return user, groups
    named = headers.get("impersonate-group", "")
    extra = tuple(word for word in named.split(",") if word)
    return other, (*extra, *implied_groups(other))


def implied_groups(user: str) -> tuple[str, ...]:
    """The groups that a user name brings along."""
    if user.startswith("system:serviceaccount:") and user.count(":") == 3:
        space = user.split(":")[2]
        return ("system:serviceaccounts", f"system:serviceaccounts:{space}", "system:authenticated")
    return ("system:unauthenticated",) if user == "system:anonymous" else ("system:authenticated",)
