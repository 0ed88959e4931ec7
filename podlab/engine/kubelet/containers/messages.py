"""What a container leaves behind as its last words.

Here: the termination message file, or the end of the log where the container asks for that.
Not here: where the message is shown (``containerstatus``).
"""

from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import container_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.machine.program import SystemCallError
from podlab.engine.runtime.cri import ContainerStatus

MAX_MESSAGE = 4096
MAX_LOG_LINES = 80
MAX_LOG_BYTES = 2048


def message_file(uid: str, container: str, instance: int) -> str:
    """Where on the node a container's termination message is kept."""
    return f"/var/lib/kubelet/pods/{uid}/containers/{container}/{instance:08x}"


def termination_message(context: Context, record: PodRecord, status: ContainerStatus) -> str:
    """The message of a container that has ended."""
    container = container_of(record.pod, status.config.name)
    if container is None or not container.get("terminationMessagePath") or status.started == 0:
        return status.message
    path = status.config.annotations.get("io.kubernetes.container.terminationMessageFile", "")
    text = _read(context, path)
    fallback = container.get("terminationMessagePolicy") == "FallbackToLogsOnError"
    if not text and fallback and status.exit_code != 0:
        text = _tail(context, status.id)
    return text or status.message


def _read(context: Context, path: str) -> str:
    if not path:
        return ""
    try:
        data = context.files.read(path)
    except SystemCallError:
        return ""
    return data[:MAX_MESSAGE].decode("utf-8", "replace")


def _tail(context: Context, container: str) -> str:
    lines, _ = context.runtime.logs(container)
    text = b"".join(line.text for line in lines[-MAX_LOG_LINES:])
    return text[-MAX_LOG_BYTES:].decode("utf-8", "replace")
