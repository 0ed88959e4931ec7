"""Whether a client trusts what a TLS server presents, in OpenSSL's words; and what ``-v`` shows.

Here: chains of one issuer, host names, validity.  Not here: TLS' messages (``net.tls``).
"""

from podlab.engine.kernel.clock import moment
from podlab.engine.pki import der
from podlab.engine.pki.certificate import Certificate, attributes, read_certificate, signed_by
from podlab.engine.pki.der import BadDer

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
UNREADABLE = "unable to get local issuer certificate"


def chain(text: str) -> list[Certificate]:
    """The certificates in a PEM text; what cannot be read is left out."""
    found = []
    try:
        for block in der.from_pem(text, "CERTIFICATE"):
            found.append(read_certificate(block))
    except BadDer:
        return found
    return found


def problem(presented: list[Certificate], known: list[Certificate], now: int) -> str:
    """What is wrong with a chain, '' if a known authority vouches for it."""
    if not presented:
        return UNREADABLE
    own = presented[0]
    when = moment(now).strftime("%Y%m%d%H%M%SZ")
    if when < own.begins:
        return "certificate is not yet valid"
    if when > own.ends:
        return "certificate has expired"
    links = [*presented[1:8], *known]
    last = own
    for _ in range(8):
        if any(last.signed == one.signed for one in known):
            return ""
        issuers = [one for one in links if one.subject == last.issuer and one is not last]
        issuer = next((one for one in issuers if signed_by(last, one.key)), None)
        if issuer is None:
            break
        last = issuer
    if last.issuer == last.subject:
        where = "" if last is own else " in certificate chain"
        return f"self-signed certificate{where}"
    return UNREADABLE


def shown_name(name: bytes) -> str:
    """``O=Acme Co; CN=web`` as curl shows a distinguished name."""
    return "; ".join(f"{key}={text}" for key, text in attributes(name))


def shown_time(text: str) -> str:
    """``Nov 23 17:42:10 2026 GMT``"""
    return (f"{_MONTHS[int(text[4:6]) - 1]} {int(text[6:8]):2d} {text[8:10]}:{text[10:12]}:"
            f"{text[12:14]} {text[:4]} GMT")  # fmt: skip
