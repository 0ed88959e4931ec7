"""ping: round trips, GNU's (iputils) and busybox's words."""

from podlab.engine.machine import signals
from podlab.engine.machine.program import Proc, Step, until
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import duration, getopt, integer


def main(p: Proc) -> Step:
    """ping [-c count] [-i interval] [-W wait] [-q] host"""
    options = getopt(p, "c:i:W:w:qns:4t:I:", usage="[OPTIONS] HOST", status=2)
    memory = p.memory
    if "address" not in memory:
        if not options.args:
            raise CommandFault("ping: usage error: Destination address required", 1)
        host = options.args[0]
        found = p.resolve(host)
        if not found:
            raise CommandFault(f"ping: bad address '{host}'" if is_busybox(p) else
                               f"ping: {host}: Name or service not known",
                               1 if is_busybox(p) else 2)  # fmt: skip
        memory.update(address=found[0], host=host, sent=0, times=[], begun=p.now, errors=0,
                      next=p.now, count=integer(p, options.last("c", "0")),
                      gap=duration(p, options.last("i", "1")), due=0)  # fmt: skip
        p.handle_signal(signals.INT)
        _announce(p)
    if signals.INT in p.signals():
        if not is_busybox(p):
            p.write(1, "\n")
        return _summary(p)
    return _steps(p, options.has("q"))


def _announce(p: Proc) -> None:
    m = p.memory
    tail = ": 56 data bytes" if is_busybox(p) else " 56(84) bytes of data."
    p.write(1, f"PING {m['host']} ({m['address']}){tail}\n")


def _steps(p: Proc, quiet: bool) -> Step:
    m = p.memory
    if m["due"] and p.now >= m["due"]:
        _reply(p, m["trip"], quiet)
        m["due"] = 0
    if m["due"]:
        return until(m["due"])
    if m["count"] and m["sent"] >= m["count"]:
        if p.now >= m.get("linger", 0):
            return _summary(p)
        return until(m["linger"])
    if p.now < m["next"]:
        return until(m["next"])
    m["sent"] += 1
    m["next"] = p.now + m["gap"]
    trip = p.ping(m["address"])
    if isinstance(trip, int):
        m["trip"], m["due"] = trip, p.now + trip
        return until(m["due"])
    return _lost(p, trip)


def _lost(p: Proc, kind: str) -> Step:
    m = p.memory
    if kind == "network":
        raise CommandFault("ping: sendto: Network unreachable" if is_busybox(p) else
                           "ping: connect: Network is unreachable",
                           1 if is_busybox(p) else 2)  # fmt: skip
    if kind == "unreachable" and not is_busybox(p):
        m["errors"] += 1
        source = next((each.addresses[0].partition("/")[0] for each in p.interfaces()
                       if each.addresses and each.name != "lo"), "127.0.0.1")  # fmt: skip
        p.write(1, f"From {source} icmp_seq={m['sent']} Destination Host Unreachable\n")
    m["linger"] = p.now + 10_000_000
    return until(m["next"])


def _reply(p: Proc, trip: int, quiet: bool) -> None:
    m = p.memory
    m["times"].append(trip)
    del m["times"][:-1000]
    m["received"] = m.get("received", 0) + 1
    m["linger"] = 0
    if quiet:
        return
    if is_busybox(p):
        p.write(1, f"64 bytes from {m['address']}: seq={m['sent'] - 1} ttl=64 "
                   f"time={trip / 1000:.3f} ms\n")  # fmt: skip
        return
    name = m["address"] if m["host"] == m["address"] else f"{m['host']} ({m['address']})"
    digits = f"{trip / 1000:.3f}" if trip < 1000 else f"{trip / 1000:.2f}"
    p.write(1, f"64 bytes from {name}: icmp_seq={m['sent']} ttl=64 time={digits} ms\n")


def _summary(p: Proc) -> int:
    m = p.memory
    sent, got = m["sent"], m.get("received", 0)
    loss = (sent - got) * 100 // sent if sent else 0
    p.write(1, f"\n--- {m['host']} ping statistics ---\n")
    times = [each / 1000 for each in m["times"]]
    if is_busybox(p):
        p.write(1, f"{sent} packets transmitted, {got} packets received, {loss}% packet loss\n")
        if times:
            p.write(1, f"round-trip min/avg/max = {min(times):.3f}/{sum(times) / len(times):.3f}/"
                       f"{max(times):.3f} ms\n")  # fmt: skip
        return 0 if got else 1
    errors = f" +{m['errors']} errors," if m["errors"] else ""
    p.write(1, f"{sent} packets transmitted, {got} received,{errors} {loss}% packet loss, time "
               f"{(p.now - m['begun']) // 1000}ms\n")  # fmt: skip
    if times:
        mean = sum(times) / len(times)
        spread = sum(abs(each - mean) for each in times) / len(times)
        p.write(1, f"rtt min/avg/max/mdev = {min(times):.3f}/{mean:.3f}/{max(times):.3f}/"
                   f"{spread:.3f} ms\n")  # fmt: skip
    return 0 if got else 1
