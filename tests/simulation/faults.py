"""Random faults, decided by a seed, and what heals them all.  Not a test."""

import contextlib
import random

from podlab.engine.commands import CommandRefused, perform

NODES = ("k8snode1", "k8snode2")
GENTLE = (
    "stop-kubelet {node}",
    "start-kubelet {node}",
    "cut-network {node}",
    "restore-network {node}",
    "slow-registry {number}",
    "registry-down",
    "registry-up",
    "drop {percent} any {node}",
    "load {pod} c {number}00",
)
VIOLENT = (
    "kill {pod}",
    "oom {pod}",
    "reboot {node}",
    "memory {pod} c {number}0000000",
    "fail-probe {pod} c",
    "heal-probe {pod} c",
    "fill-disk {node}",
    "free-disk {node}",
)


def inject(cluster, chance, kinds):
    """One fault; what is refused changes nothing."""
    words = choose(cluster, chance, kinds)
    put(cluster, words)
    return words


def choose(cluster, chance, kinds):
    """The words of a fault."""
    pods = [pod["metadata"]["name"] for pod in cluster.store.list("pods", "default")]
    return chance.choice(kinds).format(
        node=chance.choice(NODES),
        pod=chance.choice(pods or ["none"]),
        number=chance.randint(1, 20),
        percent=chance.choice((0, 20, 60)),
    )


def put(cluster, words):
    """A fault, if it can be."""
    with contextlib.suppress(CommandRefused):
        perform(cluster, {"do": "fault", "fault": words.split()})


def heal(cluster):
    """End every fault."""
    for node in NODES:
        for words in ("start-kubelet", "restore-network", "free-disk", "drop 0 any"):
            put(cluster, f"{words} {node}")
    put(cluster, "registry-up")
    put(cluster, "slow-registry 1")
    for pod in cluster.store.list("pods", "default"):
        name = pod["metadata"]["name"]
        for words in ("heal-probe {} c", "memory {} c 0", "load {} c 0"):
            put(cluster, words.format(name))


def stream(seed):
    """Chance of one test run."""
    return random.Random(seed)
