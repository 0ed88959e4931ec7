"""Wrong and hostile Pods: a kubelet neither hangs nor grows without bound."""

import contextlib

import pytest

from podlab.engine.kernel.clock import HOUR, MINUTE, SECOND
from podlab.engine.objects.status import ApiError
from tests.simulation.hostile import GROWTH, alive, endure, pod, run, shell, weight


def state_of(client, name):
    """The state of a Pod's only container."""
    return client.get("pods", "default", name)["status"]["containerStatuses"][0]["state"]


def doubling(count):
    """Variables each of which is the one before twice."""
    rows = [{"name": "V0", "value": "0123456789"}]
    for number in range(1, count):
        rows.append({"name": f"V{number}", "value": f"$(V{number - 1})$(V{number - 1})"})
    return rows


@pytest.mark.parametrize("count", [12, 60])
def test_variables_that_double(cluster, client, count):
    """What is too long for an exec fails as such; nobody builds it."""
    before = weight(cluster)
    env = {"env": doubling(count)}
    client.create("pods", "default", pod("double", f"echo ${{#V{count - 1}}}", container=env))
    endure(cluster, MINUTE)
    assert weight(cluster) - before < GROWTH
    alive(cluster)


def test_variables_that_name_themselves_and_each_other(cluster, client):
    rows = [{"name": "A", "value": "$(A)$(B)"}, {"name": "B", "value": "$(A)$(B)$(C)"}]
    line = 'echo "$A|$B"; sleep 1d'
    client.create("pods", "default", pod("self", line, container={"env": rows}))
    run(cluster, 20 * SECOND, 5_000)
    _, output = shell(cluster, "kubectl logs self")
    assert output == b"$(A)$(B)|$(A)$(B)$(B)$(C)\n"


def test_many_services_become_variables(cluster, client):
    """Service links of 300 Services with ten ports are twenty thousand variables."""
    ports = [{"name": f"p{number}", "port": 80 + number} for number in range(10)]
    for number in range(300):
        body = {"metadata": {"name": f"s{number}"}, "spec": {"ports": ports}}
        client.create("services", "default", body)
    before = weight(cluster)
    for number in range(10):
        client.create("pods", "default", pod(f"p{number}", "env | wc -l; sleep 1d"))
    run(cluster, MINUTE, 50_000)
    assert weight(cluster) - before < GROWTH
    alive(cluster)


@pytest.mark.parametrize(
    "path", ["a/" * 500 + "a", "x" * 5_000, "$(A)" * 200, "../up", "a/../../b"]
)
def test_sub_paths_that_are_deep_long_or_lead_out(cluster, client, path):
    mount = {"name": "v", "mountPath": "/v", "subPath": path}
    own = {"name": "v", "emptyDir": {}}
    body = pod("deep", "sleep 1d", container={"volumeMounts": [mount]}, volumes=[own])
    with contextlib.suppress(ApiError):  # what leads out is refused
        client.create("pods", "default", body)
    run(cluster, MINUTE, 10_000)
    alive(cluster)


def test_links_in_a_volume_that_lead_in_a_circle(cluster, client):
    """The reader, the walker, and a sub path through it come to an end."""
    line = (
        "cd /v; ln -s loop loop; ln -s b a; ln -s a b; mkdir d; ln -s .. d/up; cat loop; ls -R /v; "
        "find /v; cp -r /v /tmp/v; du /v; tar c /v | wc -c; cat d/up/d/up/d/up/a; sleep 1d"
    )
    own = {"name": "v", "emptyDir": {}}
    mounts = [{"name": "v", "mountPath": "/v"}]
    body = pod("loop", line, container={"volumeMounts": mounts}, volumes=[own])
    second = {"name": "second", "image": "busybox", "command": ["sleep", "1d"],
              "volumeMounts": [{"name": "v", "mountPath": "/w", "subPath": "loop"}]}  # fmt: skip
    body["spec"]["containers"].append(second)
    before = weight(cluster)
    client.create("pods", "default", body)
    run(cluster, 5 * MINUTE, 20_000)
    assert weight(cluster) - before < GROWTH
    alive(cluster)


@pytest.mark.parametrize("kind", ["livenessProbe", "readinessProbe", "startupProbe"])
@pytest.mark.parametrize("command", ["sleep 1d", "yes", "trap '' TERM; while :; do sleep 1; done"])
def test_probes_that_never_end(cluster, client, kind, command):
    """Each is given up after its timeout, and killed.  What it had started becomes a zombie of the
    container, whose first process reaps nobody, as on a real machine."""
    probe = {"exec": {"command": ["sh", "-c", command]}, "periodSeconds": 1, "failureThreshold": 99}
    client.create("pods", "default", pod("ill", "sleep 1d", container={kind: probe}))
    run(cluster, 20 * SECOND, 20_000)
    before = weight(cluster)
    endure(cluster, 5 * MINUTE, 3_000_000)
    assert weight(cluster) - before < 2_000_000
    for machine in cluster.machines.values():
        alive_now = [row for row in machine.state.processes.values() if row.state != "Z"]
        assert len(alive_now) < 20


def test_hooks_that_never_end(cluster, client):
    """postStart holds the Pod back; preStop is cut off by the grace."""
    forever = {"exec": {"command": ["sleep", "1d"]}}
    for hook in ("postStart", "preStop"):
        body = pod(hook.lower(), "sleep 1d", container={"lifecycle": {hook: forever}},
                   terminationGracePeriodSeconds=5)  # fmt: skip
        client.create("pods", "default", body)
    run(cluster, MINUTE, 5_000)
    for name in ("poststart", "prestop"):
        client.delete("pods", "default", name)
    run(cluster, 20 * SECOND, 3_000)
    assert client.list("pods", "default") == []


def test_a_hundred_init_containers(cluster, client):
    many = [{"name": f"i{number}", "image": "busybox", "command": ["true"]}
            for number in range(100)]  # fmt: skip
    before = weight(cluster)
    client.create("pods", "default", pod("many", "sleep 1d", initContainers=many))
    run(cluster, 30 * MINUTE, 60_000)
    assert "running" in state_of(client, "many")
    client.delete("pods", "default", "many", grace=0)
    run(cluster, MINUTE, 5_000)
    assert weight(cluster) - before < 2 * GROWTH


def test_an_init_container_that_fails_for_hours(cluster, client):
    failing = [{"name": "i", "image": "busybox", "command": ["false"]}]
    client.create("pods", "default", pod("never", "sleep 1d", initContainers=failing))
    run(cluster, 10 * MINUTE, 10_000)
    before = weight(cluster)
    run(cluster, 4 * HOUR, 40_000)
    assert weight(cluster) - before < 2_000_000


@pytest.mark.parametrize("field", ["hostPort", "hostNetwork"])
def test_ports_that_collide(cluster, client, field):
    """One of them per node; the others wait for the scheduler, or crash in back-off."""
    spec = {"hostNetwork": True} if field == "hostNetwork" else {}
    port = {"containerPort": 80} | ({"hostPort": 80} if field == "hostPort" else {})
    for number in range(8):
        container = {"name": "c", "image": "nginx", "ports": [port]}
        body = {"metadata": {"name": f"p{number}"}, "spec": {"containers": [container], **spec}}
        client.create("pods", "default", body)
    run(cluster, 10 * MINUTE, 30_000)
    phases = [row["status"]["phase"] for row in client.list("pods", "default")]
    assert phases.count("Running") == 2
    assert phases.count("Pending") == 6


@pytest.mark.parametrize("grace", [0, 1, 10**9])
def test_odd_graces(cluster, client, grace):
    """Zero ends at once; a grace of thirty years can be cut short."""
    line = "trap '' TERM; while :; do sleep 5; done"
    client.create("pods", "default", pod("odd", line, terminationGracePeriodSeconds=grace))
    run(cluster, 20 * SECOND, 5_000)
    client.delete("pods", "default", "odd")
    run(cluster, MINUTE, 5_000)
    if grace > 1:
        assert "running" in state_of(client, "odd")
        client.delete("pods", "default", "odd", grace=1)
        run(cluster, 10 * SECOND, 3_000)
    assert client.list("pods", "default") == []


def test_a_negative_grace_is_refused_or_one_second(cluster, client):
    body = pod("odd", "trap '' TERM; while :; do sleep 5; done", terminationGracePeriodSeconds=-5)
    client.create("pods", "default", body)
    run(cluster, 20 * SECOND, 5_000)
    client.delete("pods", "default", "odd")
    run(cluster, 15 * SECOND, 3_000)
    assert client.list("pods", "default") == []


def test_a_config_map_of_a_mebibyte_that_changes_every_second(cluster, client):
    """Old contents are dropped, in the Pod's volume and in the history."""

    def data(number):
        return {"k": f"{number:04}" + "x" * 1_000_000}

    client.create("configmaps", "default", {"metadata": {"name": "big"}, "data": data(0)})
    own = {"name": "v", "configMap": {"name": "big"}}
    mounts = {"volumeMounts": [{"name": "v", "mountPath": "/v"}]}
    line = "while :; do head -c 4 /v/k; echo; sleep 10; done"
    client.create("pods", "default", pod("reader", line, container=mounts, volumes=[own]))
    run(cluster, 20 * SECOND, 5_000)
    before = weight(cluster)
    for number in range(90):
        client.patch("configmaps", "default", "big", {"data": data(number)}, "merge")
        run(cluster, SECOND, 2_000)
    assert weight(cluster) - before < 70_000_000
    run(cluster, 20 * MINUTE, 20_000)
    _, output = shell(cluster, "kubectl logs reader --tail=1")
    assert b"0089" in output


def test_a_config_map_that_is_too_large_is_refused(client):
    huge = {"metadata": {"name": "huge"}, "data": {"k": "x" * 1_100_000}}
    with pytest.raises(ApiError, match="Too long: may not be more than 1048576 bytes"):
        client.create("configmaps", "default", huge)


def test_a_termination_message_without_end(cluster, client):
    line = "head -c 5000000 /dev/zero | tr '\\0' x > /dev/termination-log; exit 1"
    before = weight(cluster)
    client.create("pods", "default", pod("wordy", line, restartPolicy="Never"))
    run(cluster, 2 * MINUTE, 20_000)
    assert len(state_of(client, "wordy")["terminated"]["message"]) <= 4096
    assert weight(cluster) - before < GROWTH


def test_a_pod_of_two_hundred_volumes(cluster, client):
    rows = [{"name": f"v{number}", "emptyDir": {}} for number in range(200)]
    mounts = [{"name": row["name"], "mountPath": f"/v/{row['name']}"} for row in rows]
    body = pod("many", "ls /v | wc -l; sleep 1d", container={"volumeMounts": mounts}, volumes=rows)
    before = weight(cluster)
    client.create("pods", "default", body)
    run(cluster, MINUTE, 10_000)
    _, output = shell(cluster, "kubectl logs many")
    assert output == b"200\n"
    client.delete("pods", "default", "many", grace=0)
    run(cluster, MINUTE, 5_000)
    assert weight(cluster) - before < 2_000_000


@pytest.mark.slow
def test_memory_that_is_filled_ends_the_pod_not_the_node(cluster, client):
    own = {"name": "v", "emptyDir": {"medium": "Memory"}}
    container = {"volumeMounts": [{"name": "v", "mountPath": "/v"}],
                 "resources": {"limits": {"memory": "32Mi"}}}  # fmt: skip
    line = "while :; do head -c 1000000 /dev/urandom >> /v/full; done"
    before = weight(cluster)
    client.create("pods", "default", pod("full", line, container=container, volumes=[own]))
    endure(cluster, MINUTE, 3_000_000)
    assert weight(cluster) - before < 80_000_000
    client.delete("pods", "default", "full", grace=0)
    run(cluster, MINUTE, 50_000)
    assert weight(cluster) - before < GROWTH
    alive(cluster)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_restarts(cluster, client):
    """A month with a container that ends at once, in back-off."""
    client.create("pods", "default", pod("crash", "exit 1"))
    run(cluster, HOUR, 20_000)
    before = weight(cluster)
    for _ in range(36):
        run(cluster, 24 * HOUR, 150_000)
    count = client.get("pods", "default", "crash")["status"]["containerStatuses"][0]["restartCount"]
    assert count > 10_000
    assert weight(cluster) - before < GROWTH
    assert cluster.store.count("events") < 100
