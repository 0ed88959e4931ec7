"""Goals about images on nodes."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Observation
from podlab.engine.runtime.reference import parse


def _pulled(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    name = str(parse(wanted["image"]))
    lacking = [node for node in wanted["nodes"] if name not in seen.images(node)]
    if lacking:
        return missing("image-missing", image=wanted["image"], nodes=", ".join(lacking))
    return PASSED


PULLED = Goal(_pulled, needs={"image": are.image, "nodes": are.list_of(are.node)})
"""The image is on each of the nodes."""
