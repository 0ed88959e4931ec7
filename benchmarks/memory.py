"""Memory per learner: a live cluster with both walkthroughs' objects, and a sleeping one.

Not here: the process's fixed cost (code, schema), which is printed apart.
"""

import gc

from benchmarks.engine import ADMIN
from benchmarks.figures import resident_bytes
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec

LEARNERS = 40


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


def run() -> None:
    """Print bytes per live and per sleeping learner."""
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
