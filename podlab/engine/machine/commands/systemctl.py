"""systemctl, service and journalctl: the node's units.

Their state is what ``p.service("systemd")`` says if there is one, else what runs.  Not here: what
stopping a kubelet does.
"""

from typing import Any

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.containers import age
from podlab.engine.machine.userland.faults import CommandFault

KNOWN = {
    "kubelet": "kubelet: The Kubernetes Node Agent",
    "containerd": "containerd container runtime",
    "docker": "Docker Application Container Engine",
    "sshd": "OpenSSH server daemon",
}


def _service(p: Proc) -> Any:
    try:
        return p.service("systemd")
    except SystemCallError:
        return None


def _row(p: Proc, unit: str) -> Any:
    for row in p.processes():
        first = row.argv[0].rpartition("/")[2].rstrip(":") if row.argv else ""
        if first == unit:
            return row
    return None


def main(p: Proc) -> Step:
    """systemctl status|start|stop|restart|is-active|enable|daemon-reload unit…"""
    words = [word for word in p.argv[1:] if not word.startswith("-")]
    verb, units = (words[0], words[1:]) if words else ("list-units", [])
    if verb in ("daemon-reload", "daemon-reexec", "reset-failed", "enable", "disable", "mask",
                "unmask"):  # fmt: skip
        return 0
    if verb in ("list-units", "list-unit-files"):
        for name, words_ in KNOWN.items():
            if _row(p, name) is not None:
                p.write(1, f"  {name}.service loaded active running {words_}\n")
        return 0
    status = 0
    for unit in units:
        name = unit.removesuffix(".service")
        status = max(status, _one(p, verb, name))
    if not units:
        raise CommandFault("Too few arguments.")
    return status


def _one(p: Proc, verb: str, name: str) -> int:
    active = _active(p, name)
    if verb in ("is-active", "is-enabled"):
        good = active if verb == "is-active" else name in KNOWN
        words = ("active", "inactive") if verb == "is-active" else ("enabled", "disabled")
        p.write(1, words[0 if good else 1] + "\n")
        return 0 if good else 3
    if name not in KNOWN and not active:
        if verb == "status":
            raise CommandFault(f"Unit {name}.service could not be found.", 4)
        raise CommandFault(f"Failed to {verb} {name}.service: Unit {name}.service not found.", 5)
    if verb == "status":
        return _status(p, name, active)
    if verb in ("start", "stop", "restart", "try-restart", "reload"):
        service = _service(p)
        if service is None:
            raise CommandFault(f"systemctl: not simulated in PodLab: systemctl {verb} {name}")
        getattr(service, "restart" if "restart" in verb or verb == "reload" else verb)(name)
        return 0
    raise CommandFault(f"Unknown command verb {verb}.")


def _active(p: Proc, name: str) -> bool:
    service = _service(p)
    return bool(service.is_active(name)) if service is not None else _row(p, name) is not None


def _status(p: Proc, name: str, active: bool) -> int:
    row = _row(p, name)
    mark = "●" if active else "○"
    p.write(1, f"{mark} {name}.service - {KNOWN.get(name, name)}\n"
               f"     Loaded: loaded (/lib/systemd/system/{name}.service; enabled; "
               "preset: enabled)\n")  # fmt: skip
    if not active or row is None:
        p.write(1, "     Active: inactive (dead)\n" if not active else
                "     Active: active (running)\n")  # fmt: skip
        return 0 if active else 3
    since = strftime(row.started, "%a %Y-%m-%d %H:%M:%S UTC")
    p.write(1, f"     Active: active (running) since {since}; {age(p.now - row.started)} ago\n"
               f"   Main PID: {row.pid} ({name})\n"
               f"     Memory: {row.memory / (1 << 20):.1f}M\n"
               f"     CGroup: /system.slice/{name}.service\n"
               f"             └─{row.pid} {' '.join(row.argv)}\n")  # fmt: skip
    return 0


def service(p: Proc) -> Step:
    """service name verb"""
    words = p.argv[1:]
    if len(words) < 2:
        raise CommandFault(
            "Usage: service < option > | --status-all | [ service_name [ command ] ]"
        )
    return _one(p, words[1], words[0])


def journalctl(p: Proc) -> Step:
    """journalctl -u unit"""
    found = _service(p)
    read = getattr(found, "journal", None)
    if read is None:
        raise CommandFault("journalctl: not simulated in PodLab: the journal of system units")
    unit = next((p.argv[n + 1] for n, word in enumerate(p.argv[:-1]) if word == "-u"), "")
    p.write(1, "".join(line + "\n" for line in read(unit.removesuffix(".service"))))
    return 0
