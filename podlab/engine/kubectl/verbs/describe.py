"""``kubectl describe``: an object with what belongs to it.

Here: which objects, and names by prefix.  Not here: the pages (``describers``).
"""

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers import describe
from podlab.engine.kubectl.resources.builder import Ask, expand_types, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

NO_TYPE = (
    'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete '
    "list of supported resources."
)


def run(c: Context) -> Step:
    """The verb."""
    if not c.args and not c.flag("filename") and not c.flag("kustomize"):
        raise CommandError(NO_TYPE)
    found = select(c, c.args, Ask(list_all=True, latest=True))
    several = len(found.infos) > 1 or bool(found.errors)
    events = bool(c.flag("show-events")) and (not several or c.given("show-events"))
    missing = [error for error in found.errors if isinstance(error, ApiError) and error.code == 404]
    if missing and len(c.args) == 2:
        return _matching(c, missing[0])
    texts = [describe(c, info.resource, info.content, events=events) for info in found.infos]
    c.out("\n\n".join(texts))
    if not texts and not found.errors:
        where = "" if c.all_namespaces else f" in {c.namespace} namespace."
        c.err(f"No resources found{where}\n")
    raise_all(found.errors)
    return 0


def _matching(c: Context, error: ApiError) -> Step:
    kind = expand_types(c, c.args[0])[0]
    rows = c.client.list(kind.resource, c.namespace if kind.namespaced else None)
    infos = [
        Info(kind, row["metadata"].get("namespace", ""), row["metadata"]["name"], row)
        for row in rows
        if row["metadata"]["name"].startswith(c.args[1])
    ]
    if not infos:
        raise error
    for info in infos:
        page = describe(c, info.resource, info.content, events=bool(c.flag("show-events")))
        c.out(page + "\n")
    return 0
