"""``kubectl create``: from files, or from flags (``generators``).

Here: sending and printing.  Not here: what the objects contain.
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators import GENERATORS, REFUSALS
from podlab.engine.kubectl.generators.names import one_name
from podlab.engine.kubectl.printers import output_format, print_object
from podlab.engine.kubectl.requests import sequence
from podlab.engine.kubectl.requests.lastapplied import annotated
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import post, send
from podlab.engine.kubectl.resources.builder import NOTHING, Ask, select
from podlab.engine.kubectl.resources.files import documents
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.verbs import edit
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def run(c: Context) -> Step:
    """``create -f``."""
    if c.flag("edit"):
        _check(c)
        return edit.create(c)
    if not sequence.begun(c):
        _check(c)
        if c.flag("raw"):
            return _raw(c)
        found = select(c, [], Ask(fetch=False))
        sequence.begin(c, found.infos, list(found.errors))
    wait = sequence.proceed(c, lambda info: _create(c, info))
    if wait is not None:
        return wait
    raise_all(sequence.problems(c))
    return 0


def _check(c: Context) -> None:
    if c.args:
        raise c.usage(f"Unexpected args: [{' '.join(c.args)}]")
    if c.flag("edit") and not c.flag("filename"):
        raise CommandError(NOTHING)
    if not c.flag("filename") and not c.flag("kustomize"):
        raise CommandError("must specify one of -f and -k")
    output_format(c)


def _raw(c: Context) -> Step:
    names = list(c.flag("filename"))
    if len(names) != 1:
        raise CommandError("--raw can only use a single local file or stdin")
    text = documents(c, names, False)[0].text
    c.out(c.kube.raw(c.caller, "POST", str(c.flag("raw")), text.encode()))
    return 0


def _create(c: Context, info: Info) -> None:
    obj = annotated(info.content) if c.flag("save-config") else info.content
    obj = recorded(c, obj)
    if c.dry_run != "client":
        try:
            obj = send(c, info, obj)
        except ApiError as error:
            raise with_source("creating", info.source, error) from None
    print_object(c, obj, "created")


def generate(c: Context) -> Step:
    """``create KIND NAME …``."""
    word = c.line.node.path.removeprefix("create ")
    name = one_name(c)
    output_format(c)
    obj = GENERATORS[word](c, name)
    if c.flag("save-config"):
        obj = annotated(obj)
    if c.dry_run != "client":
        try:
            obj = post(c, obj)
        except ApiError as error:
            if word not in REFUSALS:
                raise
            raise CommandError(REFUSALS[word] + error.message) from None
    print_object(c, obj, "created")
    return 0


def token(c: Context) -> Step:
    """``create token SERVICE_ACCOUNT``."""
    name = one_name(c)
    seconds = int(c.flag("duration")) // 1_000_000
    spec: Object = {"audiences": list(c.flag("audience") or [])}
    if seconds:
        spec["expirationSeconds"] = seconds
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
            "metadata": {}, "spec": spec, "status": {}}  # fmt: skip
    try:
        answer = c.client.create_sub("serviceaccounts", c.namespace, name, "token", body)
    except ApiError as error:
        raise CommandError(f"failed to create token: {error.message}") from None
    if c.flag("output"):
        print_object(c, answer, "created")
    else:
        c.out(str((answer.get("status") or {}).get("token", "")) + "\n")
    return 0
