"""Security contexts: as whom a container runs, and what the kubelet refuses.

Here: the effective user, groups, capabilities, and the runAsNonRoot check in its words
(scenarios/images).  Not here: enforcing (``machine``); seccomp, AppArmor and SELinux are not
simulated.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kubelet.containers.environment import ConfigProblem
from podlab.engine.kubelet.pods import full_name
from podlab.engine.runtime.cri import ImageStatus

Object = dict[str, Any]


@dataclass(slots=True)
class Identity:
    """As whom a container runs; None is what the image says."""

    uid: int | None = None
    gid: int | None = None
    groups: list[int] = field(default_factory=list)
    read_only_root: bool = False
    privileged: bool = False
    add: list[str] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    no_new_privileges: bool = False


def identity(pod: Object, container: Object, image: ImageStatus | None) -> Identity:
    """The container's own settings over the Pod's.

    Raises:
        ConfigProblem: it may not run as root and would.
    """
    mine, common = container.get("securityContext") or {}, pod["spec"].get("securityContext") or {}
    uid = mine.get("runAsUser", common.get("runAsUser"))
    gid = mine.get("runAsGroup", common.get("runAsGroup"))
    non_root = mine.get("runAsNonRoot", common.get("runAsNonRoot"))
    if non_root:
        _check_non_root(pod, container, uid, image)
    groups = [int(group) for group in common.get("supplementalGroups") or ()]
    if common.get("fsGroup") is not None:
        groups.append(int(common["fsGroup"]))
    capabilities = mine.get("capabilities") or {}
    return Identity(
        uid,
        gid,
        groups,
        bool(mine.get("readOnlyRootFilesystem")),
        bool(mine.get("privileged")),
        list(capabilities.get("add") or ()),
        list(capabilities.get("drop") or ()),
        mine.get("allowPrivilegeEscalation") is False,
    )


def _check_non_root(
    pod: Object, container: Object, uid: int | None, image: ImageStatus | None
) -> None:
    where = f'(pod: "{full_name(pod)}", container: {container["name"]})'
    if uid is not None:
        if uid == 0:
            raise ConfigProblem(f"container's runAsUser breaks non-root policy {where}")
        return
    if image is None:
        return
    if image.username and image.uid is None and image.username != "root":
        raise ConfigProblem(
            f"container has runAsNonRoot and image has non-numeric user ({image.username}), "
            f"cannot verify user is non-root {where}"
        )
    if not image.uid:
        raise ConfigProblem(f"container has runAsNonRoot and image will run as root {where}")
