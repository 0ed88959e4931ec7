"""HTTP without a network: requests, responses, and streams that are read bit by bit.

Not here: sockets (``podlab.gateway``), what is answered (``server``).
"""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from podlab.engine.objects.status import bad_request

Object = dict[str, Any]
JSON = "application/json"
MAX_BODY = 3 * 1024 * 1024
MAX_PARAMETERS = 500


@dataclass(slots=True, frozen=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def parameters(self) -> dict[str, list[str]]:
        """The query's parameters, each with all its values.

        Raises:
            ApiError: 400, there are too many.
        """
        found: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(self.query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError:
            raise bad_request(f"more than {MAX_PARAMETERS} query parameters") from None
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found


@dataclass(slots=True)
class Response:
    """One complete answer."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: list[tuple[str, str]] = field(default_factory=list)


class Stream(Protocol):
    """An answer that goes on: take what is there, wait for the notice, take again."""

    content_type: str

    @property
    def notice(self) -> str:
        """The simulation's notice that is posted when there may be more."""

    def read(self) -> bytes:
        """What has come since the last call."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""


@dataclass(slots=True, frozen=True)
class Session:
    """An answer that is a conversation: ``kind`` is exec, attach or portforward.  The gateway opens
    it through the ``NodeProxy`` once the protocol is agreed on."""

    kind: str
    namespace: str
    pod: str
    parameters: dict[str, list[str]]


def to_json(value: Any) -> bytes:
    """A value as compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def answer(value: Any, status: int = 200, content_type: str = JSON) -> Response:
    """A JSON answer."""
    return Response(status, to_json(value), content_type)
