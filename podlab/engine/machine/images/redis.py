"""redis: a small key-value server and its client.

Here: the commands of a first lesson (strings, counters, lists, expiry).  Not here: replication,
persistence, scripting (answered as redis answers what it does not know).
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.kernel.clock import moment
from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import debian
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.interfaces import number
from podlab.engine.machine.program import (
    SIGNAL,
    Proc,
    Step,
    SystemCallError,
    first_of,
    readable,
    writable,
)

PORT = 6379
MAX_VALUE = 1 << 20
MAX_KEYS = 10_000


def entries() -> Iterator[Entry]:
    """The image's files."""
    yield from debian.entries()
    yield Entry("/usr/local/bin/docker-entrypoint.sh", data=marker("redis-server"), mode=0o755)
    yield Entry("/usr/local/bin/redis-server", data=marker("redis-server"), mode=0o755)
    yield Entry("/usr/local/bin/redis-cli", data=marker("redis-cli"), mode=0o755)
    yield Entry("/data", "directory", mode=0o777)


# --- the server ---------------------------------------------------------------------------------
def server(p: Proc) -> Step:
    """redis-server."""
    memory = p.memory
    if "listening" not in memory:
        p.handle_signal(signals.TERM)
        p.handle_signal(signals.INT)
        memory.update(listening=p.listen(_port(p)), clients={}, keys={}, expires={})
        p.charge(memory=9 << 20)
        version = p.env.get("REDIS_VERSION", "7.4.1")
        _log(p, "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo")
        _log(p, f"Redis version={version}, bits=64, commit=00000000, modified=0, pid={p.pid}, just "
             "started")  # fmt: skip
        _log(p, "Server initialized")
        _log(p, "Ready to accept connections tcp")
    if p.signals():
        _log(p, "User requested shutdown...")
        _log(p, "Redis is now ready to exit, bye bye...")
        return 0
    clients: dict[int, bytes] = memory["clients"]
    while (accepted := p.accept(memory["listening"])) is not None:
        clients[accepted[0]] = b""
    for fd in list(clients):
        _client(p, clients, fd)
    return first_of(SIGNAL, readable(memory["listening"]), *(readable(fd) for fd in clients))


def _port(p: Proc) -> int:
    words = p.argv
    if "--port" in words[:-1] and is_number(words[words.index("--port") + 1]):
        return int(words[words.index("--port") + 1])
    return PORT


def _client(p: Proc, clients: dict[int, bytes], fd: int) -> None:
    try:
        while (data := p.read(fd)) is not None:
            if not data:
                raise SystemCallError("ECONNRESET", "closed")
            clients[fd] = (clients[fd] + data)[-MAX_VALUE:]
        while (found := parse(clients[fd])) is not None:
            words, size = found
            clients[fd] = clients[fd][size:]
            if words:
                p.write(fd, execute(p.memory, p.now, words))
            if words and words[0].upper() == "QUIT":
                raise SystemCallError("ECONNRESET", "closed")
    except SystemCallError:
        clients.pop(fd, None)
        p.close(fd)


def parse(buffer: bytes) -> tuple[list[str], int] | None:
    """The first command in a buffer and its length; None while it is incomplete."""
    end = buffer.find(b"\r\n")
    line_end, skip = (end, 2) if end >= 0 else (buffer.find(b"\n"), 1)
    if line_end < 0:
        return None
    line = buffer[:line_end]
    if not line.startswith(b"*") or not is_number(line[1:]):
        return line.decode(errors="replace").split(), line_end + skip
    position, words = line_end + skip, []
    for _ in range(min(int(line[1:]), 1000)):
        end = buffer.find(b"\r\n", position)
        if end < 0:
            return None
        length = buffer[position + 1 : end]
        if not is_number(length):
            return [], end + 2
        stop = end + 2 + int(length)
        if len(buffer) < stop + 2:
            return None
        words.append(buffer[end + 2 : stop].decode(errors="replace"))
        position = stop + 2
    return words, position


def execute(memory: dict[str, Any], now: int, words: list[str]) -> bytes:
    """Carry out a command; returns the answer as it is sent."""
    name, args = words[0].upper(), words[1:]
    keys: dict[str, Any] = memory["keys"]
    for key in [key for key, end in memory["expires"].items() if end <= now]:
        keys.pop(key, None)
        del memory["expires"][key]
    handler = _COMMANDS.get(name)
    if handler is None:
        shown = " ".join(f"'{arg}'" for arg in args)
        return _error(f"unknown command '{words[0]}', with args beginning with: {shown} ")
    least, function = handler
    if len(args) < least:
        return _error(f"wrong number of arguments for '{words[0].lower()}' command")
    if len(keys) >= MAX_KEYS and name in ("SET", "LPUSH", "RPUSH", "INCR"):
        return b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
    return function(memory, now, args)  # type: ignore[no-any-return]


def _set(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    memory["keys"][args[0]] = args[1]
    memory["expires"].pop(args[0], None)
    if len(args) > 3 and args[2].upper() == "EX" and is_number(args[3]):
        memory["expires"][args[0]] = now + int(args[3]) * 1_000_000
    return b"+OK\r\n"


def _get(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    value = memory["keys"].get(args[0])
    if isinstance(value, list):
        return b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
    return _bulk(value)


def _add(memory: dict[str, Any], args: list[str], amount: int) -> bytes:
    text = str(memory["keys"].get(args[0], "0"))
    if not is_number(text.lstrip("-")) or len(text) > 18:
        return _error("value is not an integer or out of range")
    memory["keys"][args[0]] = str(int(text) + amount)
    return _integer(int(text) + amount)


def _incr(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _add(memory, args, 1)


def _decr(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _add(memory, args, -1)


def _delete(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _integer(sum(memory["keys"].pop(key, None) is not None for key in args))


def _exists(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _integer(sum(key in memory["keys"] for key in args))


def _keys(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    pattern = args[0]
    head = pattern.partition("*")[0]
    found = [key for key in memory["keys"] if key == pattern or ("*" in pattern
             and key.startswith(head))]  # fmt: skip
    return _array(found)


def _push(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    row = memory["keys"].setdefault(args[0], [])
    if not isinstance(row, list):
        return b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
    row.extend(args[1:])
    return _integer(len(row))


def _range(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    row = memory["keys"].get(args[0], [])
    numbers = [is_number(arg.lstrip("-")) for arg in args[1:3]]
    if not isinstance(row, list) or not all(numbers):
        return _error("value is not an integer or out of range")
    first, last = int(args[1]), int(args[2])
    return _array(row[first:] if last == -1 else row[first : last + 1])


def _ping(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _bulk(args[0]) if args else b"+PONG\r\n"


def _size(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return _integer(len(memory["keys"]))


def _flush(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    memory["keys"].clear()
    memory["expires"].clear()
    return b"+OK\r\n"


def _ttl(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    end = memory["expires"].get(args[0])
    if end is not None:
        return _integer((end - now) // 1_000_000)
    return _integer(-1 if args[0] in memory["keys"] else -2)


def _info(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    count = len(memory["keys"])
    return _bulk(f"# Server\r\nredis_mode:standalone\r\n# Keyspace\r\ndb0:keys={count}\r\n")


def _ok(memory: dict[str, Any], now: int, args: list[str]) -> bytes:
    return b"+OK\r\n"


_COMMANDS: dict[str, tuple[int, Any]] = {
    "PING": (0, _ping), "SET": (2, _set), "GET": (1, _get), "INCR": (1, _incr),
    "DECR": (1, _decr), "DEL": (1, _delete), "EXISTS": (1, _exists), "KEYS": (1, _keys),
    "RPUSH": (2, _push), "LRANGE": (3, _range), "DBSIZE": (0, _size), "FLUSHALL": (0, _flush),
    "FLUSHDB": (0, _flush), "TTL": (1, _ttl), "INFO": (0, _info), "QUIT": (0, _ok),
    "SELECT": (1, _ok), "SAVE": (0, _ok), "AUTH": (1, _ok), "CLIENT": (0, _ok),
}  # fmt: skip


def _bulk(value: str | None) -> bytes:
    if value is None:
        return b"$-1\r\n"
    data = value.encode()
    return b"$%d\r\n%s\r\n" % (len(data), data)


def _integer(value: int) -> bytes:
    return b":%d\r\n" % value


def _array(values: list[str]) -> bytes:
    return b"*%d\r\n" % len(values) + b"".join(_bulk(value) for value in values)


def _error(text: str) -> bytes:
    return f"-ERR {text}\r\n".encode()


def _log(p: Proc, text: str) -> None:
    when = moment(p.now).strftime("%d %b %Y %H:%M:%S.%f")[:-3]
    p.write(1, f"{p.pid}:M {when} * {text}\n")


# --- the client ---------------------------------------------------------------------------------
def client(p: Proc) -> Step:
    """redis-cli: one command from its arguments, or lines from standard input."""
    memory = p.memory
    if "fd" not in memory:
        host, port, words = _arguments(p.argv[1:])
        addresses = [host] if number(host) >= 0 else p.resolve(host)
        if not addresses:
            p.write(2, f"Could not connect to Redis at {host}:{port}: Name or service not known\n")
            return 1
        memory.update(fd=p.connect(addresses[0], port), at=f"{host}:{port}", words=words,
                      out=b"", line=b"", waiting=False, asked=False)  # fmt: skip
    try:
        if p.connected(memory["fd"]) is None:
            return writable(memory["fd"])
    except SystemCallError as error:
        p.write(2, f"Could not connect to Redis at {memory['at']}: {error}\n")
        return 1
    return _talk(p)


def _arguments(words: list[str]) -> tuple[str, int, list[str]]:
    host, port = "127.0.0.1", PORT
    while len(words) > 1 and words[0] in ("-h", "-p", "-a", "-n"):
        if words[0] == "-h":
            host = words[1]
        elif words[0] == "-p" and is_number(words[1]):
            port = int(words[1])
        words = words[2:]
    return host, port, words


def _talk(p: Proc) -> Step:
    memory, fd = p.memory, p.memory["fd"]
    while True:
        if memory["waiting"]:
            while (data := p.read(fd)) is not None and data:
                memory["out"] += data
            shown = show(memory["out"], p.isatty(1))
            if shown is None:
                return readable(fd)
            p.write(1, shown)
            memory.update(out=b"", waiting=False)
            if memory["words"]:
                return 0
        words = memory["words"] or _line(p)
        if words is None:
            return readable(0)
        if not words or words[0].lower() in ("quit", "exit"):
            return 0
        parts = [b"*%d\r\n" % len(words), *(_bulk(word) for word in words)]
        p.write(fd, b"".join(parts))
        memory["waiting"] = True


def _line(p: Proc) -> list[str] | None:
    memory = p.memory
    if p.isatty(0) and not memory["asked"]:
        p.write(1, f"{memory['at']}> ")
        memory["asked"] = True
    while b"\n" not in memory["line"]:
        data = p.read(0)
        if data is None:
            return None
        if not data:
            return []
        memory["line"] += data
    line, _, memory["line"] = memory["line"].partition(b"\n")
    memory["asked"] = False
    words = [word.strip('"') for word in line.decode(errors="replace").split()]
    return words or _line(p)


def show(answer: bytes, quoted: bool) -> str | None:
    """An answer as the client prints it; None while it is incomplete."""
    if not answer.endswith(b"\r\n"):
        return None
    rows = answer.decode(errors="replace").split("\r\n")
    kind, head = rows[0][:1], rows[0][1:]
    if kind == "$":
        if head == "-1":
            return "(nil)\n" if quoted else "\n"
        body = "\r\n".join(rows[1:-1])
        return f'"{body}"\n' if quoted else f"{body}\n"
    if kind == ":":
        return f"(integer) {head}\n" if quoted else f"{head}\n"
    if kind == "-":
        return f"(error) {head}\n" if quoted else f"{head}\n"
    if kind == "*":
        values = rows[2::2]
        if quoted:
            listed = "".join(f'{n}) "{value}"\n' for n, value in enumerate(values, 1) if value)
            return listed or "(empty array)\n"
        return "".join(f"{value}\n" for value in values if value) or "\n"
    return f"{head}\n"
