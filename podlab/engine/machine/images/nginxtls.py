"""nginx's ``listen … ssl``: which ports speak TLS, and with which certificates.

Here: reading and checking the files that the configuration names.  Not here: TLS' messages
(``webserver``, ``net.tls``), which server answers (``nginxhttp``).
"""

from podlab.engine.machine.images.nginxconf import (
    BadConfiguration,
    Directive,
    blocks,
    listening_ports_of,
    servers,
    value,
)
from podlab.engine.machine.program import Files, SystemCallError

_BIO = "SSL: error:80000002:system library::No such file or directory"


def secure_ports(config: list[Directive]) -> list[int]:
    """The ports on which TLS is spoken."""
    found: dict[int, None] = {}
    for server in servers(config):
        listens = blocks(server["block"], "listen")
        for listen, port in zip(listens, listening_ports_of(server), strict=True):
            if "ssl" in listen["args"][1:]:
                found[port] = None
    return list(found)


def check(files: Files, config: list[Directive]) -> None:
    """Whether every server that speaks TLS has a certificate and a key.

    Raises:
        BadConfiguration: one is missing.
    """
    for server in servers(config):
        rows = [row for row in blocks(server["block"], "listen") if "ssl" in row["args"][1:]]
        if not rows:
            continue
        place = f"in {rows[0]['file']}:{rows[0]['line']}"
        for name in ("ssl_certificate", "ssl_certificate_key"):
            path = _path(config, server, name)
            if not path:
                raise BadConfiguration(f'no "{name}" is defined for the "listen ... ssl" '
                                       f"directive {place}")  # fmt: skip
            if not files.exists(path):
                what = "certificate key" if name.endswith("key") else "certificate"
                raise BadConfiguration(
                    f'cannot load {what} "{path}": BIO_new_file() failed ({_BIO}:calling fopen'
                    f"({path}, r) error:10000080:BIO routines::no such file)"
                )


def certificate(files: Files, config: list[Directive], host: str) -> bytes:
    """The certificates (PEM) for a host: of the server with its name, else of the first one."""
    found = [row for row in servers(config) if _path(config, row, "ssl_certificate")]
    named = (row for row in found for names in blocks(row["block"], "server_name")
             if host in names["args"])  # fmt: skip
    server = next(named, found[0] if found else None)
    if server is None:
        return b""
    try:
        return files.read(_path(config, server, "ssl_certificate"))
    except SystemCallError:
        return b""


def _path(config: list[Directive], server: Directive, name: str) -> str:
    """A file as the server, or all of http, names it."""
    http = blocks(config, "http")[0]["block"] or []
    path = value(server["block"], name) or value(http, name)
    return path if not path or path.startswith("/") else f"/etc/nginx/{path}"
