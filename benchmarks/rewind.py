"""Going back within an hour of a busy cluster: how long until the moment stands again.

Twenty-seven Pods, probes, a crash loop and a CronJob that runs every minute live for an hour of
virtual time; moments are kept as a session keeps them: a copy that shares what never changes holds
the event loop up, writing it out does so only piece by piece.  Not here: the database.
"""

import asyncio
import time

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.kernel.sharing import share
from podlab.engine.kernel.snapshot import in_pieces
from podlab.engine.spec import default_spec
from podlab.hosting.collector import settle
from podlab.hosting.journal import Birth, Past, Position, Row
from podlab.hosting.moments import MAX_MOMENTS, most_dispensable
from podlab.hosting.rewind import bring_back
from podlab.hosting.session import SNAPSHOT_STEPS, SNAPSHOT_TIME

START = 1_790_000_000 * SECOND
LINES = (
    "kubectl create deployment web --image=nginx --replicas=20",
    "kubectl apply -f /root/probed.yaml",
    "kubectl create cronjob often --image=busybox --schedule='* * * * *' -- sleep 5",
    "kubectl run bad --image=busybox -- false",
)
PROBED = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: probed}
spec:
  replicas: 6
  selector: {matchLabels: {app: probed}}
  template:
    metadata: {labels: {app: probed}}
    spec:
      containers:
      - name: c
        image: nginx
        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
"""


class Hour:
    """An hour of a busy cluster's life, with what a journal keeps of it."""

    def __init__(self) -> None:
        self.cluster = Cluster.create(default_spec(), 1, START)
        self.rows: list[Row] = []
        self.moments: list[tuple[Position, bytes]] = []
        self.spent = 0.0
        self.held: list[float] = []
        """How long each moment held the event loop up at once: the copy, or the longest piece."""
        self._do({"do": "file.write", "path": "/root/probed.yaml", "text": PROBED})
        for line in LINES:
            self._do({"do": "run", "argv": ["bash", "-c", line]})
            self._pass(5 * SECOND)
        self._pass(60 * MINUTE)

    def position(self) -> Position:
        """Where it is."""
        state = self.cluster.sim.state
        return Position(len(self.rows), state.steps, state.now)

    def _do(self, command: dict[str, object]) -> None:
        at = self.position()
        self.rows.append(Row(Position(at.sequence + 1, at.steps, at.time), command))
        perform(self.cluster, command)

    def _pass(self, duration: int) -> None:
        sim = self.cluster.sim
        end = sim.now + duration
        while not sim.run_until(end, 100):
            last = self.moments[-1][0] if self.moments else Position(0, 0, START)
            if (
                sim.state.steps - last.steps >= SNAPSHOT_STEPS
                and sim.now - last.time >= SNAPSHOT_TIME
            ):
                self._keep()

    def _keep(self) -> None:
        begun = last = time.process_time()
        state = share(self.cluster.state)
        longest, last = time.process_time() - last, time.process_time()
        pieces = []
        for piece in in_pieces(state):
            pieces.append(piece)
            longest, last = max(longest, time.process_time() - last), time.process_time()
        self.moments.append((self.position(), b"".join(pieces)))
        self.spent += time.process_time() - begun
        self.held.append(longest)
        if len(self.moments) > MAX_MOMENTS:
            self.moments.pop(most_dispensable([at.time for at, _ in self.moments]))

    def past(self, moment: int) -> Past:
        """What a journal would give for a moment."""
        found = Past(Birth(default_spec(), 1, START), "", len(self.rows), moment)
        earlier = [one for one in self.moments if one[0].time <= moment]
        if earlier:
            found.snapshot_at, found.snapshot = earlier[-1]
        after = found.snapshot_at.sequence if found.snapshot_at else 0
        found.rows = [row for row in self.rows[after:] if row.position.time <= moment]
        return found


def run() -> None:
    """Print how long it takes to go back by so many minutes, and what keeping moments costs."""
    settle()
    begun = time.process_time()
    hour = Hour()
    whole = time.process_time() - begun
    kept = sum(len(data) for _, data in hour.moments)
    now = hour.cluster.sim.now
    figures = []
    for minutes in (60, 55, 50, 40, 30, 20, 10, 5, 1):
        moment = now - minutes * MINUTE
        begun = time.process_time()
        cluster = asyncio.run(bring_back(hour.past(moment)))
        cluster.snapshot()
        figures.append(time.process_time() - begun)
        print(f"{minutes:3d} minutes back: {figures[-1]:.2f} s")
    print(
        f"a moment holds the event loop up for {sum(hour.held) / len(hour.held) * 1e3:.0f} ms, "
        f"at most {max(hour.held) * 1e3:.0f} ms"
    )
    print(
        f"slowest {max(figures):.2f} s; {len(hour.moments)} moments, {kept / 1e6:.1f} MB; "
        f"{hour.cluster.sim.state.steps} events; the hour took {whole:.1f} s of CPU, "
        f"{hour.spent / whole:.0%} of it for keeping moments"
    )
