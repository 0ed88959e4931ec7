"""nc and telnet: bytes over a connection."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import (
    Proc,
    Step,
    SystemCallError,
    Wait,
    first_of,
    readable,
    until,
    writable,
)
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import BANNER, command_name, duration

BUSYBOX_USAGE = """\
[-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

\t-l\tListen mode, for inbound connects
\t\t(use -ll with -e for persistent server)
\t-p PORT\tLocal port
\t-w SEC\tConnect timeout
\t-i SEC\tDelay interval for lines sent
\t-f FILE\tUse file (ala /dev/ttyS0) instead of network
\t-e PROG\tRun PROG after connect"""


def _options(p: Proc) -> None:
    flags: dict[str, str] = {}
    args: list[str] = []
    words = list(p.argv[1:])
    allowed, valued = ("lipwfe", "pwife") if is_busybox(p) else ("lzvnukdN4q", "pwsqi")
    while words:
        word = words.pop(0)
        if not word.startswith("-") or len(word) == 1:
            args.append(word)
            continue
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter not in allowed + valued:
                usage = f"\n{BANNER}\n\nUsage: nc {BUSYBOX_USAGE}" if is_busybox(p) else ""
                raise CommandFault(f"nc: invalid option -- '{letter}'{usage}")
            value = ""
            if letter in valued:
                value, letters = letters or (words.pop(0) if words else ""), ""
            flags[letter] = value
    p.memory.update(flags=flags, args=args, deadline=0, quit=0)
    if flags.get("w"):
        p.memory["deadline"] = p.now + duration(p, flags["w"])


def main(p: Proc) -> Step:
    """nc [-zvlnu] [-w seconds] [-p port] host port"""
    m = p.memory
    if "flags" not in m:
        _options(p)
    try:
        if "fd" not in m:
            waiting = _listen(p) if "l" in m["flags"] else _begin(p)
            if waiting is not None:
                return waiting
        if not m.get("up"):
            waiting = _connecting(p)
            if waiting is not None:
                return waiting
    except SystemCallError as failure:
        return _failed(p, str(failure))
    return 0 if "z" in m["flags"] else _relay(p)


def _begin(p: Proc) -> Step | None:
    m = p.memory
    args = m["args"]
    if len(args) < 2 or not is_number(args[1].split("-")[0]):
        if is_busybox(p):
            raise CommandFault(f"{BANNER}\n\nUsage: nc {BUSYBOX_USAGE}")
        raise CommandFault("nc: missing port number" if len(args) == 1 else
                           "usage: nc [-46CDdFhklNnrStUuvZz] [destination] [port]")  # fmt: skip
    found = p.resolve(args[0])
    if not found:
        raise CommandFault(f"nc: bad address '{args[0]}'" if is_busybox(p) else
                           f'nc: getaddrinfo for host "{args[0]}" port {args[1]}: '
                           "Name or service not known")  # fmt: skip
    m["address"], m["port"] = found[0], int(args[1].split("-")[0][:5])
    m["fd"] = p.connect(found[0], m["port"], "udp" if "u" in m["flags"] else "tcp")
    return None


def _connecting(p: Proc) -> Step | None:
    m = p.memory
    if p.connected(m["fd"]) is None:
        if m["deadline"] and p.now >= m["deadline"]:
            return _failed(p, "timed out" if is_busybox(p) else "Operation timed out")
        waits = [writable(m["fd"])] + ([until(m["deadline"])] if m["deadline"] else [])
        return first_of(*waits)
    m["up"] = True
    if "v" in m["flags"]:
        name = m["args"][0]
        shown = name if name == m["address"] else f"{name} ({m['address']})"
        p.write(2, f"Connection to {shown} {m['port']} port [tcp/*] succeeded!\n")
    if command_name(p) == "telnet":
        p.write(1, f"Connected to {m['args'][0]}.\nEscape character is '^]'.\n")
    return None


def _failed(p: Proc, words: str) -> int:
    m = p.memory
    host, port = m["args"][0], m["args"][1]
    if is_busybox(p):
        p.write(2, f"nc: {m.get('address', host)} ({m.get('address', host)}:{port}): {words}\n"
                if words != "timed out" else "nc: timed out\n")  # fmt: skip
    elif "v" in m["flags"]:
        p.write(2, f"nc: connect to {host} port {port} (tcp) failed: {words}\n")
    return 1


def _listen(p: Proc) -> Step | None:
    m = p.memory
    if "listener" not in m:
        port = m["flags"].get("p") or (m["args"][-1] if m["args"] else "")
        if not is_number(port):
            raise CommandFault("nc: missing port number")
        m["listener"] = p.listen(int(port[:5]))
        if "v" in m["flags"]:
            p.write(2, f"Listening on 0.0.0.0 {port}\n")
    found = p.accept(m["listener"])
    if found is None:
        return readable(m["listener"])
    m["fd"], m["up"] = found[0], True
    p.close(m["listener"])
    return None


def _relay(p: Proc) -> Step:
    m = p.memory
    waits: list[Wait] = []
    for _ in range(64):
        waits = []
        if not m.get("ended"):
            typed = p.read(0)
            if typed is None:
                waits.append(readable(0))
            elif typed:
                p.write(m["fd"], typed)
            else:
                m["ended"] = True
                p.shutdown(m["fd"])
        data = p.read(m["fd"])
        if data is None:
            waits.append(readable(m["fd"]))
        elif not data:
            p.close(m["fd"])
            if command_name(p) == "telnet":
                p.write(1, "Connection closed by foreign host.\n")
            return 0
        else:
            p.write(1, data)
        if waits and (m.get("ended") or len(waits) == 2):
            break
    return first_of(*waits) if waits else readable(m["fd"])


def telnet(p: Proc) -> Step:
    """telnet host [port]"""
    m = p.memory
    if "flags" not in m:
        args = p.argv[1:]
        if not args:
            raise CommandFault("telnet: not simulated in PodLab: the interactive mode")
        m.update(flags={}, args=[args[0], args[1] if len(args) > 1 else "23"], deadline=0)
        found = p.resolve(args[0])
        if not found:
            raise CommandFault(f"telnet: could not resolve {args[0]}/{m['args'][1]}: "
                               "Name or service not known")  # fmt: skip
        p.write(1, f"Trying {found[0]}...\n")
    try:
        if "fd" not in m:
            _begin(p)
        if not m.get("up"):
            waiting = _connecting(p)
            if waiting is not None:
                return waiting
    except SystemCallError as failure:
        raise CommandFault("telnet: Unable to connect to remote host: " + str(failure)) from None
    return _relay(p)


def traceroute(p: Proc) -> Step:
    """traceroute host"""
    args = [word for word in p.argv[1:] if not word.startswith("-")]
    found = p.resolve(args[0]) if args else []
    if not found:
        raise CommandFault(f"traceroute: bad address '{args[0] if args else ''}'")
    p.write(1, f"traceroute to {args[0]} ({found[0]}), 30 hops max, 46 byte packets\n")
    trip = p.ping(found[0])
    if isinstance(trip, int):
        p.write(1, f" 1  {found[0]} ({found[0]})" + f"  {trip / 1000:.3f} ms" * 3 + "\n")
        return 0
    p.write(1, " 1  *  *  *\n")
    return 1
