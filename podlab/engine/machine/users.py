"""Users: what /etc/passwd and /etc/group say.

Here: reading them, and a login's environment.  Not here: permissions (``machine.vfs``).
"""

from functools import lru_cache
from typing import NamedTuple

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.loader import DEFAULT_PATH
from podlab.engine.machine.program import Files, SystemCallError


class User(NamedTuple):
    """One row of /etc/passwd."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str

    def login_environment(self) -> dict[str, str]:
        """The environment that a login gives."""
        return {
            "SHELL": self.shell,
            "HOME": self.home,
            "USER": self.name,
            "LOGNAME": self.name,
            "LANG": "en_US.UTF-8",
            "PATH": DEFAULT_PATH,
        }


def users(files: Files) -> list[User]:
    """All users that /etc/passwd lists."""
    found = []
    for row in _rows(files, "/etc/passwd"):
        if len(row) >= 7 and is_number(row[2]) and is_number(row[3]):
            found.append(User(row[0], int(row[2]), int(row[3]), row[5] or "/", row[6]))
    return found


def find_user(files: Files, name: str) -> User:
    """A user by name or number; unknown names are root's, unknown numbers have no home."""
    known = users(files)
    for user in known:
        if name in (user.name, str(user.uid)):
            return user
    if is_number(name):
        return User(name, int(name), 0, "/", "/bin/sh")
    return next((user for user in known if user.uid == 0), User("root", 0, 0, "/", "/bin/sh"))


def group_number(files: Files, name: str) -> int | None:
    """The number of a group by its name."""
    for row in _rows(files, "/etc/group"):
        if len(row) >= 3 and row[0] == name and is_number(row[2]):
            return int(row[2])
    return None


def groups_of(files: Files, user: str) -> list[int]:
    """The further groups of a user."""
    return [
        int(row[2])
        for row in _rows(files, "/etc/group")
        if len(row) >= 4 and is_number(row[2]) and user in row[3].split(",")
    ]


def _rows(files: Files, path: str) -> tuple[tuple[str, ...], ...]:
    try:
        return _parsed(files.read(path))
    except SystemCallError:
        return ()


@lru_cache(maxsize=64)
def _parsed(data: bytes) -> tuple[tuple[str, ...], ...]:
    lines = data.decode(errors="replace").splitlines()[:2000]
    return tuple(tuple(line.split(":")) for line in lines)
