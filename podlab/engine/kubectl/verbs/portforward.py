"""``kubectl port-forward``: local ports that lead into a Pod, until Ctrl+C.

Here: which ports, accepting connections and moving bytes as a small-step program.  Not here: the
connection into the Pod (the node).
State: ``listeners`` [fd, local, remote], ``connections`` [fd, session, input ended,
what the Pod's side says is wrong, remote, local].
"""

from typing import Any

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.resources.pods import pod_of
from podlab.engine.machine.program import (
    BrokenPipe,
    Step,
    SystemCallError,
    Wait,
    first_of,
    notice,
    readable,
)
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
CHUNK = 32_768
MAX_CONNECTIONS = 64


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    if "listeners" not in memory:
        _begin(c)
    for row in memory["listeners"]:
        _accept(c, row)
    memory["connections"] = [row for row in memory["connections"] if _move(c, row)]
    waits = [readable(row[0]) for row in memory["listeners"]]
    for row in memory["connections"]:
        waits += _waits(row)
    return first_of(*waits)


def _waits(row: list[Any]) -> list[Wait]:
    waits = [notice(f"session/{row[1]}")]
    return waits if row[2] else [*waits, readable(row[0])]


def _begin(c: Context) -> None:
    if len(c.args) < 2:
        raise c.usage("TYPE/NAME and list of ports are required for port-forward")
    word, *ports = c.args
    target = select(c, [word] if "/" in word else ["pods", word], Ask()).all_or_error()[0]
    pod = pod_of(c, target)
    status = (pod.get("status") or {}).get("phase")
    if status != "Running":
        raise CommandError(
            f"unable to forward port because pod is not running. Current status={status}"
        )
    c.memory["pod"] = [pod["metadata"]["namespace"], pod["metadata"]["name"]]
    c.memory["connections"] = []
    pairs = [_ports(text, target, pod) for text in ports]
    c.memory["listeners"] = []
    addresses = [one for name in c.flag("address") or ["localhost"]
                 for one in (("127.0.0.1", "::1") if name == "localhost" else (name,))]  # fmt: skip
    for local, remote in pairs:
        _listen(c, addresses, local, remote)


def _ports(text: str, target: Info, pod: Object) -> tuple[int, int]:
    local, colon, remote = text.partition(":")
    remote = remote if colon else local
    if not remote:
        raise CommandError("remote port cannot be empty")
    number = _remote(remote, target, pod)
    if not colon:
        return (int(local) if local.isdigit() else number), number
    if local and not local.isdigit():
        raise CommandError(
            f"error parsing local port '{local}': strconv.ParseUint: parsing "
            f'"{local}": invalid syntax'
        )
    return int(local or 0), number


def _remote(text: str, target: Info, pod: Object) -> int:
    if target.resource == "services":
        for row in target.content["spec"].get("ports") or []:
            if text in (str(row["port"]), row.get("name")):
                where = row.get("targetPort", row["port"])
                return where if isinstance(where, int) else _named(where, pod)
        raise CommandError(f"Service {target.name} does not have a service port {text}")
    if text.isdigit():
        return int(text)
    return _named(text, pod)


def _named(name: str, pod: Object) -> int:
    for container in dig(pod, "spec", "containers", default=[]):
        for port in container.get("ports") or []:
            if port.get("name") == name:
                return int(port["containerPort"])
    raise CommandError(f"Pod '{pod['metadata']['name']}' does not have a named port '{name}'")


def _listen(c: Context, addresses: list[str], local: int, remote: int) -> None:
    number = local or 30_000 + c.p.pid % 10_000
    opened = 0
    for address in addresses:
        try:
            fd = c.p.listen(number, address)
        except SystemCallError as error:
            failure = str(error).lower()
            continue
        opened += 1
        c.memory["listeners"].append([fd, number, remote])
        shown = f"[{address}]" if ":" in address else address
        c.out(f"Forwarding from {shown}:{number} -> {remote}\n")
    if not opened:
        c.err(
            f"Unable to listen on port {number}: Listeners failed to create with the following "
            f"errors: [unable to create listener: Error listen tcp4 127.0.0.1:{number}: bind: "
            f"{failure}]\n"
        )
        raise CommandError(
            f"unable to listen on any of the requested ports: [{{{number} {remote}}}]"
        )


def _accept(c: Context, row: list[Any]) -> None:
    fd, local, remote = row
    while len(c.memory["connections"]) < MAX_CONNECTIONS:
        accepted = c.p.accept(fd)
        if accepted is None:
            return
        c.out(f"Handling connection for {local}\n")
        try:
            namespace, name = c.memory["pod"]
            session = c.kube.nodes.forward(namespace, name, remote)
        except ApiError as error:
            c.err(f"error: an error occurred forwarding {local} -> {remote}: {error.message}\n")
            c.p.close(accepted[0])
            continue
        c.memory["connections"].append([accepted[0], session, False, "", remote, local])


def _move(c: Context, row: list[Any]) -> bool:
    fd, session, ended = row[:3]
    nodes = c.kube.nodes
    try:
        while not ended and (data := c.p.read(fd, CHUNK)) is not None:
            if not data:
                row[2] = ended = True
                nodes.close_input(session)
            else:
                nodes.write(session, data)
        for channel, data in nodes.read(session):
            if channel == 1:
                c.p.write(fd, data)
            else:
                row[3] += data.decode(errors="replace")
    except (BrokenPipe, SystemCallError):
        nodes.close(session)
        c.p.close(fd)
        return False
    if nodes.result(session) is None:
        return True
    nodes.close(session)
    c.p.close(fd)
    if row[3]:
        _lost(c, row)
    return False


def _lost(c: Context, row: list[Any]) -> None:
    """Nobody answers in the Pod: told in the log's form, and the end of the command."""
    remote, why, local = row[4], row[3], row[5]
    day = rfc3339(c.p.now)
    c.err(
        f"E{day[5:7]}{day[8:10]} {day[11:19]}.000000 {c.p.pid:7} portforward.go:549] "
        f'"An error occurred forwarding" err="error forwarding port {remote} to pod '
        f'{c.memory["pod"][1]}, uid : failed to connect to localhost:{remote}, IPv4: {why}" '
        f"localPort={local} remotePort={remote}\n"
    )
    raise CommandError("lost connection to pod")
