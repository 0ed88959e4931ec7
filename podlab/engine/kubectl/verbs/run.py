"""``kubectl run``: a Pod out of flags; with ``-i`` and ``--rm`` it attaches and cleans up.

Here: the Pod as kubectl sends it, and the stages of an attached run.  Not here: the streams
(``session``).
"""

import json
from typing import Any

from podlab.engine.apiserver.nodeproxy import LogOptions
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.labels import parse_labels
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import output_format, print_object
from podlab.engine.kubectl.requests.lastapplied import annotated
from podlab.engine.kubectl.requests.patching import json_merge, strategic
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import post
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.verbs import attach, session
from podlab.engine.machine.program import Step, Wait, first_of, notice, until
from podlab.engine.objects.patch import json_patch
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def run(c: Context) -> Step:
    """The verb."""
    if "pod" not in c.memory:
        step = _create(c)
        if step is not None:
            return step
    return _attached(c)


# --- the objects ------------------------------------------------------------------------------


def _check(c: Context) -> None:
    if not c.args or c.line.dash == 0:
        raise c.usage("NAME is required for run")
    image = str(c.flag("image"))
    if not image:
        raise CommandError("--image is required")
    if c.flag("tty") and not c.flag("stdin"):
        raise CommandError("-i/--stdin is required for containers with -t/--tty=true")
    if c.flag("expose") and not c.flag("port"):
        raise CommandError("--port must be set when exposing a service")
    attach_it = _attaches(c)
    if attach_it and c.dry_run != "none":
        raise CommandError(
            f"--dry-run={c.dry_run} can't be used with attached containers options (--attach, "
            "--stdin, or --tty)"
        )
    if c.flag("rm") and not attach_it:
        raise CommandError("--rm should only be used for attached containers")


def _attaches(c: Context) -> bool:
    return bool(c.flag("attach")) if c.given("attach") else bool(c.flag("stdin"))


def _labels(c: Context, name: str) -> dict[str, str]:
    text = str(c.flag("labels") or "")
    return parse_labels(text) if text else {"run": name}


def _env(c: Context) -> list[Object]:
    rows = []
    for text in c.flag("env") or []:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise CommandError(f"invalid env: {text}")
        rows.append({"name": name, "value": value})
    return rows


def _container(c: Context, name: str) -> Object:
    container: Object = {"name": name, "image": str(c.flag("image")), "resources": {}}
    arguments = c.args[1:]
    if arguments:
        container["command" if c.flag("command") else "args"] = arguments
    if env := _env(c):
        container["env"] = env
    if policy := str(c.flag("image-pull-policy") or ""):
        if policy not in ("Always", "IfNotPresent", "Never"):
            raise CommandError(f"invalid image pull policy: {policy}")
        container["imagePullPolicy"] = policy
    if port := str(c.flag("port") or ""):
        if not port.isdigit():
            raise CommandError("--port must be a number")
        container["ports"] = [{"containerPort": int(port)}]
    if c.flag("stdin"):
        container["stdin"] = True
        if not c.flag("leave-stdin-open"):
            container["stdinOnce"] = True
    if c.flag("tty"):
        container["tty"] = True
    if c.flag("privileged"):
        container["securityContext"] = {"privileged": True}
    return container


def _pod(c: Context, name: str, labels: dict[str, str]) -> Object:
    restart = str(c.flag("restart") or "Always")
    if restart not in ("Always", "OnFailure", "Never"):
        raise CommandError(
            f"invalid restart policy: {restart}, valid values are: Always, OnFailure, Never"
        )
    head: Object = {"name": name, "labels": labels}
    if c.enforce_namespace:
        head["namespace"] = c.namespace
    notes = {}
    for text in c.flag("annotations") or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise CommandError(f"invalid annotations format: {text}")
        notes[key] = value
    if notes:
        head["annotations"] = notes
    spec = {
        "containers": [_container(c, name)], "dnsPolicy": "ClusterFirst", "restartPolicy": restart,
    }  # fmt: skip
    return {"apiVersion": "v1", "kind": "Pod", "metadata": head, "spec": spec, "status": {}}


def _overridden(c: Context, pod: Object) -> Object:
    text = str(c.flag("overrides") or "")
    if not text:
        return pod
    try:
        patch = json.loads(text)
    except ValueError:
        raise CommandError("invalid character in --overrides: it is not JSON") from None
    kind = str(c.flag("override-type") or "merge")
    if kind == "json":
        result = json_patch(pod, patch)
    elif kind == "strategic":
        result = strategic(c.kinds.by_kind("v1", "Pod"), pod, patch)
    elif kind == "merge":
        result = json_merge(pod, patch)
    else:
        raise CommandError(f"invalid override type: {kind}")
    if not isinstance(result, dict):
        raise CommandError("couldn't get version/kind; json parse error")
    return result


def _service(c: Context, name: str, labels: dict[str, str]) -> Object:
    port = int(c.flag("port"))
    head: Object = {"name": name}
    if c.enforce_namespace:
        head["namespace"] = c.namespace
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": head,
        "spec": {
            "ports": [{"port": port, "protocol": "TCP", "targetPort": port}], "selector": labels,
        },
        "status": {"loadBalancer": {}},
    }  # fmt: skip


def _create(c: Context) -> Step | None:
    _check(c)
    output_format(c)
    name = c.args[0]
    labels = _labels(c, name)
    objects = [_overridden(c, _pod(c, name, labels))]
    if c.flag("expose"):
        objects.append(_service(c, name, labels))
    made = []
    for obj in objects:
        obj = recorded(c, annotated(obj) if c.flag("save-config") else obj)
        made.append(obj if c.dry_run == "client" else post(c, obj))
    if not _attaches(c):
        for obj in made:
            print_object(c, obj, "created")
        return 0
    c.memory["pod"] = made[0]["metadata"]["name"]
    c.memory["made"] = [[obj["apiVersion"], obj["kind"], obj["metadata"]["name"]] for obj in made]
    c.memory["deadline"] = c.p.now + int(c.flag("pod-running-timeout"))
    return None


# --- attached ---------------------------------------------------------------------------------


def _attached(c: Context) -> Step:
    memory = c.memory
    if "session" not in memory and not memory.get("ended"):
        wait = _await_running(c)
        if wait is not None:
            return wait
    if "session" in memory and not memory.get("ended"):
        wait = session.step(c)
        if wait is not None:
            return wait
        session.finish(c)
        memory["ended"] = True
    restart = str(c.flag("restart") or "Always")
    if restart == "Always" or c.flag("leave-stdin-open"):
        _clean_up(c)
        return 0
    return _await_end(c, restart)


def _current(c: Context) -> Object:
    return c.client.get("pods", c.namespace, c.memory["pod"])


def _watch(c: Context) -> Wait:
    return first_of(notice("watch/pods"), until(c.memory["deadline"]))


def _await_running(c: Context) -> Wait | None:
    pod = _current(c)
    status = pod.get("status") or {}
    phase = status.get("phase")
    if phase in ("Succeeded", "Failed"):
        container = pod["spec"]["containers"][0]["name"]
        data, _ = c.kube.nodes.logs(c.namespace, c.memory["pod"], LogOptions(container))
        c.out(data)
        c.memory["ended"] = True
        return None
    ready = any(
        row.get("type") == "Ready" and row.get("status") == "True"
        for row in status.get("conditions") or []
    )
    if phase != "Running" or not ready:
        if c.p.now >= c.memory["deadline"]:
            _clean_up(c)
            raise CommandError("timed out waiting for the condition")
        return _watch(c)
    _join(c, pod)
    return None


def _join(c: Context, pod: Object) -> None:
    container = pod["spec"]["containers"][0]["name"]
    data, _ = c.kube.nodes.logs(c.namespace, c.memory["pod"], LogOptions(container))
    c.out(data)
    c.memory["container"], c.memory["since"] = container, rfc3339(c.p.now)
    try:
        attach.begin(c, pod, container)
    except (ApiError, CommandError) as error:
        _fall_back(c, str(error))
        c.memory["ended"] = True


def _fall_back(c: Context, problem: str) -> None:
    """It ended before it could be joined.  What it said is read from its log, from the second on
    in which the log was read first: such lines come twice, as they really do."""
    name = c.memory["pod"]
    c.err(f"warning: couldn't attach to pod/{name}, falling back to streaming logs: {problem}\n")
    options = LogOptions(c.memory["container"], since_time=c.memory["since"])
    data, _ = c.kube.nodes.logs(c.namespace, name, options)
    c.out(data)


def _await_end(c: Context, restart: str) -> Step:
    pod = _current(c)
    phase = (pod.get("status") or {}).get("phase")
    ended = ("Succeeded", "Failed") if restart == "Never" else ("Succeeded",)
    if phase not in ended:
        return notice("watch/pods")
    _clean_up(c)
    if phase == "Succeeded":
        return 0
    where = f"{c.namespace}/{c.memory['pod']}"
    rows = pod["status"].get("containerStatuses") or []
    state = (rows[0].get("state") or {}).get("terminated") if rows else None
    if not state or not state.get("exitCode"):
        raise CommandError(f"pod {where} failed with unknown exit code")
    words = f"pod {where} terminated ({state.get('reason', '')})\n{state.get('message', '')}"
    raise CommandError(words, int(state["exitCode"]), prefix="")


def _clean_up(c: Context) -> None:
    if not c.flag("rm"):
        return
    for version, kind_name, name in c.memory["made"]:
        kind = c.kinds.by_kind(version, kind_name)
        info = Info(kind, c.namespace, name)
        try:
            c.client.delete(kind.resource, c.namespace, name, propagation="Background")
        except ApiError as error:
            if error.code != 404:
                raise
            continue
        if not c.flag("quiet"):
            c.out(f'{info.singular} "{name}" deleted from {c.namespace} namespace\n')
