"""Which resource a path of the REST API names.

Here: taking paths apart.  Not here: whether the resource is served (``server``).
"""

from typing import NamedTuple
from urllib.parse import unquote


class Route(NamedTuple):
    """``/apis/GROUP/VERSION[/namespaces/NS]/PLURAL[/NAME[/SUBRESOURCE]]``; '' where absent,
    ``namespace`` None where the path names none."""

    group: str
    version: str
    namespace: str | None
    plural: str
    name: str
    subresource: str
    rest: str


def route(path: str) -> Route | None:
    """The route of a resource's path; None if the path is none."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    if len(parts) >= 3 and parts[0] == "api":
        group, version, rest = "", parts[1], parts[2:]
    elif len(parts) >= 4 and parts[0] == "apis":
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return None
    namespace = None
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    padded = [*rest[:3], "", "", ""]
    return Route(group, version, namespace, padded[0], padded[1], padded[2], "/".join(rest[3:]))
