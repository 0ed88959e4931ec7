"""A terminal of a whole cluster, for tests of commands that need the real API server."""

from podlab.engine.cluster import Cluster
from podlab.engine.spec import default_spec

START = 1_790_000_000_000_000
LIMIT = 60_000_000


class Terminal:
    """Runs command lines in a new cluster's terminal, in virtual time."""

    def __init__(self) -> None:
        self.cluster = Cluster.create(default_spec(), 1, START)

    def run(self, line: str, stdin: str = "") -> tuple[int, str, str]:
        """Exit status, output and errors."""
        sim, machine = self.cluster.sim, self.cluster.machine
        token = machine.run_command(["bash", "-c", line], stdin=stdin.encode())
        end = sim.now + LIMIT
        while (result := machine.command_result(token)) is None and sim.now < end:
            sim.run_until(min(end, sim.next_time() or end), 50)
        assert result is not None, f"{line} does not end"
        return result[0], result[1].decode(), result[2].decode()
