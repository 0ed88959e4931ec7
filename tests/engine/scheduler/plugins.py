"""Nodes and Pods for plugins, without a cluster.  Not a test."""

from podlab.engine.scheduler.cycle import Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import pod_info

ROOMY = {"cpu": "4", "memory": "8Gi", "pods": "110"}


def node(name="n1", labels=None, taints=(), allocatable=None, images=(), **spec):
    """A node as the scheduler keeps it."""
    info = NodeInfo(name)
    info.set_node({
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **(labels or {})}},
        "spec": {"taints": list(taints), **spec},
        "status": {
            "allocatable": allocatable or ROOMY,
            "images": [{"names": [each], "sizeBytes": size} for each, size in images],
        },
    })  # fmt: skip
    return info


def pod(name="web", cpu="", memory="", image="nginx", ports=(), **spec):
    """A Pod as plugins see it."""
    asked = {key: text for key, text in (("cpu", cpu), ("memory", memory)) if text}
    container = {"name": "c", "image": image, "resources": {"requests": asked},
                 "ports": [{"containerPort": 80, "hostPort": port} for port in ports]}  # fmt: skip
    return pod_info({
        "metadata": {"name": name, "namespace": "default", "uid": name, "labels": {"app": name}},
        "spec": {"containers": [container], **spec},
    })  # fmt: skip


def cycle(pod_, *nodes):
    """One attempt to place a Pod."""
    return Cycle(pod_, list(nodes), None)


def ask(plugin, pod_, node_):
    """What a filter says about a node: its reasons, () if it has none."""
    attempt = cycle(pod_, node_)
    wanted = plugin.prepare(attempt)
    if wanted is False:
        return ()
    refusal = plugin.check(attempt, node_)
    return refusal.reasons if refusal else ()


def scores(plugin, pod_, *nodes):
    """A score's numbers from 0 to 100 by node; {} if it has no opinion."""
    attempt = cycle(pod_, *nodes)
    if not plugin.prepare(attempt, list(nodes)):
        return {}
    raw = [plugin.score(attempt, one) for one in nodes]
    return dict(zip([one.name for one in nodes], plugin.normalize(attempt, list(nodes), raw)))
