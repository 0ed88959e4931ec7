"""Who calls the API server.  Not here: whether they may (``apiserver.authz``)."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Caller:
    """Who calls: user and groups for authorization, ``manager`` for managedFields, ``component``
    for recorded causes (``kubelet/node1``, ``deployment-controller``, ``kubectl``)."""

    user: str
    groups: tuple[str, ...]
    manager: str
    component: str
