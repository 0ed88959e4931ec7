"""Faults and load that somebody outside puts on a cluster, on purpose: the list of them.

Here: one line a fault, with its words and its usage.  Not here: what each does (a file per family),
who asks (``engine.commands``).
"""

from podlab.engine.faults import containers, disk, links, load, nodes, probes, registry
from podlab.engine.faults.field import Fault

FAULTS: dict[str, Fault] = {
    "stop-kubelet": Fault(nodes.stop_kubelet, ("NODE",)),
    "start-kubelet": Fault(nodes.start_kubelet, ("NODE",)),
    "reboot": Fault(nodes.reboot, ("NODE",)),
    "cut-network": Fault(links.cut_network, ("NODE",)),
    "restore-network": Fault(links.restore_network, ("NODE",)),
    "drop": Fault(links.drop, ("PERCENT", "FROM", "TO")),
    "fill-disk": Fault(disk.fill_disk, ("NODE",)),
    "free-disk": Fault(disk.free_disk, ("NODE",)),
    "kill": Fault(containers.kill, ("POD", "[CONTAINER]")),
    "oom": Fault(containers.oom, ("POD", "[CONTAINER]")),
    "fail-probe": Fault(probes.fail_probe, ("POD", "CONTAINER", "[KIND]")),
    "heal-probe": Fault(probes.heal_probe, ("POD", "CONTAINER", "[KIND]")),
    "slow-registry": Fault(registry.slow_registry, ("FACTOR",)),
    "registry-down": Fault(registry.registry_down, ()),
    "registry-up": Fault(registry.registry_up, ()),
    "load": Fault(load.load, ("POD", "CONTAINER", "MILLICORES")),
    "memory": Fault(load.memory, ("POD", "CONTAINER", "BYTES")),
}
