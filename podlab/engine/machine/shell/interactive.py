"""The interactive side: prompt, line editing, history, completion; and scripts read from stdin.

Not here: the editing keys (``editor``).
"""

from podlab.engine.machine.program import Step, SystemCallError, Wait, readable
from podlab.engine.machine.shell.builtins.job import describe
from podlab.engine.machine.shell.completion import candidates, common_prefix
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.editor import BELL, EditorState, LineEditor
from podlab.engine.machine.shell.prompt import prompt
from podlab.engine.machine.userland.columns import in_columns
from podlab.engine.machine.userland.editors.keys import split_keys

HISTORY = 500
PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"


def read_command(shell: Shell) -> Step | None:
    """Edit the next line; None when one is there to be run."""
    state, p = shell.state, shell.p
    if state.editor is None:
        _load_history(shell)
        _tell_jobs(shell)
        _begin(shell, "PS2" if state.first_line == 0 else "PS1")
    editor = LineEditor(state.editor, state.history)
    for _ in range(4096):
        data = p.read(0, 1)
        if data is None:
            break
        if not data:
            state.editor = None
            return _leave(shell)
        event = _feed(shell, editor, data)
        if event:
            return _event(shell, editor, event)
    _flush(shell, editor)
    return readable(0)


def _begin(shell: Shell, name: str) -> None:
    p = shell.p
    p.set_raw(0, True)
    state = EditorState(prompt(shell, name), columns=p.window(0)[0] or 80)
    shell.state.editor = state
    editor = LineEditor(state, shell.state.history)
    editor.first_draw()
    p.write(2, PASTE_ON + "".join(editor.output))


def _feed(shell: Shell, editor: LineEditor, data: bytes) -> str:
    """One more byte; the event that its key caused ('' for none)."""
    state = editor.state
    keys, state.rest = split_keys(state.rest + data, patient=True)
    for key in keys:
        event = editor.key(key)
        if event == "complete":
            _complete(shell, editor)
        elif event:
            return event
    return ""


def resized(shell: Shell) -> None:
    """The terminal has another size: draw the line anew."""
    editor = LineEditor(shell.state.editor, shell.state.history)
    editor.state.columns = shell.p.window(0)[0] or 80
    editor.draw()
    _flush(shell, editor)


def _flush(shell: Shell, editor: LineEditor) -> None:
    if editor.output:
        shell.p.write(2, "".join(editor.output))
        editor.output = []


def _event(shell: Shell, editor: LineEditor, event: str) -> Step | None:
    state = shell.state
    editor.output.append(PASTE_OFF)
    _flush(shell, editor)
    text = editor.state.text
    state.editor = None
    shell.p.set_raw(0, False)
    if event == "interrupt":
        state.first_line, state.source, state.position = 1, "", 0
        state.status = 130
        return None
    if event == "end":
        return _leave(shell)
    _accept(shell, text)
    return None


def _accept(shell: Shell, text: str) -> None:
    state = shell.state
    expanded = _history_expansion(shell, text)
    if expanded != text:
        shell.complain(expanded)
        text = expanded
    more = state.first_line == 0
    if text.strip() and (more or not state.history or state.history[-1] != text):
        if more and state.history:
            state.history[-1] += "\n" + text
        else:
            state.history.append(text)
        del state.history[:-HISTORY]
    state.source = (state.source if more else "") + text + "\n"
    state.position, state.first_line = 0, 1


def _history_expansion(shell: Shell, text: str) -> str:
    if "!!" in text and shell.state.history and "'" not in text:
        return text.replace("!!", shell.state.history[-1])
    return text


def need_more(shell: Shell) -> Step | None:
    """The command is not complete: prompt for another line."""
    state = shell.state
    if state.interactive:
        state.first_line = 0
        state.position = len(state.source)
        return None
    return read_script_line(shell, more=True)


def interrupted(shell: Shell) -> None:
    """Ctrl+C came while the shell itself was busy."""
    if shell.state.frames:
        shell.state.status = 130
        shell.complain("")
        shell.unwind("interrupt")


def _leave(shell: Shell) -> Step | None:
    state = shell.state
    shell.p.set_raw(0, False)
    if state.first_line == 0:
        state.first_line, state.source, state.position = 1, "", 0
        shell.error("syntax error: unexpected end of file")
        return None
    shell.complain("exit")
    shell.unwind("exit")
    return None


def _tell_jobs(shell: Shell) -> None:
    shell.reap()
    ordered = sorted(shell.state.jobs)
    for number in ordered:
        job = shell.state.jobs[number]
        if not job.running:
            shell.complain(describe(job, "+" if number == ordered[-1] else "-"))
            del shell.state.jobs[number]


# --- completion ----------------------------------------------------------------------------------
def _complete(shell: Shell, editor: LineEditor) -> None:
    state = editor.state
    start, words = candidates(shell, state.text[: state.cursor])
    if not words:
        editor.output.append(BELL)
        return
    typed = state.text[start : state.cursor]
    common = common_prefix(words)
    if len(words) == 1:
        tail = "" if words[0].endswith(("/", "=")) else " "
        editor.replace(start, words[0] + tail)
        state.tabs = 0
    elif len(common) > len(typed):
        editor.replace(start, common)
        state.tabs = 0
    elif state.tabs < 2:
        editor.output.append(BELL)
    else:
        editor.leave()
        names = [word.rstrip("/").rpartition("/")[2] + "/" * word.endswith("/") for word in words]
        editor.output.append(in_columns(names, state.columns).replace("\n", "\r\n"))
        editor.draw()


# --- history -------------------------------------------------------------------------------------
def _history_path(shell: Shell) -> str:
    name = ".ash_history" if shell.ash else ".bash_history"
    return f"{shell.variables.get('HOME') or '/root'}/{name}"


def _load_history(shell: Shell) -> None:
    state = shell.state
    if state.history or state.random < 0:
        return
    state.random = 0
    try:
        text = shell.p.files.read(_history_path(shell)).decode("utf-8", "replace")
    except SystemCallError:
        return
    state.history = text.splitlines()[-HISTORY:]


def save_history(shell: Shell) -> None:
    """Write the history to its file (the shell ends)."""
    text = "".join(line + "\n" for line in shell.state.history)
    try:
        shell.p.files.write(_history_path(shell), text.encode("utf-8", "replace"), mode=0o600)
    except SystemCallError:
        return


# --- scripts from standard input -----------------------------------------------------------------
def read_script_line(shell: Shell, more: bool = False) -> Wait | None:
    """Read one more line of a script that comes through standard input."""
    state = shell.state
    if not more and state.source[state.position :].strip():
        return None
    line = state.read_buffer.setdefault(0, b"")
    for _ in range(4096):
        data = shell.p.read(0, 1)
        if data is None:
            state.read_buffer[0] = line
            return readable(0)
        line += data
        if not data or data == b"\n":
            break
    state.read_buffer[0] = b""
    state.source += line.decode("utf-8", "surrogateescape")
    state.finished_reading = not data
    return None
