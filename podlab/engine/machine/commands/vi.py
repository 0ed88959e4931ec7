"""vi and vim: the modal editor with the keys that a beginner needs, and some more.

State: ``p.memory["vi"]``.  Not here: modes and keys (``userland.editors``).
"""

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError, readable
from podlab.engine.machine.userland.editors import screen
from podlab.engine.machine.userland.editors.buffer import Buffer, BufferState
from podlab.engine.machine.userland.editors.keys import split_keys
from podlab.engine.machine.userland.editors.viactions import ACTIONS
from podlab.engine.machine.userland.editors.vimodes import Vi, ViState
from podlab.engine.machine.userland.faults import CommandFault


def main(p: Proc) -> Step:
    """vi [+line] [file]"""
    state: ViState | None = p.memory.get("vi")
    if state is None:
        if not p.isatty(0) or not p.isatty(1):
            raise CommandFault(
                "Vim: Warning: Output is not to a terminal\n"
                "vi: not simulated in PodLab: editing without a terminal"
            )
        state = p.memory["vi"] = _open(p)
        p.handle_signal(signals.WINCH)
        p.set_raw(0, True)
        p.write(1, screen.ENTER)
    p.signals()
    editor = Vi(p, state, ACTIONS)
    for _ in range(64):
        data = p.read(0)
        if data is None:
            break
        if not data:
            return _leave(p, 1)
        keys, state.rest = split_keys(state.rest + data)
        for key in _plain(keys):
            status = editor.key(key)
            if status is not None:
                return _leave(p, status)
    editor.draw()
    return readable(0)


def _plain(keys: list[str]) -> list[str]:
    """Escape and another key typed fast are not Alt with that key."""
    result: list[str] = []
    for key in keys:
        alt = key.startswith("M-")
        result.extend(["escape", key[2:]] if alt else [key])
    return result


def _leave(p: Proc, status: int) -> int:
    p.set_raw(0, False)
    rows = p.window(1)[1]
    p.write(1, f"\x1b[{rows};1H\x1b[K" + screen.LEAVE)
    return status


def _open(p: Proc) -> ViState:
    words = [word for word in p.argv[1:] if not word.startswith(("-", "+"))]
    buffer = Buffer(BufferState(words[0] if words else ""))
    state = ViState(buffer.s)
    if words:
        state.message = load(p, buffer)
    for word in p.argv[1:]:
        if word.startswith("+"):
            number = int(word[1:7]) if is_number(word[1:]) else len(buffer.s.lines)
            buffer.s.row = min(max(0, number - 1), len(buffer.s.lines) - 1)
    return state


def load(p: Proc, buffer: Buffer) -> str:
    """Read the buffer's file; returns the message to show."""
    path = buffer.s.path
    try:
        if p.files.is_dir(path):
            return f'"{path}" is a directory'
        data = p.files.read(path)
    except SystemCallError as failure:
        if failure.name == "ENOENT":
            return f'"{path}" [New]'
        return f'"{path}" [Permission Denied]'
    if len(data) > 2 << 20:
        return f'"{path}" not simulated in PodLab: files of more than 2 MiB'
    buffer.load(data)
    return f'"{path}" {len(buffer.s.lines) if data else 0}L, {len(data)}B'
