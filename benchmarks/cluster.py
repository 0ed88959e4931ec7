"""Large clusters: 1,000 nodes and 10,000 Pods of Deployments in one process, as fast as it can.

What is measured: wall seconds until all are Running, how the cost of a Pod grows with their number,
and the memory that a Pod holds, with its managedFields, Events apart.  Not here: single lifecycles
(``engine``) or learners (``memory``).
"""

import gc
import os
import time
from typing import Any

from benchmarks.engine import ADMIN
from benchmarks.figures import peak_bytes, resident_bytes
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.hosting.collector import settle

REPLICAS = 100
SIZES = ((3, 10), (10, 100), (100, 1_000), (1_000, 10_000))
LIMIT = 3_600 * SECOND
LOOK = 5 * SECOND
IDLE = 60 * SECOND


def spec_of(nodes: int) -> dict[str, Any]:
    """A specification with many equal nodes."""
    rows = [
        {
            "name": f"node-{number:04d}",
            "internalIP": f"10.1.{number >> 8}.{number & 255}",
            "podCIDR": f"10.{128 + (number >> 8)}.{number & 255}.0/24",
        }
        for number in range(1, nodes + 1)
    ]
    return {"nodes": rows, "podCIDR": "10.128.0.0/9", "serviceCIDR": "10.96.0.0/12"}


def deployment(name: str, replicas: int) -> dict[str, Any]:
    """A Deployment like a learner's."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "web", "image": "nginx"}]},
            },
        },
    }


def fill(cluster: Cluster, pods: int) -> int:
    """Make Deployments, run until every Pod runs; returns the virtual microseconds it took."""
    client = Client(cluster.api.verbs, ADMIN)
    begun = cluster.sim.now
    for number in range(-(-pods // REPLICAS)):
        name = f"web-{number:03d}"
        client.create("deployments.apps", "default", deployment(name, min(REPLICAS, pods)))
    while running(cluster) < pods and cluster.sim.now - begun < LIMIT:
        cluster.sim.run_until(cluster.sim.now + LOOK)
    return cluster.sim.now - begun


def running(cluster: Cluster) -> int:
    """How many Pods run, their containers up: one that falls over and over again does not."""
    rows = cluster.store.list("pods", "default")
    return sum(row["status"]["phase"] == "Running" and _is_up(row) for row in rows)


def _is_up(pod: dict[str, Any]) -> bool:
    return all(row["ready"] for row in pod["status"].get("containerStatuses") or ())


def run() -> None:
    """Print, for growing clusters, what a Pod costs in time, events and memory."""
    settle(alone=True)
    largest = int(os.environ.get("PODS", SIZES[-1][1]))
    costs = [measure(nodes, pods) for nodes, pods in SIZES if pods <= largest]
    growth = ", ".join(f"{pods:,}: {cost / costs[0]:.2f}" for (_, pods), cost in zip(SIZES, costs))
    print(f"CPU of a Pod against that of the first ten (1 is linear): {growth}")
    print(f"peak memory of the process {peak_bytes() / 1e6:.0f} MB")


def measure(nodes: int, pods: int) -> float:
    """Print the figures of one size; returns CPU seconds a Pod."""
    begun = time.process_time()
    cluster = Cluster.create(spec_of(nodes), 1, 1_700_000_000 * SECOND)
    booted = time.process_time() - begun
    gc.collect()
    idle = _idle_steps(cluster)
    before, steps = resident_bytes(), cluster.sim.state.steps
    begun, used = time.perf_counter(), time.process_time()
    virtual = fill(cluster, pods)
    wall, used = time.perf_counter() - begun, time.process_time() - used
    steps = cluster.sim.state.steps - steps - round(idle * virtual / SECOND)
    print(
        f"{nodes} nodes (booted in {booted:.1f} s CPU), {running(cluster)} of {pods} Pods Running: "
        f"{used:.1f} s CPU ({used / pods * 1e3:.2f} ms a Pod, {pods / used:.0f} Pods/s), "
        f"{wall:.1f} s wall, {virtual / SECOND:.0f} virtual seconds, {steps / pods:.0f} events "
        f"and {(resident_bytes() - before) / pods / 1e3:.0f} kB a Pod"
    )
    return used / pods


def _idle_steps(cluster: Cluster) -> float:
    """Events of a virtual second of the cluster before it has any Pod: heartbeats, timers."""
    begun = cluster.sim.state.steps
    cluster.sim.run_until(cluster.sim.now + IDLE)
    return (cluster.sim.state.steps - begun) / (IDLE / SECOND)
