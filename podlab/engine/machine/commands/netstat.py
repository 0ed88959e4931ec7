"""netstat and ss: sockets."""

from typing import Any

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt

STATES = {"listening": "LISTEN", "open": "ESTABLISHED", "connecting": "SYN_SENT",
          "closed": "TIME_WAIT"}  # fmt: skip


def _chosen(p: Proc, flags: set[str]) -> list[Any]:
    kinds = [kind for letter, kind in (("t", "tcp"), ("u", "udp")) if letter in flags]
    rows = [row for row in p.sockets() if row.protocol in (kinds or ["tcp", "udp"])]
    if "l" in flags:
        rows = [row for row in rows if row.state == "listening"]
    elif "a" not in flags:
        rows = [row for row in rows if row.state != "listening"]
    return sorted((row for row in rows if row.state in STATES),
                  key=lambda row: (row.protocol, row.port, row.peer_port))  # fmt: skip


def _program(p: Proc, owner: int) -> str:
    for row in p.processes():
        if row.pid == owner:
            return f"{owner}/{row.argv[0].rpartition('/')[2][:19].rstrip(':')}"
    return "-"


def main(p: Proc) -> Step:
    """netstat [-tulpnar]"""
    options = getopt(p, "tulpnarewxico", {"tcp": "t", "udp": "u", "listening": "l",
                                          "programs": "p", "numeric": "n", "all": "a"},
                     usage="[-ral] [-tuwx] [-enWp]")  # fmt: skip
    flags = set(options.values)
    kind = ("only servers" if "l" in flags else "servers and established" if "a" in flags else
            "w/o servers")  # fmt: skip
    tail = "PID/Program name" if "p" in flags else ""
    lead = "    " if tail else ""
    p.write(1, f"Active Internet connections ({kind})\n"
               "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
               + (f"{tail}{lead if is_busybox(p) else ''}" if tail else "") + "\n")  # fmt: skip
    for row in _chosen(p, flags):
        local = f"{row.address}:{row.port}"
        peer = f"{row.peer_address}:{row.peer_port}" if row.peer_port else "0.0.0.0:*"
        state = STATES[row.state] if row.protocol == "tcp" else ""
        text = f"{row.protocol:<5} {row.size:6d} {0:6d} {local:<23} {peer:<23} {state:<11}"
        p.write(1, text + " " + (_program(p, row.owner) if tail else "") + "\n")
    return 0


def ss(p: Proc) -> Step:
    """ss [-tulpna]"""
    options = getopt(
        p,
        "tulpnasxeoHim4",
        {"tcp": "t", "udp": "u", "listening": "l", "processes": "p", "numeric": "n", "all": "a"},
    )
    flags = set(options.values)
    states = {"listening": "LISTEN", "open": "ESTAB", "connecting": "SYN-SENT",
              "closed": "TIME-WAIT"}  # fmt: skip
    both = not ("t" in flags and "u" not in flags)
    head = "Netid " if both else ""
    p.write(1, f"{head}State  Recv-Q Send-Q Local Address:Port Peer Address:Port"
               f"{'Process' if 'p' in flags else 'Process'}\n")  # fmt: skip
    for row in _chosen(p, flags):
        lead = f"{row.protocol:<5} " if both else ""
        peer = f"{row.peer_address}:{row.peer_port}" if row.peer_port else "0.0.0.0:*"
        backlog = 4096 if row.state == "listening" else 0
        who = ""
        if "p" in flags:
            pid, _, name = _program(p, row.owner).partition("/")
            who = f'users:(("{name}",pid={pid},fd=3))' if name else ""
        state = states[row.state] if row.protocol == "tcp" else "UNCONN"
        local = f"{row.address}:{row.port}"
        p.write(1, f"{lead}{state:<6} {row.size:<6} {backlog:<6} {local:>18} {peer:>17} {who}\n")
    return 0
