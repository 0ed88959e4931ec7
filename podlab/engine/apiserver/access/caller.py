"""Who calls the API server.  Not here: whether they may (``apiserver.authz``)."""

from dataclasses import dataclass, field

CLIENTS = ("client/", "kubectl")
"""How components of callers begin that are no part of the control plane."""


@dataclass(slots=True, frozen=True)
class Caller:
    """Who calls: user and groups for authorization, ``manager`` for managedFields, ``component``
    for recorded causes (``kubelet/node1``, ``deployment-controller``, ``kubectl``).

    ``trusted`` follows from these: whether it is a component of the control plane or a node.  Such
    a caller builds its objects from validated ones, so they are not decoded and validated again.
    """

    user: str
    groups: tuple[str, ...]
    manager: str
    component: str
    trusted: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = self.user.startswith("system:") and not self.component.startswith(CLIENTS)
        object.__setattr__(self, "trusted", own)
