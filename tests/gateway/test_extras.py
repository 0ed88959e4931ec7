"""PodLab's own addresses."""

import asyncio
import json

import pytest

from podlab.engine.apiserver.rest.messages import Request
from podlab.gateway.extras import serve_extra

from .fake_door import FakeDoor


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("GET", "/podlab/v1/scheduling/default/web", b"", 200),
    ("GET", "/podlab/v1/scheduling/default/nope", b"", 404),
    ("GET", "/podlab/v1/nope", b"", 404),
    ("POST", "/podlab/v1/faults", b'{"kind": "stop-kubelet"}', 201),
    ("POST", "/podlab/v1/faults", b'{"kind": "bad"}', 400),
    ("POST", "/podlab/v1/faults", b"[", 400),
    ("POST", "/podlab/v1/faults", b"[]", 400),
])  # fmt: skip
def test_answers(method: str, path: str, body: bytes, status: int) -> None:
    found = asyncio.run(serve_extra(FakeDoor(), Request(method, path, body=body)))
    assert found.status == status
    assert json.loads(found.body)
