"""The controller's certificates: its own, and whether a Secret's is for a host.

Not here: X.509 (``engine.pki``), TLS (``machine.net.tls``).
"""

from podlab.engine.pki import der, p256
from podlab.engine.pki.authority import DAY, Wish, alternative_names, backdated, self_signed
from podlab.engine.pki.certificate import name, read_certificate
from podlab.engine.pki.der import BadDer


def fake_certificate(seed: int, now: int) -> str:
    """The certificate (PEM) of hosts that have none."""
    subject = name(("O", "Acme Co"), ("CN", "Kubernetes Ingress Controller Fake Certificate"))
    key = p256.private_key("ingress", seed)
    begins = backdated(now)
    usages = ("digital signature", "key encipherment", "server auth")
    wish = Wish(p256.private_key("ingress serial", seed) >> 129, begins, begins + 365 * DAY, usages,
                alternative_names("ingress.local"))  # fmt: skip
    return self_signed(key, subject, wish)


def is_for(text: bytes, host: str) -> bool:
    """Whether the first certificate of a PEM text is for a host, by its names or common name."""
    try:
        found = read_certificate(der.from_pem(text.decode("latin-1"), "CERTIFICATE")[0])
    except (BadDer, IndexError):
        return False
    if host.startswith("*."):
        return host in found.dns or host in found.attributes("CN")
    return found.names(host) or host in found.attributes("CN")
