"""openssl: keys, certificates and requests, as clusters' administrators make them.

Here: genrsa, genpkey, ecparam, req, x509, verify, rand, version.  Not here: X.509
(``engine.pki``), TLS; other subcommands and options say that they are not simulated.
"""

import base64
from collections.abc import Callable
from typing import NamedTuple

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.opensslwords import (
    BadSubject,
    alternatives_of,
    shown,
    subject_of,
    text_of,
)
from podlab.engine.machine.userland.trust import chain, problem, shown_time
from podlab.engine.pki import der, keys, p256, primes
from podlab.engine.pki.authority import DAY, Wish, issue, self_signed, signing_request
from podlab.engine.pki.certificate import Named, read_certificate, read_request, signed_by
from podlab.engine.pki.der import BadDer
from podlab.engine.pki.keys import PrivateKey, RsaKey

LONGEST = 2048
_FLAGS = ("-new", "-x509", "-nodes", "-noenc", "-noout", "-text", "-subject", "-issuer", "-dates",
          "-startdate", "-enddate", "-req", "-CAcreateserial", "-hex", "-base64", "-genkey",
          "-batch", "-sha256", "-verify", "-traditional", "-pubout", "-serial")  # fmt: skip
_VALUES = ("-in", "-out", "-key", "-keyout", "-newkey", "-subj", "-days", "-CA", "-CAkey",
           "-CAfile", "-addext", "-algorithm", "-pkeyopt", "-name", "-CAserial",
           "-set_serial", "-extensions", "-extfile", "-config")  # fmt: skip


class Given(NamedTuple):
    """The words of a command line: flags, values of options, the rest."""

    flags: set[str]
    values: dict[str, str]
    rest: list[str]


def main(p: Proc) -> Step:
    """openssl COMMAND [options]"""
    words = p.argv[1:]
    if not words or words[0] not in COMMANDS:
        raise CommandFault(f"openssl: not simulated in PodLab: {' '.join(words[:1]) or 'a prompt'}")
    try:
        return COMMANDS[words[0]](p, _given(words[0], words[1:]))
    except BadDer as error:
        raise CommandFault(f"Could not read what was given: {error}") from None
    except BadSubject as error:
        raise CommandFault(str(error)) from None


def _given(command: str, words: list[str]) -> Given:
    given = Given(set(), {}, [])
    place = 0
    while place < len(words):
        word = words[place]
        place += 1
        if word in _FLAGS:
            given.flags.add(word)
        elif word in _VALUES and place < len(words):
            given.values[word] = words[place]
            place += 1
        elif word.startswith("-"):
            raise CommandFault(f"{command}: not simulated in PodLab: {word}")
        else:
            given.rest.append(word)
    for name in ("-extfile", "-config", "-extensions"):
        if name in given.values:
            raise CommandFault(f"{command}: not simulated in PodLab: {name}")
    return given


# --- keys ---------------------------------------------------------------------------------------
def _rsa(p: Proc, bits: int) -> RsaKey | None:
    """A new RSA key, looked for in turns; None: call again."""
    if not 512 <= bits <= LONGEST:
        raise CommandFault(f"not simulated in PodLab: RSA keys of {bits} bits")
    found: list[int] = p.memory.setdefault("primes", [])
    row = p.memory.pop("search", None)
    if row is None:
        number = sum(p.chance(1 << 32) << (32 * place) for place in range(bits // 64 + 1))
        search = primes.begin(number, bits // 2)
    else:
        search = primes.Search(*row)
    search = primes.step(search)
    if not search.found:
        p.memory["search"] = list(search)
        return None
    found.append(search.number)
    if len(found) < 2 or found[0] == found[1]:
        del found[1:]
        return None
    return RsaKey(found[0], found[1])


def _ec(p: Proc) -> int:
    return p256.private_key(*(p.chance(1 << 62) for _ in range(4)))


def _genrsa(p: Proc, given: Given) -> Step:
    bits = int(given.rest[0]) if given.rest and is_number(given.rest[0]) else 2048
    key = _rsa(p, bits)
    return YIELD if key is None else _put(p, given, keys.to_pem(key), mode=0o600)


def _genpkey(p: Proc, given: Given) -> Step:
    if given.values.get("-algorithm", "").upper() in ("EC", ""):
        return _put(p, given, keys.to_pem(_ec(p)), mode=0o600)
    bits = given.values.get("-pkeyopt", "").rpartition(":")[2]
    key = _rsa(p, int(bits) if is_number(bits) else 2048)
    return YIELD if key is None else _put(p, given, keys.to_pem(key), mode=0o600)


def _ecparam(p: Proc, given: Given) -> Step:
    if given.values.get("-name") not in ("prime256v1", "secp256r1", "P-256"):
        raise CommandFault("ecparam: not simulated in PodLab: curves beside prime256v1")
    return _put(p, given, keys.to_pem(_ec(p)), mode=0o600)


# --- requests and certificates ------------------------------------------------------------------
def _req(p: Proc, given: Given) -> Step:
    if "-in" in given.values:
        text = _get(p, given.values["-in"])
        return _show(p, given, _request(text), "Certificate Request", text)
    if "-subj" not in given.values:
        raise CommandFault("req: not simulated in PodLab: asking for the subject; use -subj")
    subject = subject_of(given.values["-subj"])
    key = _key_of(p, given)
    if key is None:
        return YIELD
    extension = given.values.get("-addext", "")
    alternatives = alternatives_of(extension) if extension.startswith("subjectAltName") else b""
    if "-x509" not in given.flags:
        return _put(p, given, signing_request(key, subject, alternatives))
    return _put(p, given, self_signed(key, subject, _wish(p, given, alternatives, authority=True)))


def _key_of(p: Proc, given: Given) -> PrivateKey | None:
    if "-key" in given.values:
        return keys.from_pem(_get(p, given.values["-key"]))
    kind, _, bits = given.values.get("-newkey", "rsa:2048").partition(":")
    made: PrivateKey | None = _ec(p) if kind == "ec" else _rsa(p, int(bits) if is_number(bits)
                                                               else 2048)  # fmt: skip
    if made is not None:
        p.files.write(given.values.get("-keyout", "privkey.pem"), keys.to_pem(made).encode(),
                      mode=0o600)  # fmt: skip
    return made


def _wish(p: Proc, given: Given, alternatives: bytes, *, authority: bool) -> Wish:
    days = given.values.get("-days", "30")
    begins = p.now - p.now % 1_000_000
    ends = begins + (int(days) if is_number(days) and len(days) < 6 else 30) * DAY
    return Wish(p.chance(1 << 62), begins, ends, (), alternatives, authority)


def _x509(p: Proc, given: Given) -> Step:
    text = _get(p, given.values["-in"]) if "-in" in given.values else _stdin(p)
    if text is None:
        return readable(0)
    if "-req" not in given.flags:
        blocks = der.from_pem(text, "CERTIFICATE")
        if not blocks:
            raise BadDer("no certificate")
        again = der.pem("CERTIFICATE", blocks[0])
        return _show(p, given, read_certificate(blocks[0]), "Certificate", again)
    asked = _request(text)
    p.write(2, "Certificate request self-signature ok\n"
               f"subject={shown(asked.subject)}\n")  # fmt: skip
    if "-CA" not in given.values:
        raise CommandFault("x509: not simulated in PodLab: -req without -CA")
    authority = _get(p, given.values["-CA"])
    key = keys.from_pem(_get(p, given.values.get("-CAkey", given.values["-CA"])))
    made = issue(key, authority, asked, _wish(p, given, b"", authority=False))
    return _put(p, given, made)


def _request(text: str) -> Named:
    blocks = der.from_pem(text, "CERTIFICATE REQUEST")
    if not blocks:
        raise BadDer("no certificate request")
    asked = read_request(blocks[0])
    if not signed_by(asked, asked.key):
        raise BadDer("Certificate request self-signature did not match the contents")
    return asked


def _show(p: Proc, given: Given, made: Named, kind: str, again: str) -> int:
    rows = []
    if "-text" in given.flags:
        rows.append(text_of(made, kind))
    if "-subject" in given.flags:
        rows.append(f"subject={shown(made.subject)}\n")
    if "-issuer" in given.flags:
        rows.append(f"issuer={shown(getattr(made, 'issuer', made.subject))}\n")
    for flags, name, field in ((("-dates", "-startdate"), "notBefore", "begins"),
                               (("-dates", "-enddate"), "notAfter", "ends")):  # fmt: skip
        if given.flags & set(flags) and hasattr(made, field):
            rows.append(f"{name}={shown_time(getattr(made, field))}\n")
    if "-noout" not in given.flags:
        rows.append(again)
    return _put(p, given, "".join(rows))


def _verify(p: Proc, given: Given) -> Step:
    known = chain(_get(p, given.values["-CAfile"])) if "-CAfile" in given.values else []
    status = 0
    for path in given.rest:
        presented = chain(_get(p, path))
        wrong = problem(presented, known, p.now)
        if not wrong:
            p.write(1, f"{path}: OK\n")
            continue
        status = 2
        name = shown(presented[0].subject) if presented else ""
        p.write(2, f"{name}\nerror {path}: verification failed: {wrong}\n")
    return status


def _rand(p: Proc, given: Given) -> Step:
    count = int(given.rest[0]) if given.rest and is_number(given.rest[0]) else 0
    data = bytes(p.chance(256) for _ in range(min(count, 4096)))
    if "-hex" in given.flags:
        return _put(p, given, f"{data.hex()}\n")
    text = base64.encodebytes(data).decode() if "-base64" in given.flags else data.decode("latin-1")
    return _put(p, given, text)


def _version(p: Proc, _given: Given) -> Step:
    p.write(1, "OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n")
    return 0


def _get(p: Proc, path: str) -> str:
    try:
        return p.files.read(path).decode("latin-1")
    except SystemCallError as error:
        raise CommandFault(f'Can\'t open "{path}" for reading, {error}') from None


def _stdin(p: Proc) -> str | None:
    """All of the standard input; None until it has ended."""
    while (data := p.read(0)) is not None:
        if not data:
            return str(p.memory.get("text", ""))
        p.memory["text"] = (p.memory.get("text", "") + data.decode("latin-1"))[: 1 << 20]
    return None


def _put(p: Proc, given: Given, text: str, mode: int = 0o666) -> int:
    """To the file of -out, or to the standard output."""
    if "-out" in given.values:
        p.files.write(given.values["-out"], text.encode("latin-1"), mode=mode)
    else:
        p.write(1, text)
    return 0


COMMANDS: dict[str, Callable[[Proc, Given], Step]] = {
    "genrsa": _genrsa, "genpkey": _genpkey, "ecparam": _ecparam, "req": _req, "x509": _x509,
    "verify": _verify, "rand": _rand, "version": _version,
}  # fmt: skip
