"""The node's half of logs, exec, attach and port-forward.

Here: finding the container, the words of each refusal (scenarios/shell, images, init-ok), sessions
for one node.  Not here: which node a Pod is on (``exec``), HTTP and WebSockets
(``gateway``), what runs in the container (``runtime``).
"""

from contextlib import suppress
from typing import Any

from podlab.engine.apiserver.nodeproxy import LogCursor, LogOptions
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.node.loglines import select_lines, write_lines
from podlab.engine.kubelet.pods import all_containers, container_of, uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.objects.status import ApiError, bad_request
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

KILLED = 137
SUCCESS: Object = {"metadata": {}, "status": "Success"}


class NodeSessions:
    """Logs and sessions of one node."""

    def __init__(self, kubelet: Kubelet) -> None:
        self._kubelet = kubelet
        self._context = kubelet.context

    def logs(self, pod: Object, options: LogOptions) -> tuple[bytes, LogCursor]:
        """The log now, and where to go on."""
        name = container_name(pod, options.container)
        instance = self._log_instance(pod, name, options.previous)
        try:
            lines, position = self._context.runtime.logs(instance)
        except CriError:
            words = f"unable to retrieve container logs for containerd://{instance}"
            return words.encode(), LogCursor(instance, 0, f"logs/{instance}", False, True)
        lines = select_lines(lines, options, self._context.now)
        data = write_lines(lines, options.timestamps, options.limit_bytes)
        notice = f"logs/{instance}"
        return data, LogCursor(instance, position, notice, options.timestamps)

    def logs_more(self, cursor: LogCursor) -> tuple[bytes, LogCursor]:
        """What was logged since."""
        try:
            ended = self._context.runtime.container(cursor.container_id).state == "exited"
            lines, position = self._context.runtime.logs(cursor.container_id, cursor.position)
        except CriError:
            ended, lines, position = True, [], cursor.position
        data = write_lines(lines, cursor.timestamps, None)
        return data, LogCursor(
            cursor.container_id, position, cursor.notice, cursor.timestamps, ended
        )

    def exec(self, pod: Object, container: str, command: list[str], stdin: bool, tty: bool) -> str:
        """Run a command in a container."""
        instance = self._running(pod, container)
        if instance is None:
            raise container_not_found(container)
        try:
            session = self._context.runtime.exec(instance, command, stdin=stdin, tty=tty)
        except CriError as error:
            return self._failed(f"error executing command in container: {error}")
        return self._opened(session, forward=False)

    def attach(self, pod: Object, container: str, stdin: bool, tty: bool) -> str:
        """Join a container's own streams."""
        instance = self._running(pod, container)
        if instance is None:
            raise nothing_to_attach(pod, container)
        try:
            session = self._context.runtime.attach(instance, stdin=stdin, tty=tty)
        except CriError as error:
            return self._failed(f"error attaching to container: {error}")
        return self._opened(session, forward=False)

    def forward(self, pod: Object, port: int) -> str:
        """Connect to a port of the Pod."""
        record = self._record(pod)
        if record is None or not record.sandbox:
            raise not_running(pod)
        try:
            session = self._context.runtime.forward(record.sandbox, port)
        except CriError as error:
            return self._failed(f"error forwarding port {port} to pod: {error}")
        return self._opened(session, forward=True)

    # --- sessions ---------------------------------------------------------------------------

    def read(self, session: str) -> list[tuple[int, bytes]]:
        """Output since the last call."""
        if self._kind(session) == "failed":
            return []
        try:
            return self._context.runtime.session_read(session)
        except CriError:
            return []  # its container is gone; the result says so

    def write(self, session: str, data: bytes) -> None:
        """Input."""
        if self._kind(session) != "failed":
            with suppress(CriError):
                self._context.runtime.session_write(session, data)

    def close_input(self, session: str) -> None:
        """No more input."""
        if self._kind(session) != "failed":
            with suppress(CriError):
                self._context.runtime.session_close_input(session)

    def resize(self, session: str, columns: int, rows: int) -> None:
        """The client's window."""
        if self._kind(session) != "failed":
            with suppress(CriError):
                self._context.runtime.session_resize(session, columns, rows)

    def result(self, session: str) -> Object | None:
        """The final Status, once ended."""
        kept = self._context.state.sessions.get(session) or {}
        if kept.get("kind") == "failed":
            status: Object = kept["status"]
            return status
        try:
            code = self._context.runtime.session_exit(session)
        except CriError:
            return exit_status(KILLED)
        if code is None:
            return None
        return SUCCESS if code == 0 or kept.get("kind") == "forward" else exit_status(code)

    def close(self, session: str) -> None:
        """The client is gone."""
        kept = self._context.state.sessions.pop(session, None)
        if kept is not None and kept["kind"] != "failed":
            with suppress(CriError):
                self._context.runtime.session_close(session)

    def _kind(self, session: str) -> str:
        kept = self._context.state.sessions.get(session) or {}
        return str(kept.get("kind", ""))

    def _opened(self, session: str, forward: bool) -> str:
        kind = "forward" if forward else "stream"
        self._context.state.sessions[session] = {"kind": kind}
        return session

    def _failed(self, problem: str) -> str:
        context = self._context
        session = f"failed-{context.node.name}-{context.serial()}"
        message = f"Internal error occurred: Internal error occurred: {problem}"
        status = {
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": "InternalError",
            "details": {"causes": [{"message": problem}]},
            "code": 500,
        }
        context.state.sessions[session] = {"kind": "failed", "status": status}
        context.sim.post(f"session/{session}")
        return session

    # --- finding containers -----------------------------------------------------------------

    def _record(self, pod: Object) -> PodRecord | None:
        return self._context.state.pods.get(uid_of(pod))

    def _running(self, pod: Object, name: str) -> str | None:
        """The instance that runs, None when there is none."""
        record = self._record(pod)
        if record is not None:
            view = self._kubelet.workers.pleg.current(record).latest(name)
            if view is not None and view.state == "running":
                return view.id
        return None

    def _log_instance(self, pod: Object, name: str, previous: bool) -> str:
        """The instance whose log is asked for, or the API's refusal."""
        record = self._record(pod)
        title = f'container "{name}" in pod "{pod["metadata"]["name"]}"'
        row = _row(record, name)
        last = _instance((row.get("lastState") or {}).get("terminated") or {})
        if previous:
            if not last:
                raise bad_request(f"previous terminated {title} not found")
            return last
        view = None
        if record is not None:
            view = self._kubelet.workers.pleg.current(record).latest(name)
        if view is not None and view.state != "created":
            return view.id
        if last:
            return last
        raise bad_request(f"{title} {_waiting_words(record, row)}")


def _row(record: PodRecord | None, name: str) -> Object:
    status = {} if record is None else record.status or record.pod.get("status") or {}
    for field in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for row in status.get(field) or ():
            if row["name"] == name:
                found: Object = row
                return found
    return {}


def _instance(ended: Object) -> str:
    return str(ended.get("containerID", "")).removeprefix("containerd://")


def _waiting_words(record: PodRecord | None, row: Object) -> str:
    reason = ((row.get("state") or {}).get("waiting") or {}).get("reason", "")
    words = {
        "ErrImagePull": "image can't be pulled",
        "ImagePullBackOff": "trying and failing to pull image",
    }
    if not reason:
        initializing = record is not None and bool(record.pod["spec"].get("initContainers"))
        reason = "PodInitializing" if initializing else "ContainerCreating"
    return f"is waiting to start: {words.get(reason, reason)}"


def container_name(pod: Object, name: str) -> str:
    """The container that is meant; the only one where none is named."""
    names = [row["name"] for row in all_containers(pod)]
    pod_name = pod["metadata"]["name"]
    if name:
        if container_of(pod, name) is None:
            raise bad_request(f"container {name} is not valid for pod {pod_name}")
        return name
    spec = pod["spec"]
    apps = [row["name"] for row in spec["containers"]]
    if len(names) == 1:
        return str(names[0])
    annotated = (pod["metadata"].get("annotations") or {}).get(
        "kubectl.kubernetes.io/default-container"
    )
    if annotated in apps:
        return str(annotated)
    words = f"a container name must be specified for pod {pod_name}, choose one of: "
    words += f"[{' '.join(apps)}]"
    inits = [row["name"] for row in spec.get("initContainers") or ()]
    if inits:
        words += f" or one of the init containers: [{' '.join(inits)}]"
    raise bad_request(words)


def container_not_found(name: str) -> ApiError:
    """The answer to an upgrade request for a container that does not run; kubectl puts ``unable to
    upgrade connection: `` before it."""
    return ApiError(404, "NotFound", f'container not found ("{name}")')


def nothing_to_attach(pod: Object, name: str) -> ApiError:
    """The same for an attach, which the kubelet's other half refuses in words of its own."""
    head = pod["metadata"]
    words = f"container {name} not found in pod {head['name']}_{head['namespace']}"
    return ApiError(404, "NotFound", words)


def not_running(pod: Object) -> ApiError:
    """The Pod has no sandbox (yet)."""
    phase = (pod.get("status") or {}).get("phase", "Pending")
    words = f"unable to forward port because pod is not running. Current status={phase}"
    return ApiError(500, "InternalError", words)


def exit_status(code: int) -> Object:
    """The Status of a command that ended with a non-zero exit status."""
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }
