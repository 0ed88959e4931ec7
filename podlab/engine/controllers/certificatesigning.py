"""Signs approved CertificateSigningRequests with the cluster's authority, and clears old ones away.

Here: the signers of kubernetes.io, what each demands, how long certificates last, the cleaner.  Not
here: approving (people do; kubelets' requests are not approved by themselves), X.509 (``pki``).
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.kernel.clock import HOUR, MINUTE, SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import put
from podlab.engine.pki import der
from podlab.engine.pki.authority import AuthorityState, Wish, backdated, sign_request
from podlab.engine.pki.certificate import Named, read_request, signed_by
from podlab.engine.pki.der import BadDer

Object = dict[str, Any]

NAME = "certificate-controller"
CLEANER = "csrcleaner"
RESOURCE = "certificatesigningrequests.certificates.k8s.io"
YEAR = 365 * 24 * HOUR
SHORTEST = 10 * MINUTE
SHORT = 8 * HOUR
BACKDATE = 5 * MINUTE
PERIOD = HOUR
KEPT = {"Approved": HOUR, "Denied": HOUR, "Failed": HOUR, "": 24 * HOUR}
"""How long a request stays after it was decided, or unless it is."""


class SignerRefusal(Exception):
    """A request that its signer does not sign; ``str()`` is the condition's message."""


@dataclass(slots=True)
class CleanerState:
    """Plain data: whether the hourly look is under way."""

    started: bool = False


class CertificateSigningController:
    """Signs, and cleans up."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._sim = context.sim
        self._client = context.client(NAME)
        self._authority = AuthorityState(context.config.ca_key, context.config.root_ca)
        self.queue = context.queue(NAME, self.reconcile)
        self.state = context.state(CLEANER, CleanerState)
        context.informers.watch(RESOURCE, self._on_request)
        context.sim.register(CLEANER, self._clean)

    def _on_request(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            return
        if not self.state.started:
            self.state.started = True
            self._sim.after(PERIOD, CLEANER, "look")
        self.queue.add(obj["metadata"]["name"])

    def reconcile(self, key: str) -> None:
        """Sign one request if it was approved and is for us."""
        request = self._informers.get(RESOURCE, "", key)
        if request is None or not self._authority.key:
            return
        status = request.get("status") or {}
        rule = SIGNERS.get(request["spec"].get("signerName", ""))
        if rule is None or status.get("certificate") or not _has(request, "Approved"):
            return
        if _has(request, "Failed"):
            return
        try:
            asked = _parse(request)
            rule(asked, request["spec"].get("usages") or [])
        except BadDer:
            return  # as upstream: only the controller's log tells of it
        except SignerRefusal as refusal:
            self._fail(request, str(refusal))
            return
        text = sign_request(self._authority, asked, self._wish(request, asked))
        told = put(request, ("status", "certificate"), base64.b64encode(text.encode()).decode())
        self._client.update_status(RESOURCE, told)

    def _wish(self, request: Object, asked: Named) -> Wish:
        spec, now = request["spec"], self._sim.now
        seconds = spec.get("expirationSeconds")
        wanted = YEAR if seconds is None else min(max(seconds * SECOND, SHORTEST), YEAR)
        ends = now + wanted if wanted < SHORT else now + wanted - BACKDATE
        return Wish(
            serial=self._sim.chance.bits("certificates/serial") << 32 | 1,
            begins=backdated(now),
            ends=ends,
            usages=tuple(spec.get("usages") or ()),
            alternatives=asked.alternatives,
        )

    def _fail(self, request: Object, message: str) -> None:
        now = rfc3339(self._sim.now)
        row = {"type": "Failed", "status": "True", "reason": "SignerValidationFailure",
               "message": message, "lastUpdateTime": now, "lastTransitionTime": now}  # fmt: skip
        rows = [*(request.get("status") or {}).get("conditions", ()), row]
        self._client.update_status(RESOURCE, put(request, ("status", "conditions"), rows))

    def _clean(self, _kind: str, _payload: Any) -> None:
        """Once an hour: what was decided an hour ago, or was not within a day, goes."""
        self._sim.because(CLEANER, "clean", RESOURCE)
        requests = self._informers.list(RESOURCE)
        for request in requests:
            if self._is_old(request):
                metadata = request["metadata"]
                self._client.delete(RESOURCE, "", metadata["name"], uid=metadata["uid"])
        self.state.started = bool(requests)
        if requests:
            self._sim.after(PERIOD, CLEANER, "look")

    def _is_old(self, request: Object) -> bool:
        rows = (request.get("status") or {}).get("conditions") or ()
        times = {row["type"]: row.get("lastUpdateTime") for row in rows}
        times[""] = request["metadata"]["creationTimestamp"] if not rows else None
        return any(
            time and self._sim.now - parse_rfc3339(time) > KEPT.get(kind, YEAR)
            for kind, time in times.items()
        )


def _has(request: Object, kind: str) -> bool:
    rows = (request.get("status") or {}).get("conditions") or ()
    return any(row["type"] == kind and row.get("status", "True") == "True" for row in rows)


def _parse(request: Object) -> Named:
    """The request inside of one; its own signature must hold.  Raises BadDer."""
    try:
        text = base64.b64decode(request["spec"].get("request") or "").decode("latin-1")
    except binascii.Error as error:
        raise BadDer(str(error)) from error
    blocks = der.from_pem(text, "CERTIFICATE REQUEST")
    if not blocks:
        raise BadDer("PEM block type must be CERTIFICATE REQUEST")
    asked = read_request(blocks[0])
    if not signed_by(asked, asked.key):
        raise BadDer("unable to verify certificate request signature")
    return asked


# --- what the signers demand --------------------------------------------------------------------
def _client_certificate(_asked: Named, usages: list[str]) -> None:
    for usage in usages:
        if usage not in ("digital signature", "key encipherment", "client auth"):
            raise SignerRefusal(f"invalid usage for client certificate: {usage}")
    if "client auth" not in usages:
        raise SignerRefusal("missing required usage for client certificate: client auth")


def _of_a_node(asked: Named, usages: list[str], purpose: str) -> None:
    required = {"digital signature", "key encipherment", purpose}
    if set(usages) not in (required, required - {"key encipherment"}):
        raise SignerRefusal(f"usages did not match [{' '.join(sorted(required))}]")
    if not "".join(asked.attributes("CN")).startswith("system:node:"):
        raise SignerRefusal("subject common name does not begin with system:node:")


def _kubelet_client(asked: Named, usages: list[str]) -> None:
    if asked.attributes("O") != ["system:nodes"]:
        raise SignerRefusal("subject organization is not system:nodes")
    kinds = (("DNS", asked.dns), ("Email", "Email" in asked.others), ("IP", asked.addresses),
             ("URI", "URI" in asked.others))  # fmt: skip
    for kind, there in kinds:
        if there:
            raise SignerRefusal(f"{kind} subjectAltNames are not allowed")
    _of_a_node(asked, usages, "client auth")


def _kubelet_serving(asked: Named, usages: list[str]) -> None:
    if asked.attributes("O") != ["system:nodes"]:
        raise SignerRefusal("subject organization is not system:nodes")
    if not asked.dns and not asked.addresses:
        raise SignerRefusal("DNS or IP subjectAltName is required")
    for kind in asked.others:
        raise SignerRefusal(f"{kind} subjectAltNames are not allowed")
    _of_a_node(asked, usages, "server auth")


SIGNERS: dict[str, Callable[[Named, list[str]], None]] = {
    "kubernetes.io/kube-apiserver-client": _client_certificate,
    "kubernetes.io/kube-apiserver-client-kubelet": _kubelet_client,
    "kubernetes.io/kubelet-serving": _kubelet_serving,
}
