"""Pod lifecycles per second in one process: create, schedule, run, delete.

Virtual time is free: what is measured is CPU.  Not here: sockets, the database.
"""

import cProfile
import os
import pstats
import time

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec
from podlab.hosting.collector import settle

PODS = 400
BATCH = 40
ADMIN = Caller("kubernetes-admin", ("system:masters",), "benchmark", "benchmark")


def pod(name: str) -> dict[str, object]:
    """A Pod like a learner's."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": "bench"}},
        "spec": {
            "containers": [{"name": "web", "image": "nginx", "imagePullPolicy": "IfNotPresent"}]
        },
    }


def lifecycles(cluster: Cluster, count: int, prefix: str) -> int:
    """Play Pods' whole lives; returns how many writes the store saw."""
    client = Client(cluster.api.verbs, ADMIN)
    before = cluster.store.revision
    for first in range(0, count, BATCH):
        names = [f"{prefix}-{number}" for number in range(first, min(first + BATCH, count))]
        for name in names:
            client.create("pods", "default", pod(name))
        cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
        for name in names:
            client.delete("pods", "default", name)
        cluster.sim.run_until(cluster.sim.now + 10 * SECOND)
    return cluster.store.revision - before


def run() -> None:
    """Print lifecycles per CPU second, and with PROFILE=1 what limits them."""
    cluster = Cluster.create(default_spec(), 1, 1_700_000_000 * SECOND)
    lifecycles(cluster, BATCH, "warm")
    settle()
    profile = cProfile.Profile() if os.environ.get("PROFILE") else None
    begun = time.process_time()
    steps = cluster.sim.state.steps
    if profile:
        profile.enable()
    writes = lifecycles(cluster, PODS, "pod")
    if profile:
        profile.disable()
    spent = time.process_time() - begun
    steps = cluster.sim.state.steps - steps
    left = cluster.store.count("pods")
    print(
        f"{PODS / spent:.0f} Pod lifecycles/s on one core "
        f"({spent / PODS * 1e3:.2f} ms each, {writes / PODS:.1f} writes, "
        f"{steps / PODS:.0f} events each; {left} Pods left)"
    )
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
