"""crictl and ctr: the node's runtime through the CRI, and containerd's own view."""

import json
from collections.abc import Callable
from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, notice
from podlab.engine.machine.userland.containers import (
    ContainerRuntime,
    age,
    find,
    runtime,
    size_text,
    split_tag,
    table,
)
from podlab.engine.machine.userland.faults import CommandFault, ServiceFault
from podlab.engine.machine.userland.remote_exec import relay

REFUSAL = ('FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint '
           '"unix:///run/containerd/containerd.sock": connection refused')  # fmt: skip


def main(p: Proc) -> Step:
    """crictl pods | ps | images | pull | logs | exec | inspect | stop | rm | stopp | rmp | rmi"""
    words = list(p.argv[1:])
    while words and words[0] in ("-r", "--runtime-endpoint", "-i", "--image-endpoint", "--timeout"):
        words = words[2:]
    if not words or words[0] in ("help", "--help", "-h"):
        p.write(1, "NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] "
                   "command [command options] [arguments...]\n")  # fmt: skip
        return 0
    action = ACTIONS.get(words[0])
    if action is None:
        raise CommandFault(f"crictl: not simulated in PodLab: crictl {words[0]}")
    try:
        return action(p, runtime(p, REFUSAL), words[1:])
    except ServiceFault as fault:
        raise CommandFault(
            f"FATA[0000] {words[0]}: rpc error: code = "
            f"{getattr(fault, 'code', 'Unknown')} desc = {fault}"
        ) from None


def _plain(args: list[str]) -> list[str]:
    return [word for word in args if not word.startswith("-")]


def _quiet(args: list[str]) -> bool:
    return any(word.startswith("-") and "q" in word for word in args)


def _ago(p: Proc, time: int) -> str:
    return age(p.now - time) + " ago"


def _value(args: list[str], *names: str) -> str:
    for number, word in enumerate(args):
        if word in names and number + 1 < len(args):
            return args[number + 1]
        for name in names:
            if word.startswith(name + "="):
                return word.partition("=")[2]
    return ""


def _pods(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    name, space = _value(args, "--name"), _value(args, "--namespace")
    pods = [pod for pod in service.sandboxes() if name in pod.config.name
            and space in ("", pod.config.namespace)]  # fmt: skip
    pods.sort(key=lambda pod: -pod.created)
    if _quiet(args):
        p.write(1, "".join(pod.id + "\n" for pod in pods))
        return 0
    rows = [[pod.id[:13], _ago(p, pod.created), "Ready" if pod.state == "ready" else "NotReady",
             pod.config.name, pod.config.namespace, str(pod.config.attempt), "(default)"]
            for pod in pods]  # fmt: skip
    p.write(1, table([["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME"],
                      *rows], 10))  # fmt: skip
    return 0


def _ps(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    everything = any(word in ("-a", "--all", "-aq", "-qa") for word in args)
    pods = {pod.id: pod for pod in service.sandboxes()}
    found = [
        each
        for each in service.containers()
        if (everything or each.state == "running")
        and _value(args, "--name") in each.config.name
        and each.sandbox_id.startswith(_value(args, "-p", "--pod"))
    ]
    found.sort(key=lambda each: -each.created)
    if _quiet(args):
        p.write(1, "".join(each.id + "\n" for each in found))
        return 0
    rows = []
    for each in found:
        record = service.image(each.image)
        image = record.id.removeprefix("sha256:")[:13] if record is not None else each.image
        pod = pods.get(each.sandbox_id)
        rows.append([each.id[:13], image, _ago(p, each.created), each.state.capitalize(),
                     each.config.name, str(each.config.attempt), each.sandbox_id[:13],
                     pod.config.name if pod else "unknown"])  # fmt: skip
    p.write(1, table([["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID",
                       "POD"], *rows], 10))  # fmt: skip
    return 0


def _images(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    rows = []
    for image in service.images():
        for name in image.tags or ["<none>"]:
            rows.append([*split_tag(name), image.id.removeprefix("sha256:")[:13],
                         size_text(image.size)])  # fmt: skip
    if _quiet(args):
        p.write(1, "".join(image.id + "\n" for image in service.images()))
        return 0
    p.write(1, table([["IMAGE", "TAG", "IMAGE ID", "SIZE"], *sorted(rows)], 10))
    return 0


def _pull(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    names, m = _plain(args), p.memory
    if not names:
        raise CommandFault("FATA[0000] image name cannot be empty")
    if "token" not in m:
        m["token"] = f"crictl-{p.hostname}-{p.pid}-{p.now}"
        service.pull(names[0], None, m["token"])
        return notice(f"pull/{m['token']}")
    service.pull_result(m["token"])
    record = service.image(names[0])
    p.write(1, f"Image is up to date for {record.id if record is not None else names[0]}\n")
    return 0


def _container(service: ContainerRuntime, text: str) -> Any:
    found = find(service.containers(), text)
    if found is None:
        raise CommandFault(f'E0000 "ContainerStatus from runtime service failed" err="rpc error: '
                           f'code = NotFound desc = an error occurred when try to find container '
                           f'\\"{text}\\": not found" containerID="{text}"\n'
                           f'FATA[0000] rpc error: code = NotFound desc = an error occurred when '
                           f'try to find container "{text}": not found')  # fmt: skip
    return found


def _logs(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    names, m = _plain(args), p.memory
    if not names:
        raise CommandFault("FATA[0000] ID cannot be empty")
    each = _container(service, names[-1])
    lines, m["position"] = service.logs(each.id, m.get("position", 0))
    tail = _value(args, "--tail")
    if is_number(tail) and "shown" not in m:
        lines = lines[-int(tail[:9]) :] if int(tail[:9]) else []
    m["shown"] = True
    for line in lines:
        p.write(1 if line.stream == "stdout" else 2, line.text)
    return notice(f"logs/{each.id}") if "-f" in args or "--follow" in args else 0


def _exec(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    flags = ""
    while args and args[0].startswith("-"):
        flags += args[0].lstrip("-")
        args = args[1:]
    if len(args) < 2:
        raise CommandFault("FATA[0000] execing command in container: command is required")
    stdin, tty, m = "i" in flags, "t" in flags and p.isatty(0), p.memory
    if "session" not in m:
        each = _container(service, args[0])
        m["session"] = service.exec(each.id, args[1:], stdin=stdin, tty=tty)
        if tty:
            p.set_raw(0, True)
    return relay(p, service, stdin, tty)


def _each(act: str) -> Any:
    def run(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
        for text in _plain(args):
            if act in ("stopp", "rmp"):
                pod = find(service.sandboxes(), text)
                if pod is None:
                    raise CommandFault(f"FATA[0000] pod sandbox {text} not found")
                (service.stop_sandbox if act == "stopp" else service.remove_sandbox)(pod.id)
                words = "Stopped" if act == "stopp" else "Removed"
                p.write(1, f"{words} sandbox {pod.id}\n")
            elif act == "rmi":
                service.remove_image(text)
                p.write(1, f"Deleted: {text}\n")
            else:
                each = _container(service, text)
                if act == "stop":
                    service.signal_container(each.id, "")
                else:
                    service.remove_container(each.id)
                p.write(1, each.id + "\n")
        return 0

    return run


def _inspect(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    for text in _plain(args):
        each = _container(service, text)
        status = {"id": each.id, "metadata": {"attempt": each.config.attempt,
                                              "name": each.config.name},
                  "state": f"CONTAINER_{each.state.upper()}", "image": {"image": each.image},
                  "imageRef": each.image_ref, "exitCode": each.exit_code,
                  "reason": each.reason, "message": each.message,
                  "labels": each.config.labels}  # fmt: skip
        p.write(1, json.dumps({"status": status, "info": {"pid": each.pid,
                                                          "sandboxID": each.sandbox_id}},
                              indent=2) + "\n")  # fmt: skip
    return 0


def _stats(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    rows = [["CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES"]]
    for each in service.containers():
        if each.state != "running":
            continue
        used = service.usage(each.id)
        rows.append([each.id[:13], each.config.name, f"{used.cpu_nanocores / 1e7:.2f}",
                     size_text(used.memory_bytes), size_text(used.fs_bytes), "10"])  # fmt: skip
    p.write(1, table(rows, 10))
    return 0


def _version(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    p.write(1, "Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  1.6.20\n"
               "RuntimeApiVersion:  v1\n")  # fmt: skip
    return 0


Action = Callable[[Proc, ContainerRuntime, list[str]], Step]
ACTIONS: dict[str, Action] = {
    "pods": _pods, "ps": _ps, "images": _images, "img": _images, "pull": _pull,
           "logs": _logs, "exec": _exec, "inspect": _inspect, "stop": _each("stop"),
           "rm": _each("rm"), "stopp": _each("stopp"), "rmp": _each("rmp"), "rmi": _each("rmi"),
           "stats": _stats, "version": _version}  # fmt: skip


def ctr(p: Proc) -> Step:
    """ctr [-n namespace] containers|tasks|images ls"""
    words = list(p.argv[1:])
    space = _value(words, "-n", "--namespace") or "default"
    words = [
        word
        for n, word in enumerate(words)
        if not word.startswith("-")
        and (n == 0 or words[n - 1] not in ("-n", "--namespace", "-a", "--address"))
    ]
    service = runtime(
        p, 'ctr: failed to dial "/run/containerd/containerd.sock": connection refused'
    )
    mine = space == "k8s.io"
    kind = words[0] if words else ""
    if kind in ("c", "container", "containers"):
        rows = [["CONTAINER", "IMAGE", "RUNTIME"]]
        if mine:
            rows += sorted([[pod.id, "registry.k8s.io/pause:3.10", "io.containerd.runc.v2"]
                            for pod in service.sandboxes()]
                           + [[each.id, each.image, "io.containerd.runc.v2"]
                              for each in service.containers()])  # fmt: skip
        p.write(1, table(rows, 4))
    elif kind in ("t", "task", "tasks"):
        rows = [["TASK", "PID", "STATUS"]]
        if mine:
            rows += [[pod.id, str(pod.pause_pid), "RUNNING"] for pod in service.sandboxes()
                     if pod.state == "ready"]  # fmt: skip
            rows += [[each.id, str(each.pid), "RUNNING"] for each in service.containers()
                     if each.state == "running"]  # fmt: skip
        p.write(1, table(rows, 4))
    elif kind in ("i", "image", "images"):
        rows = [["REF", "TYPE", "DIGEST", "SIZE", "PLATFORMS", "LABELS"]]
        for image in service.images() if mine else []:
            digest = image.digests[0].partition("@")[2] if image.digests else image.id
            rows += [[tag, "application/vnd.oci.image.index.v1+json", digest,
                      f"{image.size / (1 << 20):.1f} MiB", "linux/amd64", "-"]
                     for tag in image.tags]  # fmt: skip
        p.write(1, table(rows, 1))
    elif kind in ("ns", "namespace", "namespaces"):
        p.write(1, "NAME   LABELS \nk8s.io        \n")
    else:
        raise CommandFault(f"ctr: not simulated in PodLab: ctr {' '.join(words)}".rstrip())
    return 0
