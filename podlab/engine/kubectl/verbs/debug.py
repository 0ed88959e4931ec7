"""``kubectl debug``: an ephemeral container in a Pod, a changed copy of it, or a Pod on a node.

Here: the container or Pod that is added, waiting for it, attaching.  Not here: running it.
"""

from typing import Any

from podlab.engine.apiserver.nodeproxy import LogOptions
from podlab.engine.kernel.chance import stable_hash
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.requests.sending import post
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.verbs import attach, debugprofiles, session
from podlab.engine.machine.program import Step, notice
from podlab.engine.objects.meta import NAME_ALPHABET

Object = dict[str, Any]


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    if "pod" not in memory:
        _begin(c)
        if not _attaches(c):
            return 0
    if "session" not in memory:
        wait = _await(c)
        if wait is not None:
            return wait
    wait = session.step(c)
    if wait is not None:
        return wait
    session.finish(c)
    return 0


def _attaches(c: Context) -> bool:
    return bool(c.flag("attach")) if c.given("attach") else bool(c.flag("stdin"))


def _letters(c: Context, salt: str, count: int = 5) -> str:
    number = stable_hash(f"{c.p.now} {c.p.pid} {salt}")
    letters = ""
    for _ in range(count):
        number, place = divmod(number, len(NAME_ALPHABET))
        letters += NAME_ALPHABET[place]
    return letters


def _begin(c: Context) -> None:
    names = c.args if c.line.dash is None else c.args[: c.line.dash]
    copy = str(c.flag("copy-to") or "")
    if not c.flag("image") and not copy:
        raise CommandError("you must specify --image when not using --copy-to.")
    if not names:
        raise CommandError("NAME or filename is required for debug")
    if c.flag("tty") and not c.flag("stdin"):
        raise CommandError("-i/--stdin is required for containers with -t/--tty=true")
    word = names[0] if "/" in names[0] else f"pods/{names[0]}"
    info = select(c, [word], Ask()).all_or_error()[0]
    if info.resource == "nodes":
        _on_node(c, info)
    elif info.resource != "pods":
        raise CommandError(
            f'"{info.kind.api_version}, Kind={info.kind.kind}" not supported by debug'
        )
    elif copy:
        _copy(c, info, copy)
    else:
        _ephemeral(c, info)


def _arguments(c: Context) -> list[str]:
    return c.args[c.line.dash :] if c.line.dash is not None else c.args[1:]


def _container(c: Context, name: str) -> Object:
    row: Object = {
        "name": name, "image": str(c.flag("image")), "resources": {},
        "terminationMessagePolicy": "File",
    }  # fmt: skip
    if c.flag("image-pull-policy"):
        row["imagePullPolicy"] = str(c.flag("image-pull-policy"))
    words = _arguments(c)
    if words:
        row["args" if c.flag("arguments-only") else "command"] = words
    env = [text.partition("=")[::2] for text in c.flag("env") or []]
    if env:
        row["env"] = [{"name": key, "value": value} for key, value in env]
    if c.flag("stdin"):
        row["stdin"] = True
    if c.flag("tty"):
        row["tty"] = True
    return row


def _named(c: Context) -> str:
    name = str(c.flag("container") or "")
    if name:
        return name
    name = f"debugger-{_letters(c, 'container')}"
    if not c.flag("quiet"):
        c.out(f"Defaulting debug container name to {name}.\n")
    return name


def _ephemeral(c: Context, info: Info) -> None:
    target = str(c.flag("target") or "")
    if target and not c.flag("quiet"):
        c.out(
            f'Targeting container "{target}". If you don\'t see processes from this container it '
            "may be because the container runtime doesn't support this feature.\n"
        )
    name = _named(c)
    row = _container(c, name)
    if target:
        row["targetContainerName"] = target
    known = [dict(old) for old in info.content["spec"].get("ephemeralContainers") or []]
    taken = next((old for old in known if old["name"] == name), None)
    debugprofiles.apply(c, "ephemeral", info.content, row if taken is None else taken)
    order = [{"name": old["name"]} for old in known]
    change = row if taken is None else taken
    if taken is None:
        order.append({"name": name})
    spec = {"$setElementOrder/ephemeralContainers": order, "ephemeralContainers": [change]}
    c.client.patch("pods", info.namespace, info.name, {"spec": spec}, "strategic",
                   "ephemeralcontainers")  # fmt: skip
    c.memory["pod"] = [info.namespace, info.name, name]


def _copy(c: Context, info: Info, copy: str) -> None:
    old = info.content
    spec = {key: value for key, value in old["spec"].items()
            if key not in ("nodeName", "ephemeralContainers")}  # fmt: skip
    if c.flag("same-node"):
        spec["nodeName"] = old["spec"].get("nodeName", "")
    if c.given("share-processes"):
        spec["shareProcessNamespace"] = bool(c.flag("share-processes"))
    rows = [dict(row) for row in spec["containers"]]
    spec["containers"] = rows
    images = dict(text.partition("=")[::2] for text in c.flag("set-image") or [])
    for row in rows:
        row["image"] = images.get(row["name"], images.get("*")) or row["image"]
    head: Object = {"name": copy, "namespace": info.namespace}
    for key in ("labels", "annotations"):
        if old["metadata"].get(key):
            head[key] = old["metadata"][key]
    pod: Object = {"apiVersion": "v1", "kind": "Pod", "metadata": head, "spec": spec}
    name = _changed(c, pod, rows)
    c.client.create("pods", info.namespace, pod)
    if c.flag("replace"):
        c.client.delete("pods", info.namespace, info.name)
    c.memory["pod"] = [info.namespace, copy, name or rows[0]["name"]]


def _changed(c: Context, pod: Object, rows: list[Object]) -> str:
    """Change or add the debug container of a copy; its name, "" when only images change."""
    name = str(c.flag("container") or "")
    row = next((row for row in rows if row["name"] == name), None)
    if row is None:
        if not c.flag("image"):
            if c.flag("set-image"):
                return ""
            raise CommandError("you must specify image when creating new container")
        name = _named(c)
        row = _container(c, name)
        rows.append(row)
    else:
        wanted = _container(c, name)
        row.update({key: value for key, value in wanted.items() if key != "image" or value})
    debugprofiles.apply(c, "copy", pod, row)
    return name


def _on_node(c: Context, info: Info) -> None:
    name = f"node-debugger-{info.name}-{_letters(c, 'pod')}"
    container = str(c.flag("container") or "debugger")
    row = _container(c, container)
    spec = {
        "containers": [row], "nodeName": info.name, "restartPolicy": "Never",
        "tolerations": [{"operator": "Exists"}],
    }  # fmt: skip
    if not c.flag("quiet"):
        c.out(f"Creating debugging pod {name} with container {container} on node {info.name}.\n")
    head = {"name": name, "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"}}
    pod: Object = {"apiVersion": "v1", "kind": "Pod", "metadata": head, "spec": spec}
    debugprofiles.apply(c, "node", pod, row)
    post(c, pod)
    c.memory["pod"] = [c.namespace, name, container]


def _await(c: Context) -> Step | None:
    namespace, name, container = c.memory["pod"]
    pod = c.client.get("pods", namespace, name)
    status = pod.get("status") or {}
    rows = [*(status.get("containerStatuses") or []),
            *(status.get("ephemeralContainerStatuses") or [])]  # fmt: skip
    state = next((row.get("state") or {} for row in rows if row["name"] == container), {})
    if "terminated" in state:
        data, _ = c.kube.nodes.logs(namespace, name, LogOptions(container=container))
        c.out(data)
        return 0
    if "running" not in state:
        return notice("watch/pods")
    attach.begin(c, pod, container)
    return None
