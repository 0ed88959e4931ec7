"""``kubectl certificate approve | deny``.

Here: the condition that is added, words.  Not here: signing (controllers).
"""

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.machine.program import Step

RESOURCE = "certificatesigningrequests.certificates.k8s.io"


def approve(c: Context) -> Step:
    """``certificate approve NAME``."""
    return _decide(c, "Approved", "KubectlApprove", "approve")


def deny(c: Context) -> Step:
    """``certificate deny NAME``."""
    return _decide(c, "Denied", "KubectlDeny", "deny")


def _decide(c: Context, kind: str, reason: str, verb: str) -> Step:
    if not c.args and not c.flag("filename"):
        raise CommandError("one or more CSRs must be specified as <name> or -f <filename>")
    args = [RESOURCE, *c.args] if c.args else []
    for info in select(c, args, Ask(latest=True)).all_or_error():
        obj = info.content
        rows = (obj.get("status") or {}).get("conditions") or []
        other = "Denied" if kind == "Approved" else "Approved"
        if any(row["type"] == other for row in rows):
            raise CommandError(
                f'certificate signing request "{info.name}" is already {other.lower()}'
            )
        if not any(row["type"] == kind for row in rows):
            row = {"type": kind, "status": "True", "reason": reason,
                   "message": f"This CSR was {kind.lower()} by kubectl certificate {verb}.",
                   "lastUpdateTime": rfc3339(c.p.now)}  # fmt: skip
            status = {**(obj.get("status") or {}), "conditions": [*rows, row]}
            obj = c.client.update(RESOURCE, {**obj, "status": status}, "approval")
        print_object(c, obj, "approved" if kind == "Approved" else "denied")
    return 0
