"""Names to addresses, as the C library does it: /etc/hosts, then the servers of resolv.conf.

Here: reading both files, the search list and ndots.  Not here: the servers' answers
(``Network.query``).
"""

from collections.abc import Callable
from typing import NamedTuple

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.net.hooks import DnsAnswer
from podlab.engine.machine.net.interfaces import number
from podlab.engine.machine.program import Files, SystemCallError

Query = Callable[[str, str, str], DnsAnswer]
"""(server, name, type) → answer"""

MAX_TRIES = 12


class Configuration(NamedTuple):
    """What /etc/resolv.conf says."""

    servers: list[str]
    search: list[str]
    ndots: int


def configuration(files: Files) -> Configuration:
    """Read /etc/resolv.conf."""
    servers: list[str] = []
    search: list[str] = []
    ndots = 1
    for words in _rows(files, "/etc/resolv.conf"):
        if words[0] == "nameserver":
            servers += words[1:2]
        elif words[0] in ("search", "domain"):
            search = words[1:]
        elif words[0] == "options":
            given = [word[6:] for word in words if word.startswith("ndots:")]
            ndots = next((int(text) for text in given if is_number(text)), ndots)
    return Configuration(servers[:3], search[:6], ndots)


def candidates(name: str, settings: Configuration) -> list[str]:
    """The fully qualified names to try, in order."""
    if name.endswith("."):
        return [name[:-1]]
    searched = [f"{name}.{domain}" for domain in settings.search]
    if name.count(".") >= settings.ndots:
        return [name, *searched][:MAX_TRIES]
    return [*searched, name][:MAX_TRIES]


def resolve(files: Files, query: Query, name: str) -> list[str]:
    """The addresses of a name; [] if it has none."""
    if number(name) >= 0:
        return [name]
    known = hosts(files, name)
    if known:
        return known
    settings = configuration(files)
    for candidate in candidates(name, settings):
        found = _ask(settings.servers, query, candidate)
        if found:
            return found
    return []


def hosts(files: Files, name: str) -> list[str]:
    """The addresses that /etc/hosts gives a name."""
    wanted = name.rstrip(".").lower()
    return [
        words[0]
        for words in _rows(files, "/etc/hosts")
        if number(words[0]) >= 0 and wanted in (word.lower() for word in words[1:])
    ][:8]


def _ask(servers: list[str], query: Query, name: str) -> list[str]:
    for server in servers:
        answer = query(server, name, "A")
        if answer.server or answer.code != "SERVFAIL":
            return [value for _, kind, value in answer.records if kind == "A"]
    return []


def _rows(files: Files, path: str) -> list[list[str]]:
    try:
        text = files.read(path).decode(errors="replace")
    except SystemCallError:
        return []
    rows = (line.partition("#")[0].split() for line in text.splitlines()[:1000])
    return [words for words in rows if words]
