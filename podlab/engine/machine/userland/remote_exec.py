"""Running a command in a container for a program: its input and output are passed through.

Not here: starting it (the runtime).
"""

from podlab.engine.machine.program import Proc, Step, first_of, notice, readable, until
from podlab.engine.machine.userland.containers import ContainerRuntime


def relay(p: Proc, runtime: ContainerRuntime, stdin: bool, tty: bool) -> Step:
    """One step of passing bytes between this process and ``p.memory["session"]``."""
    m = p.memory
    session = m["session"]
    waits = [notice(f"session/{session}")]
    if stdin and not m.get("ended"):
        data = p.read(0)
        if data is None:
            waits.append(readable(0))
        elif data:
            runtime.session_write(session, data)
            waits.append(until(p.now))
        else:
            m["ended"] = True
            runtime.session_close_input(session)
    for channel, piece in runtime.session_read(session):
        p.write(channel, piece)
    status = runtime.session_exit(session)
    if status is None:
        return first_of(*waits)
    runtime.session_close(session)
    if tty:
        p.set_raw(0, False)
    return status
