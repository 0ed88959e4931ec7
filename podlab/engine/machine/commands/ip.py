"""ip, ifconfig, route: interfaces, addresses, routes."""

from typing import Any

from podlab.engine.machine.net.interfaces import link_local, network_of
from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox

FOREVER = "       valid_lft forever preferred_lft forever\n"


def main(p: Proc) -> Step:
    """ip [-br] addr | link | route [show]"""
    words = [word for word in p.argv[1:] if not word.startswith("-")]
    flags = [word for word in p.argv[1:] if word.startswith("-")]
    kind = words[0] if words else ""
    if not kind:
        raise CommandFault("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }", 255)
    rest = [word for word in words[1:] if word not in ("show", "list", "ls", "dev")]
    if rest and rest[0] in ("add", "del", "set", "delete", "replace", "flush", "change"):
        raise CommandFault(f"ip: not simulated in PodLab: ip {kind} {rest[0]}", 2)
    if any(flag in ("-br", "-brief") for flag in flags):
        return _brief(p, rest)
    if "address".startswith(kind) or "link".startswith(kind):
        return _interfaces(p, rest, "address".startswith(kind))
    if "route".startswith(kind):
        return _routes(p)
    if "neighbor".startswith(kind) or kind == "neigh":
        return 0
    raise CommandFault(f'Object "{kind}" is unknown, try "ip help".', 1)


def _chosen(p: Proc, rest: list[str]) -> list[Any]:
    found = list(p.interfaces())
    if rest:
        found = [each for each in found if each.name == rest[0]]
        if not found:
            raise CommandFault(f"ip: can't find device '{rest[0]}'" if is_busybox(p) else
                               f'Device "{rest[0]}" does not exist.')  # fmt: skip
    return found


def _flags(each: Any, busybox: bool) -> str:
    if each.name == "lo":
        return "LOOPBACK,UP,LOWER_UP"
    down = ",M-DOWN" if busybox and each.peer else ""
    return "BROADCAST,MULTICAST" + (",UP,LOWER_UP" if each.up else "") + down


def _interfaces(p: Proc, rest: list[str], addresses: bool) -> Step:
    busybox = is_busybox(p)
    for each in _chosen(p, rest):
        peer = f"@if{each.peer}" if each.peer else ""
        loop = each.name == "lo"
        discipline = "noqueue" if loop or each.kind != "device" or each.peer else "fq_codel"
        state = "UNKNOWN" if loop else "UP" if each.up else "DOWN"
        queue = " qlen 1000" if loop or not each.peer else " "
        middle = (
            queue
            if busybox
            else f" state {state} group default" + (" qlen 1000" if loop or not each.peer else "")
        )
        p.write(1, f"{each.index}: {each.name}{peer}: <{_flags(each, busybox)}> mtu {each.mtu} "
                   f"qdisc {discipline}{middle}\n")  # fmt: skip
        link = "loopback" if loop else "ether"
        broadcast = "00:00:00:00:00:00" if loop else "ff:ff:ff:ff:ff:ff"
        tail = " link-netnsid 0" if peer and not busybox else ""
        p.write(1, f"    link/{link} {each.mac if not loop else broadcast} brd {broadcast}{tail}\n")
        if addresses:
            _addresses(p, each, loop)
    return 0


def _addresses(p: Proc, each: Any, loop: bool) -> None:
    for address in each.addresses:
        host = "127.0.0.1/8" if loop else address
        scope = "host" if loop else "global"
        brd = "" if loop or address.endswith("/32") else f" brd {_broadcast(address)}"
        p.write(1, f"    inet {host}{brd} scope {scope} {each.name}\n{FOREVER}")
    if loop and not each.addresses:
        p.write(1, f"    inet 127.0.0.1/8 scope host lo\n{FOREVER}")
    six = "::1/128 scope host" if loop else f"{link_local(each.mac)}/64 scope link"
    p.write(1, f"    inet6 {six} \n{FOREVER}")


def _broadcast(address: str) -> str:
    host, _, length = address.partition("/")
    value = 0
    for part in host.split("."):
        value = value << 8 | int(part)
    value |= (1 << (32 - int(length or 32))) - 1
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _brief(p: Proc, rest: list[str]) -> Step:
    for each in _chosen(p, rest):
        state = "UNKNOWN" if each.name == "lo" else "UP"
        name = each.name + (f"@if{each.peer}" if each.peer else "")
        p.write(1, f"{name:<16} {state:<14} {' '.join(each.addresses)} \n")
    return 0


def _routes(p: Proc) -> Step:
    busybox = is_busybox(p)
    rows = sorted(p.routes(), key=lambda row: row.destination != "0.0.0.0/0")
    for row in rows:
        if row.interface == "lo":
            continue
        if row.destination == "0.0.0.0/0":
            p.write(1, f"default via {row.gateway} dev {row.interface} \n")
        elif row.gateway:
            p.write(1, f"{row.destination} via {row.gateway} dev {row.interface} \n")
        else:
            source = row.source or _source(p, row.interface)
            proto = "" if busybox else "proto kernel "
            gap = " " if busybox else ""
            p.write(1, f"{row.destination} dev {row.interface} {proto}scope link {gap}src "
                       f"{source} \n")  # fmt: skip
    return 0


def _source(p: Proc, name: str) -> str:
    for each in p.interfaces():
        if each.name == name and each.addresses:
            return str(each.addresses[0].partition("/")[0])
    return ""


def ifconfig(p: Proc) -> Step:
    """ifconfig [interface]"""
    rest = [word for word in p.argv[1:] if not word.startswith("-")]
    for each in _chosen(p, rest[:1]):
        if is_busybox(p):
            _busybox_interface(p, each)
        else:
            _net_tools_interface(p, each)
    return 0


def _net_tools_interface(p: Proc, each: Any) -> None:
    loop = each.name == "lo"
    flags = "73<UP,LOOPBACK,RUNNING>" if loop else "4163<UP,BROADCAST,RUNNING,MULTICAST>"
    p.write(1, f"{each.name}: flags={flags}  mtu {each.mtu}\n")
    for address in each.addresses or (["127.0.0.1/8"] if loop else []):
        host, _, length = address.partition("/")
        mask = _mask(int(length or 32))
        tail = "" if loop else f"  broadcast {_broadcast(address)}"
        p.write(1, f"        inet {host}  netmask {mask}{tail}\n")
    p.write(1, "        loop  txqueuelen 1000  (Local Loopback)\n" if loop else
            f"        ether {each.mac}  txqueuelen 1000  (Ethernet)\n")  # fmt: skip
    p.write(
        1,
        f"        RX packets 0  bytes {each.received} (0.0 B)\n"
        "        RX errors 0  dropped 0  overruns 0  frame 0\n"
        f"        TX packets 0  bytes {each.sent} (0.0 B)\n"
        "        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n",
    )


def _busybox_interface(p: Proc, each: Any) -> None:
    loop = each.name == "lo"
    head = (
        "Link encap:Local Loopback  "
        if loop
        else f"Link encap:Ethernet  HWaddr {each.mac.upper()}  "
    )
    p.write(1, f"{each.name:<10}{head}\n")
    for address in each.addresses or (["127.0.0.1/8"] if loop else []):
        host, _, length = address.partition("/")
        brd = "" if loop else f"Bcast:{_broadcast(address)}  "
        p.write(1, f"          inet addr:{host}  {brd}Mask:{_mask(int(length or 32))}\n")
    state = "UP LOOPBACK RUNNING" if loop else "UP BROADCAST RUNNING MULTICAST"
    p.write(
        1,
        f"          {state}  MTU:{each.mtu}  Metric:1\n"
        f"          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n"
        f"          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n"
        f"          collisions:0 txqueuelen:1000 \n"
        f"          RX bytes:{each.received} (0.0 B)  TX bytes:{each.sent} (0.0 B)\n\n",
    )


def _mask(length: int) -> str:
    value = (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def route(p: Proc) -> Step:
    """route [-n]"""
    p.write(
        1,
        "Kernel IP routing table\n"
        "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
    )
    for row in sorted(p.routes(), key=lambda each: each.destination != "0.0.0.0/0"):
        network = network_of(row.destination).partition("/")
        flags = "UG" if row.gateway else "U"
        p.write(1, f"{network[0]:<15} {row.gateway or '0.0.0.0':<15} {_mask(int(network[2])):<15} "
                   f"{flags:<5} 0      0        0 {row.interface}\n")  # fmt: skip
    return 0
