"""The terminal's kubectl: one file per verb.

Here: the list of verbs by their path.  Not here: the command line (``commandline``), how a verb is
run (``program``), or the API server behind it (``service``).
"""

from collections.abc import Callable

from podlab.engine.kubectl import (
    apply,
    attach,
    create,
    delete,
    describe,
    exec,
    get,
    logs,
    run,
)
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators import GENERATORS
from podlab.engine.machine.program import Step

Verb = Callable[[Context], Step]

VERBS: dict[str, Verb] = {
    "apply": apply.run,
    "attach": attach.run,
    "create": create.run,
    **{f"create {word}": create.generate for word in GENERATORS},
    "create token": create.token,
    "delete": delete.run,
    "describe": describe.run,
    "exec": exec.run,
    "get": get.run,
    "logs": logs.run,
    "run": run.run,
}
