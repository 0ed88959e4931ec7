"""``kubectl exec``: run a command in a container.

Here: arguments and beginning.  Not here: the streams (``session``).
"""

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.pods import choose_container, find_pod
from podlab.engine.kubectl.verbs import session
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError


def run(c: Context) -> Step:
    """The verb."""
    if "session" not in c.memory:
        _begin(c)
    wait = session.step(c)
    if wait is not None:
        return wait
    return session.exit_code(session.finish(c))


def _command(c: Context) -> tuple[str, list[str]]:
    dash = c.line.dash
    if not c.args or dash == 0:
        raise CommandError("pod, type/name or --filename must be specified")
    if dash is None:
        if len(c.args) > 1:
            raise c.usage(
                "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
            )
        raise CommandError("you must specify at least one command for the container")
    command = c.args[dash:]
    if not command:
        raise CommandError("you must specify at least one command for the container")
    return c.args[0], command


def _begin(c: Context) -> None:
    word, command = _command(c)
    pod = find_pod(c, word)
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise CommandError(
            f"cannot exec into a container in a completed pod; current phase is {phase}"
        )
    container = choose_container(c, pod, quiet=bool(c.flag("quiet")))
    stdin, tty = bool(c.flag("stdin")), bool(c.flag("tty"))
    if tty and not (stdin and c.p.isatty(0)):
        c.err("Unable to use a TTY - input is not a terminal or the right kind of file\n")
        tty = False
    metadata = pod["metadata"]
    try:
        name = c.kube.nodes.exec(
            metadata["namespace"], metadata["name"], container, command, stdin=stdin, tty=tty
        )
    except ApiError as error:
        raise session.upgrade_error(error) from None
    session.begin(c, name, stdin=stdin, tty=tty)
