"""mysql, mariadb and postgres: they insist on a password, start slowly, accept connections.

Here: what of them a lesson on Pods sees.  Not here: SQL (the clients answer as not simulated).
"""

from collections.abc import Iterator

from podlab.engine.kernel.clock import moment
from podlab.engine.machine import signals
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import debian
from podlab.engine.machine.loader import marker
from podlab.engine.machine.program import SIGNAL, Proc, Step, first_of, readable, until

_POSTGRES_HELP = """\
Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
"""


def mysql_entries() -> Iterator[Entry]:
    """The files of mysql and mariadb."""
    yield from debian.entries()
    yield Entry("/usr/local/bin/docker-entrypoint.sh", data=marker("mysql-server"), mode=0o755)
    for name in ("mysqld", "mariadbd"):
        yield Entry(f"/usr/sbin/{name}", data=marker("mysql-server"), mode=0o755)
    for name in ("mysql", "mysqldump", "mariadb"):
        yield Entry(f"/usr/bin/{name}", data=marker("sql-client"), mode=0o755)
    for name in ("mysqladmin", "mariadb-admin", "healthcheck.sh"):
        yield Entry(f"/usr/bin/{name}", data=marker("database-ping"), mode=0o755)
    yield Entry("/var/lib/mysql", "directory", mode=0o777)


def postgres_entries() -> Iterator[Entry]:
    """The files of postgres."""
    yield from debian.entries()
    for path in ("/usr/local/bin/docker-entrypoint.sh", "/usr/lib/postgresql/bin/postgres"):
        yield Entry(path, data=marker("postgres-server"), mode=0o755)
    for name in ("psql", "pg_dump", "createdb"):
        yield Entry(f"/usr/bin/{name}", data=marker("sql-client"), mode=0o755)
    yield Entry("/usr/bin/pg_isready", data=marker("database-ping"), mode=0o755)
    yield Entry("/var/lib/postgresql/data", "directory", mode=0o777)


def mysql(p: Proc) -> Step:
    """The server of mysql and mariadb."""
    name = "MARIADB" if "MARIADB_VERSION" in p.env else "MYSQL"
    choices = [f"{name}_ROOT_PASSWORD", f"{name}_ALLOW_EMPTY_PASSWORD",
               f"{name}_RANDOM_ROOT_PASSWORD"]  # fmt: skip
    if name == "MARIADB":
        choices[1] = "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"
    given = [*choices, "MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD"]
    initialized = p.files.exists("/var/lib/mysql/mysql")
    if not initialized and not any(p.env.get(choice) for choice in given):
        rows = "".join(f"    - {choice}\n" for choice in choices)
        p.write(2, _entry(p, "ERROR",
                "Database is uninitialized and password option is not specified")
                + "    You need to specify one of the following as an environment variable:\n"
                + rows)  # fmt: skip
        return 1
    if "until" not in p.memory:
        version = p.env.get(f"{name}_VERSION", "9.1.0")
        p.write(1, _entry(p, "Note", f"Entrypoint script for {name.title()} Server {version}"))
        p.charge(cpu=3_000_000, memory=350 << 20)
        p.memory["until"] = p.now + (1_500_000 if initialized else 6_000_000)
    return _serve(p, 3306, "/var/lib/mysql/mysql", _entry(p, "Note", "ready for connections."))


def postgres(p: Proc) -> Step:
    """The server of postgres."""
    data = p.env.get("PGDATA", "/var/lib/postgresql/data")
    initialized = p.files.exists(f"{data}/PG_VERSION")
    trusted = p.env.get("POSTGRES_HOST_AUTH_METHOD") == "trust"
    if not initialized and not p.env.get("POSTGRES_PASSWORD") and not trusted:
        p.write(2, _POSTGRES_HELP)
        return 1
    if "until" not in p.memory:
        p.charge(cpu=900_000, memory=60 << 20)
        p.memory["until"] = p.now + (400_000 if initialized else 2_500_000)
    when = moment(p.now).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    words = f"{when} UTC [{p.pid}] LOG:  database system is ready to accept connections\n"
    return _serve(p, 5432, f"{data}/PG_VERSION", words)


def _serve(p: Proc, port: int, created: str, ready: str) -> Step:
    if "listening" not in p.memory:
        for signal in (signals.TERM, signals.INT, signals.QUIT):
            p.handle_signal(signal)
        if p.signals():
            return 0
        if p.now < p.memory["until"]:
            return first_of(SIGNAL, until(p.memory["until"]))
        folder = created.rpartition("/")[0]
        if not p.files.is_dir(folder):
            p.files.mkdir(folder, parents=True)
        p.files.write(created, b"")
        p.memory["listening"] = p.listen(port)
        p.write(2, ready)
    if p.signals():
        return 0
    fd = p.memory["listening"]
    while (accepted := p.accept(fd)) is not None:
        p.close(accepted[0])
    return first_of(SIGNAL, readable(fd))


def client(p: Proc) -> Step:
    """mysql, psql and their like."""
    p.write(2, f"{p.argv[0].rpartition('/')[2]}: not simulated: SQL\n")
    return 1


def ping(p: Proc) -> Step:
    """mysqladmin ping, pg_isready: whether the server of this Pod listens."""
    port = 5432 if "pg_" in p.argv[0] else 3306
    ready = any(row.state == "listening" and row.port == port for row in p.sockets())
    if port == 5432:
        words = "accepting connections" if ready else "no response"
        p.write(1, f"/var/run/postgresql:5432 - {words}\n")
        return 0 if ready else 2
    if ready:
        p.write(1, "mysqld is alive\n")
        return 0
    p.write(2, "mysqladmin: connect to server at 'localhost' failed\n"
            "error: 'Can't connect to local MySQL server through socket "
            "'/var/run/mysqld/mysqld.sock' (2)'\n")  # fmt: skip
    return 1


def _entry(p: Proc, level: str, text: str) -> str:
    when = moment(p.now).strftime("%Y-%m-%d %H:%M:%S+00:00")
    return f"{when} [{level}] [Entrypoint]: {text}\n"
