"""What goals say about an object's fields: which are wanted, and how one differs.

A wanted value is a plain value, a list (any of them), or one of ``{exists: true}``,
``{least: 3}``, ``{most: 5}``, ``{contains: text}``.  A path goes by dots, ``containers.0.image``;
``containers[name=web].image`` picks a list's row by a field.  Not here: any goal.
"""

import json
import re
from typing import Any

from lessons.goals.verdict import PASSED, Verdict, missing
from lessons.narrowed import Which
from lessons.observation import Object

LONGEST = 100
"""How much of a value a learner is shown."""
_PART = re.compile(r"^(?P<name>[^\[]*)\[(?P<key>[^=\]]+)=(?P<value>[^\]]*)\]$")


def look_up(obj: Any, path: str) -> Any:
    """A field by a path; None if it is not there."""
    for part in path.replace("\\.", "\0").split("."):
        part = part.replace("\0", ".")
        picked = _PART.match(part)
        if picked:
            obj = _pick(obj, picked)
        elif isinstance(obj, list):
            if not part.isdigit() or int(part) >= len(obj):
                return None
            obj = obj[int(part)]
        elif isinstance(obj, dict):
            obj = obj.get(part)
        else:
            return None
    return obj


def _pick(obj: Any, picked: "re.Match[str]") -> Any:
    rows = obj.get(picked["name"]) if isinstance(obj, dict) and picked["name"] else obj
    if not isinstance(rows, list):
        return None
    for row in rows:
        if isinstance(row, dict) and str(row.get(picked["key"])) == picked["value"]:
            return row
    return None


def fits(actual: Any, wanted: Any) -> bool:
    """Whether a field is as wanted."""
    if isinstance(wanted, list):
        return bool(actual in wanted)
    if not isinstance(wanted, dict):
        return bool(actual == wanted)
    if "exists" in wanted:
        return bool((actual is not None) == wanted["exists"])
    if "contains" in wanted:
        return str(wanted["contains"]) in str(actual)
    number = actual if isinstance(actual, int) else 0
    return bool(wanted.get("least", number) <= number <= wanted.get("most", number))


def differs(obj: Object, fields: dict[str, Any]) -> Verdict:
    """Passed if all fields are as wanted, else the first that is not."""
    for path, wanted in fields.items():
        actual = look_up(obj, path)
        if not fits(actual, wanted):
            return missing(
                "field-differs", path=path, expected=_shown(wanted), actual=_told(actual)
            )
    return PASSED


def _told(value: Any) -> str:
    """A value as manifests write it, in one line."""
    if value is None:
        return "—"
    if not isinstance(value, bool | dict | list):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _shown(wanted: Any) -> str:
    if isinstance(wanted, list):
        return " / ".join(_told(one) for one in wanted)
    if not isinstance(wanted, dict):
        return _told(wanted)
    if "exists" in wanted:
        return "…" if wanted["exists"] else "—"
    if "contains" in wanted:
        return f"…{wanted['contains']}…"
    return " ".join(
        sign + str(wanted[name]) for name, sign in (("least", "≥"), ("most", "≤")) if name in wanted
    )


def which(wanted: dict[str, Any]) -> Which:
    """The objects that are asked for: by name or its beginning, and by labels."""
    return Which(wanted.get("name", ""), wanted.get("prefix", ""), wanted.get("labels", ""))


def chosen(obj: Object, wanted: dict[str, Any]) -> bool:
    """Whether an object is one of those that are asked for."""
    return which(wanted).takes(obj)


def called(wanted: dict[str, Any]) -> str:
    """How to name what is asked for."""
    prefix = wanted.get("prefix")
    return str(wanted.get("name") or wanted.get("labels") or (f"{prefix}…" if prefix else "*"))
