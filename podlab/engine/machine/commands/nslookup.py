"""nslookup, host, dig, getent: questions to DNS servers."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.net.hooks import DnsAnswer
from podlab.engine.machine.net.resolver import candidates, configuration
from podlab.engine.machine.program import Proc, Step, until
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt

PATIENCE = 5_000_000
_SILENT = ";; connection timed out; no servers could be reached"


def _reverse(name: str) -> str:
    parts = name.split(".")
    if len(parts) == 4 and all(is_number(part) for part in parts):
        return ".".join(reversed(parts)) + ".in-addr.arpa"
    return ""


def main(p: Proc) -> Step:
    """nslookup [-type=TYPE] name [server]"""
    kind = "A"
    args = []
    for word in p.argv[1:]:
        if word.startswith(("-type=", "-query=", "-q=")):
            kind = word.partition("=")[2].upper()
        elif not word.startswith("-"):
            args.append(word)
    if not args:
        raise CommandFault("nslookup: not simulated in PodLab: the interactive mode")
    settings = configuration(p.files)
    given = p.resolve(args[1]) if len(args) > 1 else []
    server = given[0] if given else (settings.servers or [""])[0]
    if len(args) > 1 and not given:
        raise CommandFault(f"nslookup: couldn't get address for '{args[1]}': not found")
    if not server:
        raise CommandFault(_SILENT)
    if p.query(server, "localhost", "A").code == "TIMEOUT":
        return _give_up(p)
    if is_busybox(p):
        return _busybox(p, args[0], server, kind)
    return _bind(p, args[0], server, kind)


def _give_up(p: Proc) -> Step:
    """Nobody answers at the server's address: two tries of five seconds, with bind's three."""
    tries = 2 if is_busybox(p) else 3
    end: int = p.memory.setdefault("end", p.now + tries * PATIENCE)
    if p.now < end:
        return until(end)
    p.write(1, f"{_SILENT}\n\n")
    return 1


def _busybox(p: Proc, name: str, server: str, kind: str) -> Step:
    p.write(1, f"Server:\t\t{server}\nAddress:\t{server}:53\n\n")
    reverse = _reverse(name)
    settings = configuration(p.files)
    tries = [name] if "." in name or not settings.search else candidates(name, settings)[:3]
    if reverse:
        answer = p.query(server, reverse, "PTR")
        if answer.code != "NOERROR":
            p.write(1, f"** server can't find {reverse}: {answer.code}\n\n")
            return 1
        for row in answer.records:
            p.write(1, f"{row[0]}\tname = {row[2]}\n")
        p.write(1, "\n")
        return 0
    failed = False
    for each in tries:
        shown = each.rstrip(".")
        for asked in (kind, "AAAA") if kind == "A" else (kind,):
            answer = p.query(server, shown, asked)
            if answer.code == "NOERROR":
                _records(p, answer)
                p.write(1, "\n")
            else:
                p.write(1, f"** server can't find {shown}: {answer.code}\n\n")
                failed = True
    return 1 if failed else 0


def _records(p: Proc, answer: DnsAnswer) -> None:
    for name, kind, value in answer.records:
        if kind == "CNAME":
            p.write(1, f"{name}\tcanonical name = {value}\n")
        elif kind in ("A", "AAAA"):
            p.write(1, f"Name:\t{name}\nAddress: {value}\n")
        else:
            words = {"SRV": "service = ", "TXT": "text = ", "NS": "nameserver = ",
                     "MX": "mail exchanger = "}.get(kind, f"{kind} = ")  # fmt: skip
            p.write(1, f"{name}\t{words}{value}\n")


def _bind(p: Proc, name: str, server: str, kind: str) -> Step:
    p.write(1, f"Server:\t\t{server}\nAddress:\t{server}#53\n\n")
    reverse = _reverse(name)
    if reverse:
        answer = p.query(server, reverse, "PTR")
        if answer.code == "NOERROR" and answer.records:
            for row in answer.records:
                p.write(1, f"{row[0]}\tname = {row[2]}.\n")
            p.write(1, "\n")
            return 0
        p.write(1, f"** server can't find {reverse}: {answer.code}\n\n")
        return 1
    code = "NXDOMAIN"
    for each in candidates(name, configuration(p.files)):
        answer = p.query(server, each, kind)
        code = answer.code
        if answer.code == "NOERROR":
            _records(p, answer)
            p.write(1, "\n")
            return 0
    p.write(1, f"** server can't find {name}: {code}\n\n")
    return 1


def host(p: Proc) -> Step:
    """host name [server]"""
    args = [word for word in p.argv[1:] if not word.startswith("-")]
    if not args:
        raise CommandFault("Usage: host [-aCdilrTvVw] hostname [server]")
    settings = configuration(p.files)
    server = args[1] if len(args) > 1 else (settings.servers or [""])[0]
    reverse = _reverse(args[0])
    for each in [reverse] if reverse else candidates(args[0], settings):
        answer = p.query(server, each, "PTR" if reverse else "A")
        if answer.code == "NOERROR" and answer.records:
            for name, kind, value in answer.records:
                words = {"A": "has address", "CNAME": "is an alias for",
                         "PTR": "domain name pointer"}.get(kind, kind)  # fmt: skip
                p.write(1, f"{name} {words} {value}\n")
            return 0
    p.write(1, f"Host {args[0]} not found: 3(NXDOMAIN)\n")
    return 1


def dig(p: Proc) -> Step:
    """dig [@server] name [type] [+short] [+search]"""
    server, kind, names, short = "", "A", [], False
    for word in p.argv[1:]:
        if word.startswith("@"):
            server = word[1:]
        elif word.startswith("+"):
            short |= word == "+short"
        elif word.upper() in ("A", "AAAA", "SRV", "TXT", "NS", "MX", "CNAME", "PTR", "ANY", "SOA"):
            kind = word.upper()
        elif word == "-x":
            kind = "PTR"
        else:
            names.append(word)
    name = names[0] if names else "."
    name = _reverse(name) or name
    server = (
        (p.resolve(server) or [server])[0]
        if server
        else (configuration(p.files).servers or [""])[0]
    )
    answer = p.query(server, name.rstrip("."), kind)
    if short:
        p.write(1, "".join(f"{row[2]}\n" for row in answer.records))
        return 0
    fqdn = name.rstrip(".") + "."
    p.write(1, f"\n; <<>> DiG 9.18.28 <<>> {' '.join(p.argv[1:])}\n;; global options: +cmd\n"
               f";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: {answer.code}, id: 4711\n"
               f";; flags: qr aa rd; QUERY: 1, ANSWER: {len(answer.records)}, AUTHORITY: 0, "
               f"ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;{fqdn:<30}\tIN\t{kind}\n\n")  # fmt: skip
    if answer.records:
        rows = "".join(f"{row[0]}.\t30\tIN\t{row[1]}\t{row[2]}\n" for row in answer.records)
        p.write(1, f";; ANSWER SECTION:\n{rows}\n")
    p.write(
        1,
        f";; Query time: 0 msec\n;; SERVER: {server}#53({server}) (UDP)\n"
        f";; WHEN: {strftime(p.now, '%a %b %e %H:%M:%S UTC %Y')}\n;; MSG SIZE  rcvd: 56\n\n",
    )
    return 0


def getent(p: Proc) -> Step:
    """getent hosts name | getent passwd [name]"""
    options = getopt(p, "s:")
    args = options.args
    if len(args) > 1 and args[0] in ("hosts", "ahosts"):
        found = p.resolve(args[1])
        p.write(1, "".join(f"{address:<15} {args[1]}\n" for address in found))
        return 0 if found else 2
    if args and args[0] in ("passwd", "group"):
        rows = p.files.read(f"/etc/{args[0]}").decode("utf-8", "replace").splitlines(True)
        wanted = [row for row in rows if len(args) == 1 or row.split(":")[0] == args[1]]
        p.write(1, "".join(wanted))
        return 0 if wanted else 2
    raise CommandFault("getent: not simulated in PodLab: this database", 1)
