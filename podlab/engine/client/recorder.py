"""The event recorder: components' Events, deduplicated as client-go does.

Same source, object, reason and message: the count and lastTimestamp of the earlier Event are
bumped.  More than ten alike but for the message within ten minutes are combined; a burst of more
than 25 for one object is dropped (notes of the recordings, 3.3).  Not here: what events say.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.kernel.clock import MINUTE, rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

AGGREGATE_AFTER = 10
AGGREGATE_WINDOW = 10 * MINUTE
BURST = 25
REFILL = 5 * MINUTE
COMBINED = "(combined from similar events): "
KEEP = 4_096
"""How many distinct events a recorder remembers (client-go's LRU size)."""


@dataclass(slots=True)
class RecorderState:
    """Plain data: known events by their identity, similar ones, tokens left per object."""

    known: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    similar: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    spam: dict[str, tuple[int, int]] = field(default_factory=dict)


class Recorder:
    """Records Events for one component (``source`` is ``{"component": …, "host": …}``)."""

    def __init__(
        self, state: RecorderState, sim: Simulation, client: Client, source: dict[str, str]
    ) -> None:
        self.state = state
        self._sim = sim
        self._client = client
        self._source = source

    def event(
        self, about: Object, type: str, reason: str, message: str, field_path: str = ""
    ) -> None:
        """Record an event about an object; ``type`` is Normal or Warning."""
        metadata = about["metadata"]
        namespace = metadata.get("namespace") or "default"
        identity = "|".join(
            (
                namespace,
                about["kind"],
                metadata.get("uid") or metadata["name"],
                field_path,
                type,
                reason,
            )
        )
        if not self._has_token(f"{about['kind']}|{metadata.get('uid') or metadata['name']}"):
            return
        combined = self._is_one_of_many(identity, message)
        identity = f"{identity}|{COMBINED if combined else message}"
        message = COMBINED + message if combined else message
        known = self.state.known.get(identity)
        if known is not None and self._bump(namespace, *known, message):
            self.state.known[identity] = (known[0], known[1], known[2] + 1)
            return
        name = (
            f"{metadata['name']}.{self._sim.now * 1000 + self._sim.chance.below('event', 1000):x}"
        )
        body = self._build(about, namespace, name, type, reason, message, field_path)
        if combined:
            body |= {"reportingComponent": "", "reportingInstance": ""}
        try:
            self._client.create("events", namespace, body)
        except ApiError:
            return  # as client-go: an event that is refused (namespace terminating) is dropped
        if len(self.state.known) >= KEEP:
            self.state.known.pop(next(iter(self.state.known)))
        self.state.known[identity] = (name, body["firstTimestamp"], 1)

    def _build(
        self,
        about: Object,
        namespace: str,
        name: str,
        type: str,
        reason: str,
        message: str,
        field_path: str,
    ) -> Object:
        metadata = about["metadata"]
        involved = {
            "kind": about["kind"],
            "namespace": metadata.get("namespace"),
            "name": metadata["name"],
            "uid": metadata.get("uid"),
            "apiVersion": about["apiVersion"],
            "resourceVersion": metadata.get("resourceVersion"),
            "fieldPath": field_path,
        }
        now = rfc3339(self._sim.now)
        return {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": name, "namespace": namespace},
            "involvedObject": {key: value for key, value in involved.items() if value},
            "reason": reason,
            "message": message,
            "source": self._source,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "type": type,
            "eventTime": None,
            "reportingComponent": self._source["component"],
            "reportingInstance": self._source.get("host", ""),
        }

    def _bump(self, namespace: str, name: str, _first: str, count: int, message: str) -> bool:
        patch = {"count": count + 1, "lastTimestamp": rfc3339(self._sim.now), "message": message}
        try:
            self._client.patch("events", namespace, name, patch, "merge")
        except ApiError:
            return False
        return True

    def _is_one_of_many(self, identity: str, message: str) -> bool:
        """Whether this is the tenth or later message of its kind within ten minutes."""
        since, messages = self.state.similar.get(identity, (self._sim.now, []))
        if self._sim.now - since > AGGREGATE_WINDOW:
            messages = []
        if message not in messages:
            messages = [*messages, message][-AGGREGATE_AFTER:]
        if len(self.state.similar) >= KEEP and identity not in self.state.similar:
            self.state.similar.pop(next(iter(self.state.similar)))
        self.state.similar[identity] = (self._sim.now, messages)
        return len(messages) >= AGGREGATE_AFTER

    def _has_token(self, about: str) -> bool:
        tokens, since = self.state.spam.get(about, (BURST, self._sim.now))
        refilled = (self._sim.now - since) // REFILL
        tokens = min(BURST, tokens + refilled)
        since += refilled * REFILL
        if len(self.state.spam) >= KEEP and about not in self.state.spam:
            self.state.spam.pop(next(iter(self.state.spam)))
        self.state.spam[about] = (max(tokens - 1, 0), since)
        return tokens > 0
