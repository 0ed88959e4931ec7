"""What tests of hostile inputs share: budgets of events and bytes, and what to throw.  Not a test.

A host gives each cluster slices of a few milliseconds between two events, so what must be bounded
is the single event, and the state.  Idle clusters take a bounded number of events.
"""

import pickle
import sys

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.kernel.clock import SECOND

START = 1_790_000_000 * SECOND
ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")
GROWTH = 12_000_000
"""Bytes that a cluster's state may grow by, whatever is thrown at it."""
LONGEST_EVENT = 1_000_000
"""Calls of functions in a single event, beyond which it counts as hung: while it runs nobody else
is served.  So many take about half a second; unlike time they are the same on every machine.  Most
are made by some five hundred Pods in one sync: 236,000."""


def weight(cluster):
    """The bytes of the state, written out without compression."""
    return len(pickle.dumps(cluster.state, protocol=5))


def run(cluster, microseconds, events):
    """Let time pass; it must not take more events than that."""
    steps = cluster.sim.state.steps
    assert cluster.sim.run_until(cluster.sim.now + microseconds, events), "too many events"
    return cluster.sim.state.steps - steps


def endure(cluster, microseconds, calls=1_500_000):
    """Let time pass, but no more than some calls of functions; no single event may take many."""
    end, longest = cluster.sim.now + microseconds, 0
    while cluster.sim.now < end and calls > 0:
        made = calls_of(cluster.sim.step)
        longest, calls = max(longest, made), calls - made
    assert longest < LONGEST_EVENT
    return longest


def calls_of(work):
    """How many functions, Python's and built-in ones, a piece of work calls."""
    made = 0

    def count(_frame, event, _argument):
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def shell(cluster, line, seconds=30, events=200_000):
    """Run a line of bash on the control plane for some time; (status or None, output)."""
    token = cluster.machine.run_command(["bash", "-c", line])
    run(cluster, seconds * SECOND, events)
    result = cluster.machine.command_result(token)
    if result is None:
        output, errors = cluster.machine.abandon_command(token)
        return None, output + errors
    return result[0], result[1] + result[2]


def alive(cluster):
    """A new learner's command still works, at once."""
    status, output = shell(cluster, "kubectl get nodes", 10)
    assert status == 0, output
    assert b"k8snode2" in output


def pod(name, command, **spec):
    container = {"name": "c", "image": "busybox", "command": ["sh", "-c", command]}
    container |= spec.pop("container", {})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": [container], **spec},
    }


def replicas(client):
    return len(client.list("pods", "default"))


def workload(resource, name, labels, count):
    kind = {"replicasets.apps": "ReplicaSet", "deployments.apps": "Deployment"}[resource]
    template = {"metadata": {"labels": labels}, "spec": pod("x", "sleep 1d")["spec"]}
    return {
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name},
        "spec": {"replicas": count, "selector": {"matchLabels": labels}, "template": template},
    }  # fmt: skip
