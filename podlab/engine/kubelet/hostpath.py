"""``hostPath`` volumes: a path of the node itself, and the checks of its type.

Here: DirectoryOrCreate and the rest, in the kubelet's words.  Not here: other volumes.
"""

from typing import Any

from podlab.engine.kubelet.environment import ConfigProblem
from podlab.engine.machine.program import Files

Object = dict[str, Any]

_KINDS = {
    "Directory": ("directory", "is not a directory"),
    "DirectoryOrCreate": ("directory", "is not a directory"),
    "File": ("file", "is not a file"),
    "FileOrCreate": ("file", "is not a file"),
    "Socket": ("socket", "is not a socket file"),
    "CharDevice": ("device", "is not a character device"),
    "BlockDevice": ("device", "is not a block device"),
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
        if not files.exists(path) or files.stat(path).type != wanted:
            raise ConfigProblem(f"hostPath type check failed: {path} {words}")
    return path
