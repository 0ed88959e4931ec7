"""The facts table: what ``tools/facts.py`` took from recordings of Kubernetes 1.37.1.

Here: reading ``facts.json``, once, on first use.  Not here: what the facts mean (``kinds``,
``schema``), or the type definitions of the package kubernetes-validate (``definitions``).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def facts() -> dict[str, Any]:
    """All facts by topic: kinds, enums, defaults, columns, protobuf, structs, scalars, version."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "facts.json").read_bytes())
    return loaded
