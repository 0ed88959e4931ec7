"""PodLab's own addresses beside the Kubernetes API: ``/podlab/v1/…``.

``GET scheduling/NAMESPACE/POD`` tells how a Pod was placed; ``POST faults`` injects a fault, a
journalled command.  Not here: what faults there are (``engine.commands``).
"""

import json
from typing import Any

from podlab.engine.apiserver.rest.messages import Request, Response, answer
from podlab.engine.commands import CommandRefused
from podlab.engine.objects.status import ApiError
from podlab.gateway.ports import Door

PREFIX = "/podlab/v1/"


async def serve_extra(door: Door, request: Request) -> Response:
    """Answer a request to one of these addresses."""
    parts = request.path.removeprefix(PREFIX).split("/")
    if request.method == "GET" and parts[0] == "scheduling" and len(parts) == 3:
        found = door.decision(parts[1], parts[2])
        return answer(found) if found is not None else _refusal(404, "no decision is kept")
    if request.method == "POST" and parts == ["faults"]:
        return await _fault(door, request.body)
    return _refusal(404, "the server could not find the requested resource")


async def _fault(door: Door, body: bytes) -> Response:
    try:
        fault: Any = json.loads(body)
    except (ValueError, RecursionError):
        return _refusal(400, "the body is no JSON")
    if not isinstance(fault, dict):
        return _refusal(400, "the body is no object")
    try:
        await door.command({**fault, "do": "fault"})
    except CommandRefused as error:
        return _refusal(400, str(error))
    return answer({"status": "Success"}, 201)


def _refusal(code: int, message: str) -> Response:
    reason = "NotFound" if code == 404 else "BadRequest"
    return answer(ApiError(code, reason, message).status(), code)
