"""Files in memory: whose memory they are.

What a process writes into a tmpfs counts as memory of its control group until it is deleted, also
after the process has ended; a group that goes away leaves it to the one above.  Not here: limits
and accounting (``cgroup``), the files themselves (``filesystem``).
"""

from podlab.engine.machine.filesystem import FilesystemState
from podlab.engine.machine.processes import Processes
from podlab.engine.machine.state import MachineState, ProcessState


class FilePages:
    """Charges files in memory to control groups."""

    def __init__(self, state: MachineState, processes: Processes) -> None:
        self._state = state
        self._processes = processes
        self.writer: ProcessState | None = None
        """Who runs just now; None: the machine's own services, whose files nobody pays for."""

    def changed(self, files: FilesystemState, size: int) -> None:
        """A filesystem in memory holds so many bytes more, or less."""
        if size > 0:
            place = self.writer.cgroup if self.writer is not None else ""
            if place:
                files.owners[place] = files.owners.get(place, 0) + size
                self._processes.hold_files(place, size)
            return
        left = -size
        for place in list(files.owners):
            part = min(left, files.owners[place])
            files.owners[place] -= part
            left -= part
            if not files.owners[place]:
                del files.owners[place]
            if part:
                self._processes.hold_files(self._heir(place), -part)

    def _heir(self, place: str) -> str:
        """A group, or the next above it that is still there."""
        while place and place not in self._state.cgroups:
            place = place.rpartition("/")[0]
        return place
