"""docker: the node's containers and images as docker shows them.

Not here: the runtime.  Containers are started by the kubelet; ``docker run`` is not simulated.
"""

import json
from typing import Any

from podlab.engine.machine.program import Proc, Step, notice
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.containers import (
    ContainerRuntime,
    age,
    familiar,
    find,
    runtime,
    size_text,
    split_tag,
    table,
)
from podlab.engine.machine.userland.faults import CommandFault, ServiceFault
from podlab.engine.machine.userland.remote_exec import relay

REFUSAL = ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. "
           "Is the docker daemon running?")  # fmt: skip
USAGE = """
Usage:  docker [OPTIONS] COMMAND

Common Commands:
  exec        Execute a command in a running container
  ps          List containers
  pull        Download an image from a registry
  images      List images
  version     Show the Docker version information
"""


def main(p: Proc) -> Step:
    """docker pull | images | ps | rmi | logs | exec | inspect | stop | version | info"""
    words = p.argv[1:]
    if not words or words[0] in ("help", "--help", "-h"):
        p.write(1, USAGE)
        return 0
    name, args = words[0], words[1:]
    if name in ("image", "container") and args:
        name, args = {"ls": "images" if name == "image" else "ps", "rm": "rmi"
                      if name == "image" else "rm"}.get(args[0], args[0]), args[1:]  # fmt: skip
    if name in ("-v", "--version"):
        p.write(1, "Docker version 27.3.1, build ce12230\n")
        return 0
    action = ACTIONS.get(name)
    if action is None:
        if name in (
            "run",
            "build",
            "start",
            "restart",
            "tag",
            "push",
            "login",
            "network",
            "volume",
            "compose",
            "cp",
            "save",
            "load",
            "commit",
            "create",
            "top",
            "stats",
        ):
            raise CommandFault(f"docker: not simulated in PodLab: docker {name}")
        raise CommandFault(f"docker: '{name}' is not a docker command.\nSee 'docker --help'")
    try:
        return action(p, runtime(p, REFUSAL), args)
    except ServiceFault as fault:
        raise CommandFault(f"Error response from daemon: {fault}") from None


def _plain(args: list[str]) -> list[str]:
    return [word for word in args if not word.startswith("-")]


def _pull(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    names = _plain(args)
    if not names:
        raise CommandFault('"docker pull" requires exactly 1 argument.\n'
                           "See 'docker pull --help'.")  # fmt: skip
    image, m = names[0], p.memory
    tagged = "@" in image or ":" in image.rpartition("/")[2]
    if "token" not in m:
        if not tagged and "-q" not in args:
            p.write(1, "Using default tag: latest\n")
        m["before"] = service.image(image) is not None
        m["token"] = f"docker-{p.hostname}-{p.pid}-{p.now}"
        m["due"] = p.now + service.pull(image, None, m["token"])
        return notice(f"pull/{m['token']}")
    try:
        reference = service.pull_result(m["token"])
    except ServiceFault as fault:
        raise CommandFault(f"Error response from daemon: {_pull_words(image, fault)}") from None
    digest = reference.partition("@")[2]
    record = service.image(image)
    name = record.tags[0] if record is not None and record.tags else image
    repository, tag = split_tag(name)
    if "-q" in args:
        p.write(1, name + "\n")
        return 0
    short = repository.removeprefix("docker.io/")
    p.write(1, f"{tag}: Pulling from {short}\n")
    if not m["before"]:
        layers = [digest[7 + 12 * n : 19 + 12 * n] for n in range(3)]
        p.write(1, "".join(f"{layer}: Pull complete\n" for layer in layers))
    status = "Image is up to date" if m["before"] else "Downloaded newer image"
    p.write(1, f"Digest: {digest}\nStatus: {status} for {familiar(name)}\n{name}\n")
    return 0


def _pull_words(image: str, fault: ServiceFault) -> str:
    """A registry's refusal in docker's words."""
    text = str(fault)
    name, tag = split_tag(image)
    if "denied" in text or "insufficient_scope" in text:
        return (
            f"pull access denied for {name}, repository does not exist or may require "
            "'docker login': denied: requested access to the resource is denied"
        )
    if text.endswith("not found"):
        shown = f"{name}:{tag if tag != '<none>' else 'latest'}"
        return f"manifest for {shown} not found: manifest unknown: manifest unknown"
    return text


def _images(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    wanted = _plain(args)
    rows = []
    for image in service.images():
        for name in image.tags or ["<none>"]:
            repository, tag = split_tag(familiar(name))
            if wanted and wanted[0] not in (repository, f"{repository}:{tag}"):
                continue
            rows.append([repository, tag, image.id.removeprefix("sha256:")[:12], "6 weeks ago",
                         size_text(image.size)])  # fmt: skip
    if "-q" in args:
        p.write(1, "".join(row[2] + "\n" for row in rows))
        return 0
    p.write(1, table([["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"], *rows]))
    return 0


def _name(container: Any, pod: Any) -> str:
    return (f"k8s_{container.config.name}_{pod.config.name}_{pod.config.namespace}_"
            f"{pod.config.uid}_{container.config.attempt}")  # fmt: skip


def _rows(service: ContainerRuntime) -> list[tuple[Any, Any, str]]:
    """(container or sandbox, its sandbox, docker's name), newest first."""
    pods = {pod.id: pod for pod in service.sandboxes()}
    rows = [(each, pods[each.sandbox_id], _name(each, pods[each.sandbox_id]))
            for each in service.containers() if each.sandbox_id in pods]  # fmt: skip
    for pod in pods.values():
        config = pod.config
        name = f"k8s_POD_{config.name}_{config.namespace}_{config.uid}_{config.attempt}"
        rows.append((pod, pod, name))
    return sorted(rows, key=lambda row: -row[0].created)


def _state(p: Proc, each: Any) -> str:
    if each.state in ("running", "ready"):
        return "Up " + age(p.now - (getattr(each, "started", 0) or each.created))
    if each.state == "created":
        return "Created"
    finished = getattr(each, "finished", 0) or each.created
    return f"Exited ({getattr(each, 'exit_code', 0)}) {age(p.now - finished)} ago"


def _ps(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    flags = "".join(word[1:] for word in args if word.startswith("-") and word[1:2] != "-")
    everything = "a" in flags or "--all" in args
    wide = "--no-trunc" in args
    rows = []
    for each, _, name in _rows(service):
        if each.state not in ("running", "ready") and not everything:
            continue
        image = getattr(each, "image", "registry.k8s.io/pause:3.10")
        command = _command(each)
        shown = command if wide or len(command) <= 20 else command[:19] + "…"
        rows.append([each.id if wide else each.id[:12], familiar(image), f'"{shown}"',
                     age(p.now - each.created) + " ago", _state(p, each), "", name])  # fmt: skip
    if "q" in flags:
        p.write(1, "".join(row[0] + "\n" for row in rows))
        return 0
    heads = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
    p.write(1, table([heads, *rows]))
    return 0


def _command(each: Any) -> str:
    config = each.config
    words = (getattr(config, "command", None) or []) + (getattr(config, "args", None) or [])
    if words:
        return " ".join(words)
    return "/pause" if not hasattr(config, "image") else "/docker-entrypoint.…"


def _container(service: ContainerRuntime, text: str) -> Any:
    for each, _, name in _rows(service):
        if text and (each.id.startswith(text) or name == text):
            return each
    raise CommandFault(f"Error response from daemon: No such container: {text}")


def _rmi(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    status = 0
    for name in _plain(args):
        record = service.image(name) or find(service.images(), "sha256:" + name)
        if record is None:
            shown = name if ":" in name else name + ":latest"
            p.write(2, f"Error response from daemon: No such image: {shown}\n")
            status = 1
            continue
        service.remove_image(record.tags[0] if record.tags else record.id)
        p.write(1, "".join(f"Untagged: {familiar(tag)}\n" for tag in record.tags))
        p.write(1, f"Deleted: {record.id}\n")
    return status


def _logs(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    names = _plain(args)
    if not names:
        raise CommandFault('"docker logs" requires exactly 1 argument.')
    each = _container(service, names[0])
    m = p.memory
    lines, m["position"] = service.logs(each.id, m.get("position", 0))
    for line in lines:
        p.write(1 if line.stream == "stdout" else 2, line.text)
    return notice(f"logs/{each.id}") if "-f" in args else 0


def _exec(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    flags = ""
    while args and args[0].startswith("-"):
        flags += args[0][1:]
        args = args[1:]
    if len(args) < 2:
        raise CommandFault('"docker exec" requires at least 2 arguments.\n'
                           "See 'docker exec --help'.")  # fmt: skip
    m = p.memory
    tty = "t" in flags and p.isatty(0)
    if "session" not in m:
        each = _container(service, args[0])
        m["session"] = service.exec(each.id, args[1:], stdin="i" in flags, tty=tty)
        if tty:
            p.set_raw(0, True)
    return relay(p, service, "i" in flags, tty)


def _stop(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    for text in _plain(args):
        service.signal_container(_container(service, text).id, "KILL" if "kill" in p.argv[1:2]
                                 else "")  # fmt: skip
        p.write(1, text + "\n")
    return 0


def _remove(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    for text in _plain(args):
        each = _container(service, text)
        if each.state == "running" and "-f" not in args:
            raise CommandFault(f"Error response from daemon: cannot remove container: {text}: "
                               "container is running: stop the container before removing or force "
                               "remove")  # fmt: skip
        service.remove_container(each.id)
        p.write(1, text + "\n")
    return 0


def _inspect(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    found = []
    for text in _plain(args):
        record = service.image(text)
        if record is not None:
            found.append({"Id": record.id, "RepoTags": [familiar(tag) for tag in record.tags],
                          "RepoDigests": record.digests, "Architecture": "amd64", "Os": "linux",
                          "Size": record.size})  # fmt: skip
            continue
        each = _container(service, text)
        found.append({"Id": each.id, "Created": strftime(each.created, "%Y-%m-%dT%H:%M:%S.%NZ"),
                      "State": {"Status": each.state, "Running": each.state in ("running", "ready"),
                                "Pid": getattr(each, "pid", 0),
                                "ExitCode": getattr(each, "exit_code", 0)},
                      "Image": getattr(each, "image_ref", "")})  # fmt: skip
    p.write(1, json.dumps(found, indent=4) + "\n")
    return 0


def _version(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    rows = " Version:           27.3.1\n API version:       1.47\n OS/Arch:           linux/amd64\n"
    p.write(1, f"Client: Docker Engine - Community\n{rows}\nServer: Docker Engine - Community\n"
               f" Engine:\n{rows}")  # fmt: skip
    return 0


def _info(p: Proc, service: ContainerRuntime, args: list[str]) -> Step:
    rows = _rows(service)
    running = sum(row[0].state in ("running", "ready") for row in rows)
    p.write(1, f"Server:\n Containers: {len(rows)}\n  Running: {running}\n  Paused: 0\n"
               f"  Stopped: {len(rows) - running}\n Images: {len(service.images())}\n"
               f" Name: {p.hostname}\n")  # fmt: skip
    return 0


ACTIONS = {"pull": _pull, "images": _images, "ps": _ps, "rmi": _rmi, "logs": _logs, "exec": _exec,
           "stop": _stop, "kill": _stop, "rm": _remove, "inspect": _inspect, "version": _version,
           "info": _info}  # fmt: skip
