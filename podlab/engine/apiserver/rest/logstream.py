"""``pods/log``: the log as it is, or followed.

Not here: where logs come from (``kubelet``, behind ``NodeProxy``).
"""

from podlab.engine.apiserver.nodeproxy import LogCursor, LogOptions, NodeProxy
from podlab.engine.apiserver.rest.messages import Response, Stream
from podlab.engine.objects.status import bad_request

PLAIN = "text/plain"


class LogStream:
    """A log that is followed."""

    content_type = PLAIN

    def __init__(self, nodes: NodeProxy, begun: bytes, cursor: LogCursor) -> None:
        self._nodes = nodes
        self._begun = begun
        self._cursor = cursor

    @property
    def notice(self) -> str:
        """Posted when the container writes."""
        return self._cursor.notice

    @property
    def ended(self) -> bool:
        """Whether the container has ended and all was read."""
        return self._cursor.ended and not self._begun

    def read(self) -> bytes:
        """What was logged since the last call."""
        begun, self._begun = self._begun, b""
        more, self._cursor = self._nodes.logs_more(self._cursor)
        return begun + more


def log_answer(
    nodes: NodeProxy, namespace: str, pod: str, parameters: dict[str, list[str]]
) -> Response | Stream:
    """The log, complete or as a stream; ApiError in the API's words."""
    options = _options(parameters)
    data, cursor = nodes.logs(namespace, pod, options)
    if _is_true(parameters, "follow"):
        return LogStream(nodes, data, cursor)
    return Response(200, data, PLAIN)


def _options(parameters: dict[str, list[str]]) -> LogOptions:
    return LogOptions(
        container=_one(parameters, "container"),
        previous=_is_true(parameters, "previous"),
        timestamps=_is_true(parameters, "timestamps"),
        tail_lines=_number(parameters, "tailLines"),
        since_seconds=_number(parameters, "sinceSeconds"),
        since_time=_one(parameters, "sinceTime"),
        limit_bytes=_number(parameters, "limitBytes"),
    )


def _one(parameters: dict[str, list[str]], name: str) -> str:
    return parameters.get(name, [""])[0]


def _is_true(parameters: dict[str, list[str]], name: str) -> bool:
    return _one(parameters, name) in ("true", "1")


def _number(parameters: dict[str, list[str]], name: str) -> int | None:
    text = _one(parameters, name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise bad_request(f"invalid value of {name}: {text[:40]}")
    return int(text)
