"""``kubectl cp``: copy files to and from containers, by ``tar`` in the container.

Here: which side is remote, the tar streams, words.  Not here: tar itself in the container.
State: ``session`` and the bytes that have come.
"""

import io
import tarfile
from typing import Any, NamedTuple

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.pods import choose_container
from podlab.engine.machine.program import Step, notice
from podlab.engine.objects.status import ApiError

MAX_BYTES = 8 << 20
MAX_FILES = 2_000


class Place(NamedTuple):
    """One side of a copy; local if it names no Pod."""

    namespace: str
    pod: str
    path: str


def _place(c: Context, text: str) -> Place:
    head, colon, path = text.partition(":")
    if not colon:
        return Place("", "", text)
    if not head or not path:
        raise CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path")
    parts = head.split("/")
    if len(parts) > 2:
        raise CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path")
    namespace = parts[0] if len(parts) == 2 else c.namespace
    return Place(namespace, parts[-1], path)


def run(c: Context) -> Step:
    """The verb."""
    if len(c.args) != 2:
        raise CommandError("source and destination are required")
    source, target = _place(c, c.args[0]), _place(c, c.args[1])
    if source.pod and target.pod:
        raise CommandError("one of src or dest must be a local file specification")
    if not source.pod and not target.pod:
        raise CommandError("one of src or dest must be a remote file specification")
    if not source.path or not target.path:
        raise CommandError("filepath can not be empty")
    return _from(c, source, target) if source.pod else _to(c, source, target)


def _exec(c: Context, place: Place, command: list[str], channel: int | None) -> str:
    """Run a command in the container; ``channel`` is where its remarks go, None for nowhere."""
    pod = c.client.get("pods", place.namespace, place.pod)
    container = choose_container(c, pod, quiet=channel is None, channel=channel or 2)
    stdin = command[0] == "tar" and channel == 2
    try:
        return c.kube.nodes.exec(place.namespace, place.pod, container, command, stdin=stdin,
                                 tty=False)  # fmt: skip
    except ApiError as error:
        raise CommandError(error.message) from None


def _pump(c: Context, channel: int | None = 2) -> Step | None:
    memory = c.memory
    nodes, session = c.kube.nodes, memory["session"]
    for source, data in nodes.read(session):
        if source == 2:
            (c.out if channel == 1 else c.err)(data)
        else:
            memory["data"] = memory.get("data", b"") + data
            if len(memory["data"]) > MAX_BYTES:
                raise CommandError(f"not simulated: copies of more than {MAX_BYTES} bytes")
    if nodes.result(session) is None:
        return notice(f"session/{session}")
    memory["result"] = nodes.result(session)
    nodes.close(session)
    return None


def _failed(c: Context) -> None:
    result: dict[str, Any] = c.memory["result"]
    if result.get("status") == "Failure":
        causes = (result.get("details") or {}).get("causes") or []
        code = next((row.get("message") for row in causes if row.get("reason") == "ExitCode"), "1")
        raise CommandError(f"command terminated with exit code {code}", int(code or 1), prefix="")


# --- from a container -------------------------------------------------------------------------


def _from(c: Context, source: Place, target: Place) -> Step:
    """Remarks go to the standard output, and tar's failure is no failure: as the real one does."""
    if "session" not in c.memory:
        c.memory["session"] = _exec(c, source, ["tar", "cf", "-", source.path], 1)
    wait = _pump(c, 1)
    if wait is not None:
        return wait
    data = c.memory.get("data", b"")
    if data:
        _unpack(c, data, source.path, target.path)
    return 0


def _unpack(c: Context, data: bytes, source: str, target: str) -> None:
    prefix = source.strip("/").rstrip(".").rstrip("/")
    name = prefix.rpartition("/")[2]
    if c.p.files.is_dir(target):
        target = f"{target.rstrip('/')}/{name}"
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for count, member in enumerate(archive):
                if count > MAX_FILES:
                    break
                _unpack_one(c, archive, member, (prefix, target))
    except tarfile.TarError:
        raise CommandError("tar contents corrupted") from None


def _unpack_one(
    c: Context, archive: tarfile.TarFile, member: tarfile.TarInfo, where: tuple[str, str]
) -> None:
    prefix, target = where
    path = member.name.strip("/")
    rest = path.removeprefix(prefix).strip("/")
    if ".." in rest.split("/"):
        c.err(f'warning: file "{rest}" is outside target destination, skipping\n')
        return
    full = f"{target.rstrip('/')}/{rest}" if rest else target
    if member.isdir():
        if not c.p.files.exists(full):
            c.p.files.mkdir(full, 0o755, parents=True)
        return
    if member.issym():
        c.err(f'warning: skipping symlink: "{full}" -> "{member.linkname}"\n')
        return
    taken = archive.extractfile(member)
    if taken is None:
        return
    folder = full.rpartition("/")[0]
    if folder and not c.p.files.exists(folder):
        c.p.files.mkdir(folder, 0o755, parents=True)
    c.p.files.write(full, taken.read(), mode=0o644)


# --- to a container ---------------------------------------------------------------------------


def _to(c: Context, source: Place, target: Place) -> Step:
    memory = c.memory
    if not c.p.files.exists(source.path):
        raise CommandError(f"{source.path} doesn't exist in local filesystem")
    if "folder" not in memory:
        if "session" not in memory:
            memory["session"] = _exec(c, target, ["test", "-d", target.path], None)
        wait = _pump(c)
        if wait is not None:
            return wait
        memory["folder"] = memory.pop("result").get("status") == "Success"
        del memory["session"]
    if "session" not in memory:
        _send(c, source, target)
    wait = _pump(c)
    if wait is not None:
        return wait
    _failed(c)
    return 0


def _send(c: Context, source: Place, target: Place) -> None:
    path = target.path
    if c.memory["folder"]:
        path = f"{path.rstrip('/')}/{source.path.rstrip('/').rpartition('/')[2]}"
    folder, _, name = path.rpartition("/")
    data = _pack(c, source.path, name)
    command = ["tar", "-xmf", "-"]
    if c.flag("no-preserve"):
        command = ["tar", "--no-same-permissions", "--no-same-owner", "-xmf", "-"]
    if folder:
        command += ["-C", folder]
    elif path.startswith("/"):
        command += ["-C", "/"]
    c.memory["session"] = _exec(c, target, command, 2)
    c.kube.nodes.write(c.memory["session"], data)
    c.kube.nodes.close_input(c.memory["session"])


def _pack(c: Context, path: str, name: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        _pack_one(c, archive, path, name)
    return buffer.getvalue()


def _pack_one(c: Context, archive: tarfile.TarFile, path: str, name: str) -> None:
    stat = c.p.files.stat(path)
    entry = tarfile.TarInfo(name)
    entry.mode, entry.uid, entry.gid = stat.mode & 0o7777, stat.uid, stat.gid
    entry.mtime = stat.mtime // 1_000_000
    if stat.type == "directory":
        entry.type = tarfile.DIRTYPE
        archive.addfile(entry)
        for inner in sorted(c.p.files.listdir(path)):
            _pack_one(c, archive, f"{path.rstrip('/')}/{inner}", f"{name}/{inner}")
        return
    data = c.p.files.read(path)
    if len(data) > MAX_BYTES:
        raise CommandError(f"not simulated: copies of more than {MAX_BYTES} bytes")
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))
