"""The ReplicationController controller.  Not here: its loop (``replicas``)."""

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.replicas import ReplicasController, ReplicasKind


class ReplicationControllerController(ReplicasController):
    """Keeps as many Pods as each ReplicationController asks for."""

    def __init__(self, context: ControllerContext) -> None:
        kind = ReplicasKind(
            component="replication-controller",
            resource="replicationcontrollers",
            kind="ReplicationController",
            plain_selector=True,
            reports_terminating=False,
        )
        super().__init__(context, kind)
