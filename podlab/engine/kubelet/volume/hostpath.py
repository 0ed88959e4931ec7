"""``hostPath`` volumes: a path of the node itself, and the checks of its type.

Here: DirectoryOrCreate and the rest, in the kubelet's words.  Not here: other volumes.
"""

from typing import Any

from podlab.engine.kubelet.containers.environment import ConfigProblem
from podlab.engine.machine.program import Files

Object = dict[str, Any]

_FOUND = {"directory": "Directory", "file": "File", "socket": "Socket", "device": "CharDevice"}
_KINDS = {
    "Directory": ("directory", "directory"),
    "DirectoryOrCreate": ("directory", "directory"),
    "File": ("file", "file"),
    "FileOrCreate": ("file", "file"),
    "Socket": ("socket", "socket file"),
    "CharDevice": ("device", "character device"),
    "BlockDevice": ("block", "block device"),
}


def host_path(files: Files, source: Object) -> str:
    """The path, made where its type says so.

    Raises:
        ConfigProblem: it is not what its type says.
    """
    path, type_ = str(source["path"]), str(source.get("type") or "")
    if not files.exists(path):
        if type_ == "DirectoryOrCreate" or not type_:
            files.mkdir(path, 0o755, parents=True)
        elif type_ == "FileOrCreate":
            files.write(path, b"", mode=0o644)
    if type_ in _KINDS:
        wanted, words = _KINDS[type_]
        if not files.exists(path):
            raise ConfigProblem(
                f"hostPath type check failed, {path} is not a {words}, unable to determine its "
                f'type: path "{path}" does not exist'
            )
        found = files.stat(path).type
        if found != wanted:
            raise ConfigProblem(
                f"hostPath type check failed: {path} is not a {words}, it's a "
                f"{_FOUND.get(found, '')}"
            )
    return path
