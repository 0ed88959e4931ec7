"""Memory per learner: a live cluster with both walkthroughs' objects, and a sleeping one.

Not here: the process's fixed cost (code, schema), which is printed apart.
"""

import gc

from benchmarks.engine import ADMIN
from benchmarks.figures import resident_bytes, weight
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import HOUR, SECOND
from podlab.engine.spec import default_spec
from podlab.hosting.collector import settle

LEARNERS = 40
DAY = 24 * HOUR


def busy_cluster(seed: int) -> Cluster:
    """A learner's cluster in the middle of the second walkthrough, with a terminal."""
    cluster = Cluster.create(default_spec(), seed, 1_700_000_000 * SECOND)
    cluster.machine.open_terminal("1", 100, 30)
    client = Client(cluster.api.verbs, ADMIN)
    client.create(
        "deployments.apps",
        "default",
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "nginx-test"},
            "spec": {
                "replicas": 2,
                "selector": {"matchLabels": {"app": "nginx"}},
                "template": {
                    "metadata": {"labels": {"app": "nginx"}},
                    "spec": {"containers": [{"name": "my-nginx", "image": "nginx"}]},
                },
            },
        },
    )
    cluster.sim.run_until(cluster.sim.now + 120 * SECOND)
    return cluster


def waiting() -> tuple[int, int]:
    """Bytes of a new cluster's state, and after a virtual day in which nobody asks anything."""
    cluster = Cluster.create(default_spec(), 0, 1_700_000_000 * SECOND)
    fresh = weight(cluster.state)
    cluster.sim.run_until(cluster.sim.now + DAY)
    return fresh, weight(cluster.state)


def run() -> None:
    """Print bytes per live and per sleeping learner, and what waiting costs."""
    fresh, waited = waiting()
    print(f"state of a cluster {fresh / 1e6:.2f} MB, after a virtual day {waited / 1e6:.2f} MB")
    settle()
    first = busy_cluster(0)
    gc.collect()
    base = resident_bytes()
    live = [busy_cluster(number + 1) for number in range(LEARNERS)]
    gc.collect()
    each = (resident_bytes() - base) / LEARNERS
    asleep = len(first.snapshot())
    print(
        f"fixed {base / 1e6:.0f} MB; live learner {each / 1e6:.2f} MB; "
        f"sleeping learner {asleep / 1e3:.0f} kB in the database and nothing in memory "
        f"(n={len(live)})"
    )
