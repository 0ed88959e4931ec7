"""What the runtime is asked for: names, DNS, hosts file, processes (scenarios/volumes)."""

from typing import Any

from podlab.engine.kubelet.containers.containerconfig import (
    dns,
    hostname,
    hosts_file,
    sandbox_config,
)
from podlab.engine.runtime.containers import PORTS
from tests.engine.kubelet.harness import Harness


def pod_on(node: Harness, **spec: Any) -> dict[str, Any]:
    pod = node.pod(**spec)
    node.run(2)
    return pod


def test_the_hosts_file() -> None:
    node = Harness()
    alias = [{"ip": "1.2.3.4", "hostnames": ["a", "b"]}]
    pod_on(node, hostAliases=alias)
    ip = node.status()["podIP"]
    assert hosts_file(node.kubelet.context, node.state.pods["uid-p"]).splitlines() == [
        "# Kubernetes-managed hosts file.",
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost ip6-localhost ip6-loopback",
        "fe00::0\tip6-localnet",
        "fe00::0\tip6-mcastprefix",
        "fe00::1\tip6-allnodes",
        "fe00::2\tip6-allrouters",
        f"{ip}\tp",
        "",
        "# Entries added by HostAliases.",
        "1.2.3.4\ta\tb",
    ]


def test_names() -> None:
    node = Harness()
    context = node.kubelet.context
    pod = pod_on(node, hostname="web", subdomain="sub")
    assert hostname(context, pod) == ("web", "web.sub.default.svc.cluster.local")
    pod["spec"]["setHostnameAsFQDN"] = True
    assert hostname(context, pod)[0] == "web.sub.default.svc.cluster.local"
    pod["spec"]["hostNetwork"] = True
    assert hostname(context, pod) == ("node1", "")


def test_dns_policies() -> None:
    node = Harness()
    context = node.kubelet.context
    node.files.mkdir("/etc")
    node.files.write("/etc/resolv.conf", b"nameserver 192.0.2.1\nsearch example.org\n")
    pod = pod_on(node)
    searches = ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"]
    assert dns(context, pod) == (["10.96.0.10"], searches, ["ndots:5"])
    pod["spec"]["dnsPolicy"] = "Default"
    assert dns(context, pod) == (["192.0.2.1"], ["example.org"], [])
    pod["spec"].update(dnsPolicy="None", dnsConfig={
        "nameservers": ["9.9.9.9"], "searches": ["x"],
        "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}]})  # fmt: skip
    assert dns(context, pod) == (["9.9.9.9"], ["x"], ["ndots:2", "edns0"])
    pod["spec"]["dnsPolicy"] = "ClusterFirst"
    assert dns(context, pod)[2] == ["ndots:2", "edns0"]


def test_a_sandbox() -> None:
    node = Harness()
    ports = [{"containerPort": 80, "hostPort": 8080}]
    pod_on(node, shareProcessNamespace=True,
           containers=[{"name": "c", "image": "nginx", "ports": ports}])  # fmt: skip
    config = sandbox_config(node.kubelet.context, node.state.pods["uid-p"], 2)
    assert (config.attempt, config.share_processes) == (2, True)
    assert config.port_mappings == [("TCP", 80, 8080, "")]


def test_limits_of_the_whole_pod() -> None:
    node = Harness()
    pod_on(node, resources={"limits": {"memory": "100Mi", "cpu": "500m"}})
    config = sandbox_config(node.kubelet.context, node.state.pods["uid-p"], 0)
    assert (config.memory_limit, config.cpu_quota) == (100 << 20, 50_000)


def test_a_container() -> None:
    node = Harness()
    resources = {"requests": {"cpu": "100m"}, "limits": {"cpu": "200m", "memory": "20Mi"}}
    pod_on(node, containers=[{
        "name": "c", "image": "nginx", "resources": resources, "command": ["echo", "$(A)"],
        "args": ["$$(A)"], "env": [{"name": "A", "value": "1"}], "workingDir": "/w"}])  # fmt: skip
    (run,) = node.runtime.runs.values()
    config = run.config
    assert (config.command, config.args) == (["echo", "1"], ["$(A)"])
    assert (config.cpu_shares, config.cpu_quota) == (102, 20_000)
    assert config.memory_limit == 20 << 20
    assert config.working_dir == "/w"
    assert [mount.container_path for mount in config.mounts] == ["/etc/hosts"]
    assert PORTS not in config.annotations


def test_declared_ports_are_noted_with_the_container() -> None:
    node = Harness()
    ports = [{"name": "web", "containerPort": 8080, "protocol": "TCP"}]
    pod_on(node, containers=[{"name": "c", "image": "example.com/app:v1", "ports": ports}])
    (run,) = node.runtime.runs.values()
    assert run.config.annotations[PORTS] == (
        '[{"name":"web","containerPort":8080,"protocol":"TCP"}]'
    )
