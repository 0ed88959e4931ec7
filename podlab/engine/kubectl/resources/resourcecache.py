"""kubectl's memory of custom resources: what discovery told it is kept in a file for hours.

So a custom kind is still known for a while after its definition is gone, and the server's refusal
is what one sees.  The file is read anew when a word is not in it.  Here: that file, with the
custom kinds only.  Not here: built-in kinds, which never go away.
"""

import json
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

FOLDER = ".kube/cache/discovery"
NAME = "customresources.json"
MAX_SIZE = 1 << 20
FIELDS = ("group", "version", "kind", "plural", "singular", "namespaced")


def remember(c: Context, kind: Kind) -> None:
    """A custom kind was found: what was known before is replaced, unless it is known already."""
    if any(_same(row, kind) for row in _read(c)):
        return
    rows = [_row(one) for one in c.kinds.all() if one.custom]
    folder = f"{_home(c)}/{FOLDER}"
    try:
        c.p.files.mkdir(folder, 0o750, parents=True)
        c.p.files.write(f"{folder}/{NAME}", json.dumps(rows).encode())
    except SystemCallError:
        return  # a cache that cannot be written is none


def recall(c: Context, word: str) -> Kind | None:
    """The kind that a word meant when discovery was last asked; what is known is forgotten if the
    word is not in it."""
    main, _, group = word.lower().partition(".")
    for row in _read(c):
        names = (row["plural"], row["singular"], row["kind"].lower(), *row["short_names"])
        if main in names and group in ("", row["group"]):
            fields = {name: row[name] for name in FIELDS}
            return Kind(**fields, short_names=tuple(row["short_names"]), custom=True)
    _forget(c)
    return None


def gone(c: Context, kind: Kind) -> bool:
    """Whether a kind is only remembered, and not served any more."""
    return bool(kind.custom) and c.kinds.by_resource(kind.resource) is None


def list_refusal(kind: Kind) -> ApiError:
    """What listing a kind that is gone ends with."""
    where = f"{kind.group}/{kind.version}, Resource={kind.plural}"
    words = f"the server could not find the requested resource (get {kind.resource})"
    return ApiError(404, "NotFound", f'Unable to list "{where}": {words}', {})


def _home(c: Context) -> str:
    return str(c.p.env.get("HOME", "/root")).rstrip("/")


def _same(row: dict[str, Any], kind: Kind) -> bool:
    return row == _row(kind)


def _row(kind: Kind) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(kind, name) for name in FIELDS}
    return {**row, "short_names": list(kind.short_names)}


def _read(c: Context) -> list[dict[str, Any]]:
    path = f"{_home(c)}/{FOLDER}/{NAME}"
    try:
        rows = json.loads(c.p.files.read(path)[:MAX_SIZE])
    except (SystemCallError, ValueError, RecursionError):
        return []
    return [row for row in rows if _whole(row)] if isinstance(rows, list) else []


def _whole(row: Any) -> bool:
    """Whether a row of the file, which anybody may edit, can be used."""
    return (
        isinstance(row, dict)
        and all(isinstance(row.get(name), str) for name in FIELDS[:-1])
        and isinstance(row.get("namespaced"), bool)
        and isinstance(row.get("short_names"), list)
        and all(isinstance(name, str) for name in row["short_names"])
    )


def _forget(c: Context) -> None:
    path = f"{_home(c)}/{FOLDER}/{NAME}"
    try:
        if c.p.files.exists(path):
            c.p.files.unlink(path)
    except SystemCallError:
        return
