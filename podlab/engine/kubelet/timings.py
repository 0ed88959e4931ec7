"""How long a node takes for things, in microseconds of virtual time.

Measured on a real 1.37.1 node: medians and spreads over 203 Pods of the recorded scenarios (walk1,
walk2, crashloop, init-ok, sidecar, hooks, images, oom, volumes, policies, daemonset and the rest);
periods are the kubelet's own constants.  Not here: what is done in that time.
"""

from typing import NamedTuple

from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import MILLISECOND, MINUTE, SECOND


class Span(NamedTuple):
    """A duration that varies evenly between two bounds."""

    low: int
    high: int

    def draw(self, chance: Chance, stream: str) -> int:
        """One duration, by chance."""
        return self.low + chance.bits(stream) % (self.high - self.low + 1)


NOTICE_POD = Span(4 * MILLISECOND, 14 * MILLISECOND)
"""From the watch event of a Pod to its worker's sync (recorded: bound to first status, 18 ms)."""

STATUS_WRITE = Span(3 * MILLISECOND, 9 * MILLISECOND)
"""From a status that changed to its write."""

SANDBOX_READY = Span(450 * MILLISECOND, 640 * MILLISECOND)
"""First status to a ready sandbox, volumes included (recorded: median 0.52 s for a lone Pod)."""

SANDBOX_CROWD = 130 * MILLISECOND
"""More for each other Pod that is being set up (recorded: 0.65, 0.78, 0.92, 0.99 s …)."""

VOLUMES_READY = Span(250 * MILLISECOND, 330 * MILLISECOND)
"""The part of it in which volumes are mounted (the kubelet looks again after 300 ms)."""

CREATE_CONTAINER = Span(18 * MILLISECOND, 55 * MILLISECOND)
"""Image there to container created (recorded: median 39 ms)."""

START_CONTAINER = Span(90 * MILLISECOND, 170 * MILLISECOND)
"""Created to started (recorded: median 131 ms for a lone Pod)."""

START_CROWD = 80 * MILLISECOND
"""More for each other container that is being started."""

CROWD_LIMIT = 6

RESIZED = Span(22 * MILLISECOND, 32 * MILLISECOND)
"""A running container's cgroups brought up to date, and seen to be (recorded)."""

NEXT_CONTAINER = Span(3 * MILLISECOND, 8 * MILLISECOND)
"""Started to the next container's image check (recorded: volumes, 5 ms)."""

RELIST_POD = Span(3 * MILLISECOND, 9 * MILLISECOND)
"""End of a sync to the look at that Pod's containers."""

RELIST_PERIOD = 1 * SECOND
SYNC_PERIOD = 1 * SECOND

EXIT_SEEN = 40 * MILLISECOND
"""A process's end to the runtime knowing of it (recorded: crashloop, a command that ends at once is
still seen running by the look right after its start)."""

STOP_CONTAINER = Span(15 * MILLISECOND, 45 * MILLISECOND)
"""A container's exit to the runtime's answer that it has stopped."""

STOP_SANDBOX = Span(90 * MILLISECOND, 210 * MILLISECOND)
"""All containers stopped to sandbox stopped (recorded: Killing to last status, 0.2 to 0.4 s)."""

CLEANUP = Span(10 * MILLISECOND, 60 * MILLISECOND)
"""A terminated Pod's volumes and cgroups removed."""

FAILED_MOUNT_FIRST = 500 * MILLISECOND
FAILED_MOUNT_MAX = 2 * MINUTE + 2 * SECOND
"""Retries of a volume that could not be set up double from the one to the other (images)."""

MOUNT_TIMEOUT = 2 * MINUTE + 3 * SECOND

RESYNC = MINUTE
RESYNC_JITTER = MINUTE // 2
ERROR_BACKOFF = 10 * SECOND

CRASH_BACKOFF = 10 * SECOND
IMAGE_BACKOFF = 10 * SECOND
MAX_BACKOFF = 300 * SECOND
BACKOFF_RESET = 600 * SECOND

MINIMUM_GRACE = 2
"""Seconds at least between SIGTERM and SIGKILL."""

BOOT = Span(18 * SECOND, 26 * SECOND)
"""Power on to the kubelet's start (taken for a small machine; not recorded)."""

LEASE_PERIOD = 10 * SECOND
NODE_STATUS_PERIOD = 5 * MINUTE
EVICTION_PERIOD = 10 * SECOND
