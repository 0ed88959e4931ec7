"""kubeconfig files: where they are, what they say, and writing them back.

Here: reading and choosing contexts.  Not here: the commands that change them (``config``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.machine.program import Proc, SystemCallError
from podlab.engine.objects import yaml

MAX_SIZE = 1 << 20


@dataclass(slots=True)
class Config:
    """A kubeconfig as it was read: the path it is written back to, and its content."""

    path: str
    data: dict[str, Any] = field(default_factory=dict)

    def entry(self, section: str, name: str) -> dict[str, Any] | None:
        """What a named entry of clusters, contexts or users holds."""
        inner = section[:-1]
        for row in self.data.get(section) or []:
            if isinstance(row, dict) and row.get("name") == name:
                return row.get(inner) or {}
        return None

    def put_entry(self, section: str, name: str, value: dict[str, Any]) -> bool:
        """Set a named entry; True if it existed."""
        inner = section[:-1]
        rows = [row for row in self.data.get(section) or [] if row.get("name") != name]
        known = len(rows) != len(self.data.get(section) or [])
        rows.append({"name": name, inner: value})
        self.data[section] = sorted(rows, key=lambda row: str(row.get("name")))
        return known

    def drop_entry(self, section: str, name: str) -> bool:
        """Remove a named entry; True if it existed."""
        rows = [row for row in self.data.get(section) or [] if row.get("name") != name]
        known = len(rows) != len(self.data.get(section) or [])
        self.data[section] = rows
        return known

    @property
    def current(self) -> str:
        """``current-context``, '' if none is set."""
        return str(self.data.get("current-context") or "")

    def context(self, flags: dict[str, Any]) -> dict[str, Any]:
        """The context in force.

        Raises:
            CommandError: ``--context`` names none.
        """
        name = str(flags.get("context") or self.current)
        found = self.entry("contexts", name) if name else {}
        if found is None and not flags.get("namespace"):
            raise CommandError(
                f"Error in configuration: context was not found for specified context: {name}",
                prefix="",
            )
        if found is None:
            raise CommandError(f'context "{name}" does not exist')
        return found

    def namespace(self, flags: dict[str, Any]) -> str:
        """The context's namespace."""
        return str(self.context(flags).get("namespace") or "")

    def server(self, flags: dict[str, Any]) -> str:
        """The API server's URL; '' if the file names none."""
        if flags.get("server"):
            return str(flags["server"])
        name = str(flags.get("cluster") or self.context(flags).get("cluster") or "")
        return str((self.entry("clusters", name) or {}).get("server") or "")

    def user(self, flags: dict[str, Any]) -> dict[str, Any]:
        """The credentials in force."""
        if flags.get("token"):
            return {"token": flags["token"]}
        name = str(flags.get("user") or self.context(flags).get("user") or "")
        return {"name": name, **(self.entry("users", name) or {})}


def path_of(p: Proc, flag: str) -> str:
    """The file that is read and written: the flag, $KUBECONFIG's first, ~/.kube/config."""
    if flag:
        return flag
    listed = [part for part in p.env.get("KUBECONFIG", "").split(":") if part]
    if listed:
        return next((part for part in listed if p.files.exists(part)), listed[0])
    return p.env.get("HOME", "/root").rstrip("/") + "/.kube/config"


def load(p: Proc, flag: str) -> Config:
    """Read the kubeconfig; an empty one where there is no file.

    Raises:
        CommandError: an unreadable file, or one that ``--kubeconfig`` names and is not there.
    """
    path = path_of(p, flag)
    try:
        text = p.files.read(path)
    except SystemCallError as error:
        if error.name == "ENOENT" and not flag:
            return Config(path)
        words = str(error).lower()
        name = f"stat {path}" if error.name == "ENOENT" else f"open {path}"
        raise CommandError(f"{name}: {words}") from None
    return Config(path, _parse(path, text))


def _parse(path: str, text: bytes) -> dict[str, Any]:
    try:
        data = yaml.load(text[:MAX_SIZE].decode(errors="replace"))
    except yaml.YamlError as error:
        raise CommandError(f'error loading config file "{path}": {error}') from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise CommandError(
            f'error loading config file "{path}": couldn\'t get version/kind; json parse error'
        )
    return data


def save(p: Proc, config: Config) -> None:
    """Write the kubeconfig back, making its folder."""
    folder = config.path.rpartition("/")[0]
    if folder and not p.files.exists(folder):
        p.files.mkdir(folder, 0o755, parents=True)
    data = {"apiVersion": "v1", "kind": "Config", **config.data}
    p.files.write(config.path, yaml.dump(data).encode(), mode=0o600)
