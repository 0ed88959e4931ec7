"""Faults of whole nodes: the kubelet's process, the machine's power.

Not here: the node's network (``links``) or disk (``disk``).
"""

from podlab.engine.faults.field import FaultRefused, Field, node_of


def stop_kubelet(field: Field, words: list[str]) -> None:
    """End the kubelet's process: containers run on, nobody looks after them."""
    kubelet = field.kubelets[node_of(field, words[0])]
    if not kubelet.state.running:
        raise FaultRefused("already-so", f"the kubelet of {words[0]} does not run", node=words[0])
    kubelet.stop()


def start_kubelet(field: Field, words: list[str]) -> None:
    """Start the kubelet again: a new process, which finds what still runs."""
    kubelet = field.kubelets[node_of(field, words[0])]
    if kubelet.state.running:
        raise FaultRefused("already-so", f"the kubelet of {words[0]} runs already", node=words[0])
    kubelet.boot()


def reboot(field: Field, words: list[str]) -> None:
    """Switch a machine off and on: all its containers end, its kubelet comes back in a while."""
    name = node_of(field, words[0])
    if name == field.control_plane:
        raise FaultRefused(
            "not-simulated", "not simulated: a reboot of the machine of the control plane",
            node=name,
        )  # fmt: skip
    field.kubelets[name].reboot()
    field.runtimes[name].power_cycle()
