"""Wrong and hostile inputs: none may hang a cluster, or make it grow without bound.

Here: objects of all sorts, files, programs.  Beside it: Pods (``test_hostile_pods``), controllers
(``test_hostile_controllers``).
"""

import contextlib

import pytest

from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.clock import HOUR, MINUTE, SECOND
from podlab.engine.objects.status import ApiError
from podlab.engine.spec import MOST_OBJECTS
from tests.simulation.hostile import (
    GROWTH,
    alive,
    endure,
    pod,
    replicas,
    run,
    shell,
    weight,
    workload,
)


# --- the API's inputs -----------------------------------------------------------------------------
def test_a_pod_that_mounts_the_folder_of_its_own_volumes(cluster, client):
    """hostPath /var/lib/kubelet/pods, mounted into itself: a walk over it ends."""
    own = {"name": "own", "hostPath": {"path": "/var/lib/kubelet/pods"}}
    mounts = {"volumeMounts": [{"name": "own", "mountPath": "/own"}]}
    line = "find /own -name '*' | head -c 100000; ls -R /own; du -s /own; cp -r /own /own/again"
    client.create("pods", "default", pod("self", line, volumes=[own], container=mounts))
    before = weight(cluster)
    run(cluster, 5 * MINUTE, 100_000)
    assert weight(cluster) - before < GROWTH
    alive(cluster)


def test_a_pod_that_owns_itself(cluster, client):
    made = client.create("pods", "default", pod("self", "sleep 1d"))
    owner = {"apiVersion": "v1", "kind": "Pod", "name": "self", "uid": made["metadata"]["uid"]}
    client.patch("pods", "default", "self", {"metadata": {"ownerReferences": [owner]}}, "merge")
    run(cluster, 2 * MINUTE, 50_000)
    client.delete("pods", "default", "self", propagation="Foreground")
    run(cluster, 2 * MINUTE, 50_000)
    alive(cluster)


@pytest.mark.parametrize("propagation", ["Background", "Foreground", "Orphan"])
def test_owners_in_a_circle(cluster, client, propagation):
    names = ["a", "b", "c"]
    for name in names:
        client.create("configmaps", "default", {"metadata": {"name": name}, "data": {"k": name}})
    for name, owner in zip(names, names[1:] + names[:1]):
        uid = client.get("configmaps", "default", owner)["metadata"]["uid"]
        row = {"apiVersion": "v1", "kind": "ConfigMap", "name": owner, "uid": uid,
               "blockOwnerDeletion": True}  # fmt: skip
        patch = {"metadata": {"ownerReferences": [row]}}
        client.patch("configmaps", "default", name, patch, "merge")
    client.delete("configmaps", "default", "a", propagation=propagation)
    run(cluster, 10 * MINUTE, 50_000)
    alive(cluster)


@pytest.mark.parametrize("schedule", ["0 0 30 2 *", "0 0 31 4 *", "59 23 31 11 *"])
def test_a_schedule_that_never_comes(cluster, client, schedule):
    template = {"spec": {"template": {"spec": {**pod("x", "true")["spec"],
                                               "restartPolicy": "Never"}}}}  # fmt: skip
    client.create(
        "cronjobs.batch", "default",
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "never"},
         "spec": {"schedule": schedule, "jobTemplate": template}},
    )  # fmt: skip
    run(cluster, 2 * HOUR, 20_000)
    assert client.list("jobs.batch", "default") == []


def test_a_schedule_of_every_minute_whose_jobs_fail_for_a_day(cluster, client):
    """Histories and back-off bound what is kept."""
    failing = {**pod("x", "exit 1")["spec"], "restartPolicy": "Never"}
    template = {"spec": {"backoffLimit": 1, "template": {"spec": failing}}}
    client.create(
        "cronjobs.batch", "default",
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "often"},
         "spec": {"schedule": "* * * * *", "jobTemplate": template}},
    )  # fmt: skip
    run(cluster, HOUR, 100_000)
    assert len(client.list("jobs.batch", "default")) <= 5
    assert replicas(client) <= 10


@pytest.mark.parametrize("resource", ["replicasets.apps", "deployments.apps"])
def test_two_sets_that_select_the_same_pods(cluster, client, resource):
    """Neither fights for the other's: an owner is an owner."""
    for name in ("one", "two"):
        client.create(resource, "default", workload(resource, name, {"app": "same"}, 3))
    run(cluster, 10 * MINUTE, 80_000)
    assert replicas(client) == 6


def test_selectors_that_select_everything(cluster, client):
    """A budget, a policy, a service over all Pods; an empty selector of a workload is refused."""
    everything = {"minAvailable": 1, "selector": {}}
    client.create("poddisruptionbudgets.policy", "default",
                  {"metadata": {"name": "all"}, "spec": everything})  # fmt: skip
    client.create("networkpolicies.networking.k8s.io", "default",
                  {"metadata": {"name": "all"}, "spec": {"podSelector": {}}})  # fmt: skip
    bad = workload("deployments.apps", "bad", {"app": "x"}, 2)
    bad["spec"]["selector"] = {}
    with pytest.raises(ApiError, match="empty selector is invalid"):
        client.create("deployments.apps", "default", bad)
    client.create("deployments.apps", "default",
                  workload("deployments.apps", "good", {"app": "x"}, 20))  # fmt: skip
    run(cluster, 5 * MINUTE, 100_000)
    assert replicas(client) == 20


def test_a_million_replicas_grow_no_faster_than_they_are_made(cluster, client):
    """Slow start and quotas of the machine bound what a moment costs; scaling down ends it."""
    huge = workload("deployments.apps", "huge", {"app": "huge"}, 1_000_000)
    client.create("deployments.apps", "default", huge)
    endure(cluster, 2 * SECOND)
    made = replicas(client)
    assert 0 < made <= MOST_OBJECTS
    assert cluster.store.size() <= MOST_OBJECTS
    client.delete("deployments.apps", "default", "huge")
    endure(cluster, MINUTE)


def test_restarts_without_end(cluster, client):
    """Ten thousand take a month with back-off; a night of them leaves few logs, Events, dead
    containers, and a bounded history."""
    client.create("pods", "default", pod("crash", "echo again; exit 1"))
    run(cluster, 10 * MINUTE, 20_000)
    before = weight(cluster)
    run(cluster, 8 * HOUR, 60_000)
    restarts = client.get("pods", "default", "crash")["status"]["containerStatuses"][0]
    assert restarts["restartCount"] > 90
    assert weight(cluster) - before < GROWTH
    dead = sum(len(runtime.state.containers) for runtime in cluster.runtimes.values())
    assert dead <= 6
    assert cluster.store.count("events") < 100


def test_huge_maps_of_labels_and_annotations(client):
    labels = {f"key-{number}": "x" * 63 for number in range(5_000)}
    big = pod("labels", "sleep 1d")
    big["metadata"]["labels"] = labels
    made = client.create("pods", "default", big)
    assert len(made["metadata"]["labels"]) == 5_000
    notes = pod("notes", "sleep 1d")
    notes["metadata"]["annotations"] = {f"k{number}": "x" * 1000 for number in range(1_000)}
    with pytest.raises(ApiError, match="may not be more than 262144 bytes"):
        client.create("pods", "default", notes)


def test_a_pod_of_a_thousand_containers(cluster, client):
    many = pod("many", "sleep 1d")
    first = many["spec"]["containers"][0]
    many["spec"]["containers"] = [{**first, "name": f"c{number}"} for number in range(1_000)]
    client.create("pods", "default", many)
    cluster.sim.run_until(cluster.sim.now + 2 * MINUTE, 100_000)
    client.delete("pods", "default", "many", grace=0)
    cluster.sim.run_until(cluster.sim.now + 2 * MINUTE, 100_000)
    alive(cluster)


# --- YAML and files -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "{" * 5_000,
        "[" * 5_000 + "]" * 5_000,
        "- " * 3_000 + "x",
        "".join(f"{' ' * number}a{number}:\n" for number in range(1_500)),
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n"
            for n in range(9)
        ),
        "&a [*a]",
        "x" * 2_000_000,
        "\x00\x01\x02",
    ],
    ids=["braces", "brackets", "dashes", "nested", "laughs", "cycle", "long", "binary"],
)  # fmt: skip
def test_yaml_that_is_too_deep_or_too_much(cluster, text):
    with contextlib.suppress(CommandRefused):  # too large for the editor: then there is no file
        perform(cluster, {"do": "file.write", "path": "/root/bad.yaml", "text": text})
    before = weight(cluster)
    status, output = shell(cluster, "kubectl apply -f /root/bad.yaml")
    assert status == 1, output
    assert output.startswith(b"error"), output[:200]
    assert weight(cluster) - before < GROWTH
    alive(cluster)


def test_a_file_of_ten_megabytes(cluster):
    """The editor refuses it; the shell writes it; kubectl refuses to read so much."""
    before = weight(cluster)
    with pytest.raises(CommandRefused, match="too-large"):
        perform(cluster, {"do": "file.write", "path": "/root/big", "text": "x: y\n" * 2_000_000})
    shell(cluster, "head -c 10000000 /dev/zero | tr '\\0' x > /root/big; ls -l /root/big", 60)
    status, _ = shell(cluster, "kubectl apply -f /root/big")
    assert status not in (0, None)
    assert weight(cluster) - before < GROWTH + 10_000_000
    alive(cluster)


@pytest.mark.slow
def test_a_disk_that_is_written_full(cluster):
    before = weight(cluster)
    line = "while :; do head -c 1000000 /dev/urandom >> /root/full || break; done; echo ended"
    cluster.machine.run_command(["bash", "-c", line])
    endure(cluster, MINUTE, 3_000_000)
    assert weight(cluster) - before < 20_000_000
    shell(cluster, "rm -f /root/full")
    alive(cluster)


HELD = 70_000_000
"""What the processes of a machine may hold: the largest is killed at 48 MB."""


# --- programs -------------------------------------------------------------------------------------
PROGRAMS = {
    "fork bomb": ":(){ :|:& };:",
    "yes": "yes",
    "yes into nothing": "yes > /dev/null",
    "busy loop": "while :; do :; done",
    "until never": "until false; do true; done",
    "background jobs": "while :; do sleep 1000 & done",
    "recursive function": "f() { f; }; f",
    "recursive script": "echo 'sh /root/r.sh' > /root/r.sh; sh /root/r.sh",
    "growing variable": "x=x; while :; do x=$x$x; done",
    "growing array of words": "set -- a; while :; do set -- $@ $@; done",
    "brace expansion": "echo {1..100000000}",
    "nested braces": "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"
    "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
    "arithmetic": "echo $((9**9**9))",
    "long count": "seq 1 1000000000 | tail -1",
    "endless file": "cat /dev/zero | sort",
    "endless pipe": "yes | cat | cat | grep -v y",
    "append to itself": "echo x > /root/a; cat /root/a >> /root/a",
    "pattern": "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep -E '(a+)+$'",
    "watch": "kubectl get pods -A -w",
    "sed loop": "echo a | sed ':x;s/a/aa/;tx'",
    "awk loop": "awk 'BEGIN { while (1) x = x \"y\" }'",
}


@pytest.mark.slow
@pytest.mark.parametrize("line", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_programs_that_never_end_or_grow(cluster, line):
    """No single event is long, and what is held is bounded; it can be killed."""
    before = weight(cluster)
    token = cluster.machine.run_command(["bash", "-c", line])
    endure(cluster, MINUTE)
    assert weight(cluster) - before < HELD
    if cluster.machine.command_result(token) is None:
        cluster.machine.abandon_command(token)
        endure(cluster, SECOND)


@pytest.mark.slow
def test_a_fork_bomb_in_a_container_ends_with_its_pod(cluster, client):
    client.create("pods", "default", pod("bomb", "f() { f | f & }; f; sleep 1d"))
    endure(cluster, 2 * MINUTE, 3_000_000)
    client.delete("pods", "default", "bomb", grace=0)
    cluster.sim.run_until(cluster.sim.now + 3 * SECOND, 100_000)
    machines = cluster.machines.values()
    assert all(len(machine.state.processes) < 60 for machine in machines)
    alive(cluster)


@pytest.mark.slow
def test_a_container_that_only_talks(cluster, client):
    """Logs are rotated: what is kept is bounded."""
    client.create("pods", "default", pod("talk", "yes"))
    run(cluster, 10 * SECOND, 50_000)
    before = weight(cluster)
    endure(cluster, 10 * MINUTE, 3_000_000)
    assert weight(cluster) - before < GROWTH
    alive(cluster)
