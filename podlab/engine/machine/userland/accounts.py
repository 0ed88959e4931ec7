"""Names of users and groups, as /etc/passwd and /etc/group have them.

Not here: permissions.
"""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, SystemCallError


def names(p: Proc, path: str) -> dict[int, str]:
    """Number → name out of /etc/passwd or /etc/group."""
    found: dict[int, str] = {}
    for row in _rows(p, path):
        if len(row) > 2 and is_number(row[2]):
            found.setdefault(int(row[2]), row[0])
    return found


def user_names(p: Proc) -> dict[int, str]:
    """uid → name."""
    return names(p, "/etc/passwd")


def group_names(p: Proc) -> dict[int, str]:
    """gid → name."""
    return names(p, "/etc/group")


def find_user(p: Proc, text: str) -> tuple[int, int] | None:
    """(uid, gid) of a name or number."""
    for row in _rows(p, "/etc/passwd"):
        if len(row) > 3 and (row[0] == text or row[2] == text):
            return int(row[2]), int(row[3])
    return (int(text), 0) if is_number(text) else None


def find_group(p: Proc, text: str) -> int | None:
    """gid of a name or number."""
    for row in _rows(p, "/etc/group"):
        if len(row) > 2 and (row[0] == text or row[2] == text):
            return int(row[2])
    return int(text) if is_number(text) else None


def groups_of(p: Proc, user: str) -> list[int]:
    """The further groups of a user."""
    return [
        int(row[2])
        for row in _rows(p, "/etc/group")
        if len(row) > 3 and is_number(row[2]) and user in row[3].split(",")
    ]


def _rows(p: Proc, path: str) -> list[list[str]]:
    try:
        data = p.files.read(path)
    except SystemCallError:
        return []
    return [line.split(":") for line in data.decode("utf-8", "replace").splitlines()[:2000]]
