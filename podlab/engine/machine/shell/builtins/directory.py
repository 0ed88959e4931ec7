"""Builtins of the working directory: cd, pwd, pushd, popd, dirs.

Not here: the filesystem.
"""

import posixpath
from typing import Any

from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.shell.context import Shell


def cd(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``cd [-LP] [directory]``."""
    args = [word for word in words[1:] if word not in ("-L", "-P", "--")]
    if len(args) > 1 and not shell.ash:
        shell.builtin_error("cd", "too many arguments")
        return 1
    target = args[0] if args else shell.variables.get("HOME")
    if target is None:
        shell.builtin_error("cd", "HOME not set")
        return 1
    show = target == "-"
    if show:
        target = shell.variables.get("OLDPWD")
        if not target:
            shell.builtin_error("cd", "OLDPWD not set")
            return 1
    status = change(shell, "cd", target, "-P" in words)
    if show and not status:
        shell.write(shell.p.cwd + "\n")
    return status


def change(shell: Shell, builtin: str, target: str, physical: bool = False) -> int:
    """Go to a directory."""
    if target == "":
        return 0
    path = posixpath.normpath(posixpath.join(shell.p.cwd, target))
    path = "/" + path.lstrip("/")
    try:
        found = shell.p.files.stat(path)
        if found.type != "directory":
            raise SystemCallError("ENOTDIR", "Not a directory")
        if not _may_enter(shell, found.mode, found.uid, found.gid):
            raise SystemCallError("EACCES", "Permission denied")
        if physical:
            path = shell.p.files.realpath(path)
    except SystemCallError as failure:
        words = f"can't cd to {target}: {failure}" if shell.ash else f"{target}: {failure}"
        shell.builtin_error(builtin, words)
        return 2 if shell.ash else 1
    shell.variables.assign("OLDPWD", shell.p.cwd)
    shell.p.cwd = path
    shell.variables.assign("PWD", path)
    shell.variables.export("PWD")
    shell.variables.export("OLDPWD")
    return 0


def _may_enter(shell: Shell, mode: int, uid: int, gid: int) -> bool:
    p = shell.p
    shift = 6 if uid == p.uid else 3 if gid == p.gid else 0
    return p.uid == 0 or bool(mode >> shift & 1)


def pwd(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``pwd [-LP]``."""
    path = shell.p.files.realpath(shell.p.cwd) if "-P" in words else shell.p.cwd
    shell.write(path + "\n")
    return 0


def _show(shell: Shell) -> None:
    home = shell.variables.get("HOME") or ""
    paths = [shell.p.cwd, *reversed(shell.state.directories)]
    shell.write(" ".join(_short(path, home) for path in paths) + "\n")


def _short(path: str, home: str) -> str:
    inside = home and home != "/" and (path == home or path.startswith(home + "/"))
    return "~" + path[len(home) :] if inside else path


def pushd(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``pushd [directory]``."""
    before, stack = shell.p.cwd, shell.state.directories
    if len(words) < 2 and not stack:
        shell.builtin_error("pushd", "no other directory")
        return 1
    target = words[1] if len(words) > 1 else stack[-1]
    if change(shell, "pushd", target):
        return 1
    if len(words) < 2:
        stack.pop()
    if len(stack) < 100:
        stack.append(before)
    _show(shell)
    return 0


def popd(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``popd``."""
    if not shell.state.directories:
        shell.builtin_error("popd", "directory stack empty")
        return 1
    if change(shell, "popd", shell.state.directories.pop()):
        return 1
    _show(shell)
    return 0


def dirs(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``dirs``."""
    _show(shell)
    return 0
