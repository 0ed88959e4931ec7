"""What is left on a node of Pods that nobody knows any more: they went while the kubelet was down.

Here: one look a while after the kubelet's start; sandboxes, containers, volumes.  They are killed
without their grace, which the kubelet no longer knows.  Not here: Pods that it knows.
"""

from contextlib import suppress
from typing import Any

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.volume.volumes import ROOT
from podlab.engine.machine.program import SystemCallError

HOUSEKEEPING = 7 * SECOND
"""After the start: static Pods have been found by then."""


class Orphans:
    """Cleans up one node."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.sim.register(context.target("orphans"), self._look)

    def start(self) -> None:
        """Look once, soon."""
        payload = self._context.state.node.booted
        self._context.sim.after(HOUSEKEEPING, self._context.target("orphans"), "look", payload)

    def _look(self, _kind: str, payload: Any) -> None:
        state = self._context.state
        if not state.running or payload != state.node.booted:
            return
        gone = {}
        for sandbox in self._context.runtime.sandboxes():
            if sandbox.config.uid not in state.pods:
                gone[sandbox.config.uid] = True
                self._context.runtime.stop_sandbox(sandbox.id)
                self._context.runtime.remove_sandbox(sandbox.id)
        for uid in self._folders():
            if uid not in state.pods:
                gone[uid] = True
        for uid in gone:
            self._volumes(uid)

    def _folders(self) -> list[str]:
        """The Pods that have a folder here; one may never have got a sandbox."""
        try:
            return self._context.files.listdir(ROOT)
        except SystemCallError:  # somebody took it away
            return []

    def _volumes(self, uid: str) -> None:
        files = self._context.files
        for _, point, kind, _ in files.mounts():
            if kind == "tmpfs" and point.startswith(f"{ROOT}/{uid}/"):
                with suppress(SystemCallError):  # somebody took it away
                    files.unmount(point)
        with suppress(SystemCallError):  # never made: nothing to remove
            files.remove_tree(ROOT, uid)
