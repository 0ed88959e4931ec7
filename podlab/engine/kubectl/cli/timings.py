"""How long commands take, in milliseconds: before their first request reaches the API server, and
from their last answer to their end.

From medians of recorded commands on a 2-core machine (scenarios/*, ``took`` by verb): get 0.140,
describe 0.118, create 0.110, apply 0.242, exec 0.232, logs 0.148, run 0.157, scale 0.192, set
0.164, label 0.124, config 0.081, version 0.093.  Not here: waiting for a state (delete, wait …).
"""

from typing import NamedTuple


class Timing(NamedTuple):
    """Milliseconds before the request, between two objects' requests, and after the last."""

    before: int
    each: int
    after: int


_DEFAULT = Timing(100, 10, 25)
_TABLE = {
    "get": Timing(105, 8, 30),
    "describe": Timing(90, 8, 25),
    "create": Timing(85, 12, 25),
    "apply": Timing(190, 17, 30),
    "apply --server-side": Timing(160, 17, 25),
    "delete": Timing(95, 14, 20),
    "exec": Timing(110, 0, 40),
    "attach": Timing(110, 0, 40),
    "logs": Timing(110, 8, 30),
    "run": Timing(115, 12, 30),
    "scale": Timing(160, 15, 25),
    "set": Timing(130, 15, 25),
    "rollout": Timing(130, 15, 25),
    "autoscale": Timing(250, 15, 25),
    "expose": Timing(140, 10, 25),
    "label": Timing(90, 10, 25),
    "annotate": Timing(100, 10, 25),
    "patch": Timing(105, 10, 25),
    "edit": Timing(130, 20, 25),
    "top": Timing(190, 10, 25),
    "wait": Timing(250, 10, 25),
    "version": Timing(70, 0, 20),
    "explain": Timing(130, 0, 25),
    "diff": Timing(300, 60, 30),
    "config": Timing(60, 0, 20),
    "completion": Timing(60, 0, 10),
    "": Timing(50, 0, 20),
}


def timing(path: str, server_side: bool = False) -> Timing:
    """The timing of a command by its path (``set image``)."""
    verb = path.partition(" ")[0]
    if server_side and f"{verb} --server-side" in _TABLE:
        return _TABLE[f"{verb} --server-side"]
    return _TABLE.get(verb, _DEFAULT)
