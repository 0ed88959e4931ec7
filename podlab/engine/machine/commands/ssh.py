"""ssh and scp's refusal: a shell on another machine.  Not here: sshd (``machine.ssh``)."""

from podlab.engine.machine import signals
from podlab.engine.machine.program import (
    Proc,
    Step,
    SystemCallError,
    first_of,
    notice,
    readable,
    until,
)
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.options import getopt


def main(p: Proc) -> Step:
    """ssh [-t] [-l user] [user@]host [command]"""
    if "session" not in p.memory:
        waiting = _connect(p)
        if waiting is not None:
            return waiting
    return _relay(p)


def _connect(p: Proc) -> Step | None:
    options = getopt(p, "tTqvno:p:l:i:F:ANXYfC46", early=True, status=255)
    m = p.memory
    if not options.args:
        raise CommandFault("usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command]", 255)
    target, command = options.args[0], options.args[1:]
    user, at, host = target.rpartition("@")
    user = user if at else options.last("l") or p.env.get("USER", "root")
    m["host"] = host
    found = p.resolve(host)
    if not found:
        raise CommandFault(
            f"ssh: Could not resolve hostname {host}: Name or service not known", 255
        )
    tty = p.isatty(0) and (not command or options.has("t"))
    try:
        service = p.service("ssh")
        window = p.window(0) if tty else None
        m["session"] = service.open(found[0], command, window=window, user=user)
    except SystemCallError as failure:
        if failure.name == "EACCES":
            raise CommandFault(f"{user}@{host}: Permission denied (publickey,password).",
                               255) from None  # fmt: skip
        raise CommandFault(f"ssh: connect to host {host} port 22: {failure}", 255) from None
    m["tty"], m["ended"] = tty, False
    if tty:
        p.set_raw(0, True)
        p.handle_signal(signals.WINCH)
    return None


def _relay(p: Proc) -> Step:
    m = p.memory
    service = p.service("ssh")
    if p.signals() and m["tty"]:
        service.resize(m["session"], *p.window(0))
    waits = [notice(f"ssh/{m['session']}")]
    if not m["ended"]:
        data = p.read(0)
        if data is None:
            waits.append(readable(0))
        elif data:
            service.write(m["session"], data)
            waits.append(until(p.now))
        else:
            m["ended"] = True
            service.close_input(m["session"])
    for channel, piece in service.read(m["session"]):
        p.write(channel, piece)
    status = service.exit(m["session"])
    if status is None:
        return first_of(*waits)
    service.close(m["session"])
    if m["tty"]:
        p.set_raw(0, False)
        p.write(2, f"Connection to {m['host']} closed.\n")
    return int(status)
