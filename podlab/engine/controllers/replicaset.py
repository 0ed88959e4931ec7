"""The ReplicaSet controller.  Not here: its loop (``replicas``)."""

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.replicas import ReplicasController, ReplicasKind


class ReplicaSetController(ReplicasController):
    """Keeps as many Pods as each ReplicaSet asks for."""

    def __init__(self, context: ControllerContext) -> None:
        kind = ReplicasKind(
            component="replicaset-controller",
            resource="replicasets.apps",
            kind="ReplicaSet",
            plain_selector=False,
            reports_terminating=True,
        )
        super().__init__(context, kind)
