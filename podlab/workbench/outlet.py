"""A socket's outgoing queue: numbered, bounded, resumable.

Messages wait here until the page has room.  When they pile up they are coalesced (terminal output
is joined, picture changes merged, only the newest clock kept); when that is not enough they are
dropped and the page is sent everything afresh.  Nothing here ever grows without bound.  Sent
messages are kept for a while for pages that come back.  Not here: sockets, or what is said.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]

MAX_WAITING_BYTES = 512_000
MAX_KEPT_BYTES = 256_000
WINDOW_BYTES = 1_000_000
"""How much may be on its way before the page has acknowledged any of it."""

NEWEST_COUNTS = frozenset({"clock", "class", "summary"})
"""Messages that say all there is to say: of several that wait, only the newest is sent."""
MERGED = frozenset({"picture.change", "grid.change"})
"""Messages with a ``delta``: items to set by id, ids to drop."""


@dataclass(slots=True)
class Outlet:
    """The queue of one page.  ``overflowed`` asks its owner to send everything afresh."""

    waiting: deque[tuple[Message, int]] = field(default_factory=deque)
    waiting_bytes: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=deque)
    kept_bytes: int = 0
    unacknowledged: deque[tuple[int, int]] = field(default_factory=deque)
    on_its_way: int = 0
    number: int = 0
    overflowed: bool = False

    def put(self, message: Message) -> None:
        """Queue a message (without its number)."""
        if self.overflowed:
            return
        joined = self._join(message)
        if joined is None:
            size = len(json.dumps(message, ensure_ascii=False))
            self.waiting.append((message, size))
            self.waiting_bytes += size
        if self.waiting_bytes > MAX_WAITING_BYTES:
            self.clear()
            self.overflowed = True

    def clear(self) -> None:
        """Drop what waits."""
        self.waiting.clear()
        self.waiting_bytes = 0
        self.overflowed = False

    def take(self) -> str | None:
        """The next message as JSON text, numbered; None if there is none or no room."""
        if not self.waiting or self.on_its_way > WINDOW_BYTES:
            return None
        message, size = self.waiting.popleft()
        self.waiting_bytes -= size
        self.number += 1
        text = json.dumps({**message, "n": self.number}, ensure_ascii=False, separators=(",", ":"))
        self._keep(text)
        return text

    def acknowledge(self, number: int) -> None:
        """The page has everything up to a number."""
        while self.unacknowledged and self.unacknowledged[0][0] <= number:
            self.on_its_way -= self.unacknowledged.popleft()[1]

    def missed(self, seen: int) -> list[str] | None:
        """What was sent after a number; None if that is no longer kept."""
        if seen > self.number or (self.kept and seen < self.kept[0][0] - 1):
            return None
        if not self.kept and seen != self.number:
            return None
        self.unacknowledged.clear()
        self.on_its_way = 0
        return [text for number, text in self.kept if number > seen]

    def _keep(self, text: str) -> None:
        size = len(text)
        self.unacknowledged.append((self.number, size))
        self.on_its_way += size
        self.kept.append((self.number, text))
        self.kept_bytes += size
        while self.kept_bytes > MAX_KEPT_BYTES:
            self.kept_bytes -= len(self.kept.popleft()[1])

    def _join(self, message: Message) -> Message | None:
        """Merge into the last waiting message of its kind, where order allows it."""
        if not self.waiting:
            return None
        last, size = self.waiting[-1]
        joined = _joined(last, message)
        if joined is None:
            return None
        new_size = len(json.dumps(joined, ensure_ascii=False))
        self.waiting[-1] = (joined, new_size)
        self.waiting_bytes += new_size - size
        return joined


def _joined(last: Message, new: Message) -> Message | None:
    if last["t"] != new["t"]:
        return None
    kind = new["t"]
    if kind in NEWEST_COUNTS:
        return new
    if kind == "terminal.output" and last["terminal"] == new["terminal"]:
        return {**last, "data": last["data"] + new["data"]}
    if kind in MERGED:
        return {**new, "delta": _merged(last["delta"], new["delta"])}
    return None


def _merged(first: Message, second: Message) -> Message:
    items = {item["id"]: item for item in first["set"]}
    dropped = dict.fromkeys(first["drop"])
    for item in second["set"]:
        items[item["id"]] = item
        dropped.pop(item["id"], None)
    for name in second["drop"]:
        items.pop(name, None)
        dropped[name] = None
    return {"set": list(items.values()), "drop": list(dropped)}
