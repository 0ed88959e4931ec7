"""From a Pod's specification to what the runtime is asked for.

Here: sandbox and container configurations: hostname, DNS, command, mounts, hosts file, resources.
A container that cannot be configured raises ``ConfigProblem``.  Not here: starting it.
"""

import json
from typing import Any

from podlab.engine.kubelet.containers.environment import ConfigProblem, environment, expand
from podlab.engine.kubelet.containers.messages import message_file
from podlab.engine.kubelet.containers.resources import (
    cpu_quota,
    cpu_shares,
    memory_limit,
    milli,
    oom_score,
)
from podlab.engine.kubelet.containers.security import identity
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.images.imagenames import default_tag
from podlab.engine.kubelet.pods import container_of, host_network, uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.podstatus import pod_ip
from podlab.engine.kubelet.volume.volumes import ROOT, is_read_only
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.trees import TreeEntry
from podlab.engine.runtime.containers import PORTS
from podlab.engine.runtime.cri import ContainerConfig, Mount, SandboxConfig

Object = dict[str, Any]

MAX_HOSTNAME = 63
MESSAGE_FILE = "io.kubernetes.container.terminationMessageFile"


def sandbox_config(context: Context, record: PodRecord, attempt: int) -> SandboxConfig:
    """The sandbox of a Pod."""
    pod, spec = record.pod, record.pod["spec"]
    metadata = pod["metadata"]
    servers, searches, options = dns(context, pod)
    return SandboxConfig(
        name=metadata["name"],
        namespace=metadata["namespace"],
        uid=uid_of(pod),
        attempt=attempt,
        hostname=hostname(context, pod)[0],
        labels={
            **(metadata.get("labels") or {}),
            "io.kubernetes.pod.name": metadata["name"],
            "io.kubernetes.pod.namespace": metadata["namespace"],
            "io.kubernetes.pod.uid": uid_of(pod),
        },
        annotations=dict(metadata.get("annotations") or {}),
        host_network=host_network(pod),
        host_pid=bool(spec.get("hostPID")),
        share_processes=bool(spec.get("shareProcessNamespace")),
        dns_servers=servers,
        dns_searches=searches,
        dns_options=options,
        port_mappings=_port_mappings(pod),
        cgroup_parent=f"/kubepods/{(pod.get('status') or {}).get('qosClass', '')}/{uid_of(pod)}",
        log_directory=f"/var/log/pods/{metadata['namespace']}_{metadata['name']}_{uid_of(pod)}",
        memory_limit=memory_limit(spec.get("resources") or {}),
        cpu_quota=cpu_quota(spec.get("resources") or {}),
    )


def _port_mappings(pod: Object) -> list[tuple[str, int, int, str]]:
    rows = []
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                rows.append(
                    (
                        port.get("protocol", "TCP"),
                        port["containerPort"],
                        port["hostPort"],
                        port.get("hostIP", ""),
                    )
                )
    return rows


def hostname(context: Context, pod: Object) -> tuple[str, str]:
    """The Pod's host name, and its full name within its subdomain ('' without one)."""
    spec, metadata = pod["spec"], pod["metadata"]
    if host_network(pod):
        return context.node.name, ""
    name = (spec.get("hostname") or metadata["name"])[:MAX_HOSTNAME].rstrip("-.")
    if spec.get("hostnameOverride"):
        return spec["hostnameOverride"], ""
    if not spec.get("subdomain"):
        return name, ""
    domain = context.node.cluster_domain
    full = f"{name}.{spec['subdomain']}.{metadata['namespace']}.svc.{domain}"
    return (full if spec.get("setHostnameAsFQDN") else name), full


def dns(context: Context, pod: Object) -> tuple[list[str], list[str], list[str]]:
    """Servers, searches and options for the Pod's resolv.conf, by its dnsPolicy."""
    spec = pod["spec"]
    policy = spec.get("dnsPolicy", "ClusterFirst")
    if policy == "ClusterFirst" and host_network(pod):
        policy = "Default"
    if policy in ("ClusterFirst", "ClusterFirstWithHostNet"):
        domain = context.node.cluster_domain
        searches = [f"{pod['metadata']['namespace']}.svc.{domain}", f"svc.{domain}", domain]
        found = ([context.node.cluster_dns], searches, ["ndots:5"])
    elif policy == "None":
        found = ([], [], [])
    else:
        found = _of_node(context)
    own = spec.get("dnsConfig") or {}
    options = {row["name"]: row.get("value") for row in own.get("options") or ()}
    rest = [row for row in found[2] if row.partition(":")[0] not in options]
    rest += [f"{name}:{value}" if value else name for name, value in options.items()]
    return (
        list(dict.fromkeys([*found[0], *(own.get("nameservers") or ())])),
        list(dict.fromkeys([*found[1], *(own.get("searches") or ())])),
        rest,
    )


def _of_node(context: Context) -> tuple[list[str], list[str], list[str]]:
    try:
        text = context.files.read("/etc/resolv.conf").decode("utf-8", "replace")
    except SystemCallError:
        text = ""
    found: dict[str, list[str]] = {"nameserver": [], "search": [], "options": []}
    for line in text.splitlines()[:100]:
        words = line.split()
        if words and words[0] in found:
            found[words[0]] += words[1:]
    return found["nameserver"], found["search"], found["options"]


def container_config(
    context: Context, record: PodRecord, container: Object, attempt: int
) -> ContainerConfig:
    """One container.

    Raises:
        ConfigProblem: something that it refers to is missing, or it may not run so.
    """
    pod = record.pod
    values = environment(context, record, container)
    who = identity(pod, container, context.runtime.image(default_tag(container["image"])))
    resources = record.allocated.get(container["name"]) or container.get("resources") or {}
    message = message_file(uid_of(pod), container["name"], context.serial())
    mounts = _mounts(context, record, container, values) + _files(
        context, record, container, message
    )
    return ContainerConfig(
        name=container["name"],
        attempt=attempt,
        image=container["image"],
        command=_expanded(container.get("command"), values),
        args=_expanded(container.get("args"), values),
        working_dir=container.get("workingDir") or "",
        env=list(values.items()),
        mounts=mounts,
        labels=_labels(pod, container),
        annotations=_annotations(container, message),
        stdin=bool(container.get("stdin")),
        stdin_once=bool(container.get("stdinOnce")),
        tty=bool(container.get("tty")),
        uid=who.uid,
        gid=who.gid,
        groups=who.groups,
        read_only_root=who.read_only_root,
        privileged=who.privileged,
        capabilities_add=who.add,
        capabilities_drop=who.drop,
        no_new_privileges=who.no_new_privileges,
        cpu_shares=cpu_shares(resources),
        cpu_quota=cpu_quota(resources),
        memory_limit=memory_limit(resources),
        oom_score_adj=oom_score(pod, container, milli(context.node.capacity["memory"]) // 1000),
        target_pid_container=_target(record, container),
    )


def _annotations(container: Object, message: str) -> dict[str, str]:
    """What the kubelet notes with the container: the ports only if it declares some."""
    noted = {MESSAGE_FILE: message}
    if ports := container.get("ports"):
        noted[PORTS] = json.dumps(ports, separators=(",", ":"))
    return noted


def _target(record: PodRecord, container: Object) -> str:
    name = container.get("targetContainerName")
    if not name:
        return ""
    view = record.view.latest(name)
    if view is None or view.state != "running" or container_of(record.pod, name) is None:
        raise ConfigProblem(f'unable to find target container "{name}"')
    return view.id


def _expanded(words: list[str] | None, values: dict[str, str]) -> list[str] | None:
    return None if words is None else [expand(word, values) for word in words]


def _labels(pod: Object, container: Object) -> dict[str, str]:
    metadata = pod["metadata"]
    return {
        "io.kubernetes.container.name": container["name"],
        "io.kubernetes.pod.name": metadata["name"],
        "io.kubernetes.pod.namespace": metadata["namespace"],
        "io.kubernetes.pod.uid": uid_of(pod),
    }


def _mounts(
    context: Context, record: PodRecord, container: Object, values: dict[str, str]
) -> list[Mount]:
    mounts = []
    for row in container.get("volumeMounts") or ():
        base = record.mounts.get(row["name"])
        if base is None:
            raise ConfigProblem(
                f'cannot find volume "{row["name"]}" to mount into container "{container["name"]}"'
            )
        sub = row.get("subPath") or expand(row.get("subPathExpr") or "", values)
        source = _sub_path(context, base, sub) if sub else base
        read_only = bool(row.get("readOnly")) or is_read_only(record.pod, row["name"])
        mounts.append(Mount(row["mountPath"], source, read_only))
    return mounts


def _sub_path(context: Context, base: str, sub: str) -> str:
    if sub.startswith("/") or ".." in sub.split("/"):
        raise ConfigProblem(f'failed to prepare subPath for volumeMount: "{sub}"')
    path = f"{base}/{sub}"
    try:
        if not context.files.exists(path):
            context.files.mkdir(path, 0o777, parents=True)
            context.files.chmod(path, context.files.stat(base).mode)
        return context.files.realpath(path)
    except SystemCallError as error:
        raise ConfigProblem(f"failed to create subPath directory: {error}") from error


def _files(context: Context, record: PodRecord, container: Object, message: str) -> list[Mount]:
    """The hosts file and the file for last words, unless the container mounts its own there."""
    taken = {row["mountPath"].rstrip("/") for row in container.get("volumeMounts") or ()}
    mounts, entries, top = [], {}, f"{ROOT}/"
    if "/etc/hosts" not in taken:
        path = f"{ROOT}/{uid_of(record.pod)}/etc-hosts"
        entries[path.removeprefix(top)] = TreeEntry(0o644, hosts_file(context, record).encode())
        mounts.append(Mount("/etc/hosts", path))
    where = container.get("terminationMessagePath")
    if where and where not in taken:
        entries[message.removeprefix(top)] = TreeEntry(0o666, b"")
        mounts.append(Mount(where, message))
    context.files.write_tree(ROOT, entries)
    return mounts


def hosts_file(context: Context, record: PodRecord) -> str:
    """/etc/hosts of a Pod (recorded: scenarios/volumes)."""
    pod = record.pod
    if host_network(pod):
        lines = ["# Kubernetes-managed hosts file (host network)."]
        try:
            lines += context.files.read("/etc/hosts").decode("utf-8", "replace").splitlines()
        except SystemCallError:
            lines.append("127.0.0.1\tlocalhost")
    else:
        name, full = hostname(context, pod)
        names = f"{full}\t{name}" if full and full != name else name
        lines = [
            "# Kubernetes-managed hosts file.",
            "127.0.0.1\tlocalhost",
            "::1\tlocalhost ip6-localhost ip6-loopback",
            "fe00::0\tip6-localnet",
            "fe00::0\tip6-mcastprefix",
            "fe00::1\tip6-allnodes",
            "fe00::2\tip6-allrouters",
            f"{pod_ip(record, context.node.internal_ip)}\t{names}",
        ]
    aliases = pod["spec"].get("hostAliases") or ()
    if aliases:
        lines += ["", "# Entries added by HostAliases."]
        lines += ["\t".join([row["ip"], *(row.get("hostnames") or ())]) for row in aliases]
    return "\n".join(lines) + "\n"
