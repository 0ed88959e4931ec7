"""The short code of a Pod template that names ReplicaSets and revisions.

Kubernetes hashes Go's dump of the template; any stable hash in the same alphabet does, since nobody
can know its value beforehand.  Not here: where the code is written.
"""

import json
import zlib
from typing import Any

_SAFE = str.maketrans("0123456789", "456789bcdf")


def template_hash(template: Any, collisions: int | None = None) -> str:
    """At most ten characters out of ``456789bcdf``."""
    text = json.dumps(template, sort_keys=True)
    if collisions is not None:
        text += str(collisions)
    return str(zlib.crc32(text.encode())).translate(_SAFE)
