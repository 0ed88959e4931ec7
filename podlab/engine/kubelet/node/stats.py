"""What a kubelet tells of its node's use: CPU and memory of the node and of each container.

Not here: collecting it over time (``metrics``), acting on it (``eviction``).
"""

from typing import NamedTuple

from podlab.engine.kubelet.context import Context
from podlab.engine.runtime.cri import CriError


class ContainerUse(NamedTuple):
    """One running container: since when, CPU microseconds in its life, bytes held now."""

    namespace: str
    pod: str
    container: str
    id: str
    started: int
    cpu: int
    memory: int


class NodeUse(NamedTuple):
    """The node as a whole, and its containers."""

    cpu: int
    memory: int
    containers: list[ContainerUse]


def node_use(context: Context) -> NodeUse:
    """What is used on a node now."""
    whole = context.runtime.node_usage()
    rows = []
    for record in context.state.pods.values():
        metadata = record.pod["metadata"]
        for view in record.view.containers:
            if view.state != "running":
                continue
            try:
                used = context.runtime.usage(view.id)
            except CriError:
                continue
            rows.append(
                ContainerUse(
                    metadata["namespace"], metadata["name"], view.name, view.id, view.started,
                    used.cpu_microseconds, used.memory_bytes,
                )
            )  # fmt: skip
    return NodeUse(whole.cpu_microseconds, whole.memory_bytes, rows)
