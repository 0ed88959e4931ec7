"""``kubectl attach``: join a running container.

Here: arguments and beginning.  Not here: the streams (``session``).
"""

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.pods import choose_container, find_pod
from podlab.engine.kubectl.verbs import session
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

REMARK = (
    "All commands and output from this session will be recorded in container logs, including "
    "credentials and sensitive information passed through the command prompt.\nIf you don't see a "
    "command prompt, try pressing enter.\n"
)


def run(c: Context) -> Step:
    """The verb."""
    if "session" not in c.memory:
        if not c.args:
            raise CommandError("at least 1 argument is required for attach")
        if len(c.args) > 2:
            raise CommandError(
                "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw "
                f"{len(c.args)}: [{' '.join(c.args)}]"
            )
        pod = find_pod(c, "/".join(c.args))
        begin(c, pod, choose_container(c, pod, quiet=bool(c.flag("quiet"))))
    wait = session.step(c)
    if wait is not None:
        return wait
    result = session.finish(c)
    return 0 if result.get("reason") == "NonZeroExitCode" else session.exit_code(result)


def begin(c: Context, pod: dict[str, object], container: str) -> None:
    """Join a container of a Pod.

    Raises:
        CommandError, ApiError: it cannot be joined.
    """
    phase = (pod.get("status") or {}).get("phase")  # type: ignore[attr-defined]
    if phase in ("Succeeded", "Failed"):
        raise CommandError(
            f"cannot attach a container in a completed pod; current phase is {phase}"
        )
    stdin, tty = bool(c.flag("stdin")), bool(c.flag("tty"))
    if tty and not (stdin and c.p.isatty(0)):
        c.err("Unable to use a TTY - input is not a terminal or the right kind of file\n")
        tty = False
    if not c.flag("quiet"):
        c.err(REMARK)
    metadata: dict[str, str] = pod["metadata"]  # type: ignore[assignment]
    try:
        name = c.kube.nodes.attach(
            metadata["namespace"], metadata["name"], container, stdin=stdin, tty=tty
        )
    except ApiError as error:
        raise session.upgrade_error(error) from None
    session.begin(c, name, stdin=stdin, tty=tty)
