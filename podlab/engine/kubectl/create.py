"""``kubectl create``: from files, or from flags (``generators``).

Here: sending and printing.  Not here: what the objects contain.
"""

from typing import Any

from podlab.engine.kubectl import sequence
from podlab.engine.kubectl.builder import NOTHING, Ask, select
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.errors import CommandError, raise_all, with_source
from podlab.engine.kubectl.files import documents
from podlab.engine.kubectl.generators import GENERATORS, REFUSALS
from podlab.engine.kubectl.generators.names import one_name
from podlab.engine.kubectl.info import Info
from podlab.engine.kubectl.lastapplied import annotated
from podlab.engine.kubectl.printers import output_format, print_object
from podlab.engine.kubectl.validating import directive
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def run(c: Context) -> Step:
    """``create -f``."""
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
    if c.flag("edit"):
        raise CommandError("not simulated: create --edit")
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
    if c.dry_run != "client":
        try:
            obj = send(c, info, obj)
        except ApiError as error:
            raise with_source("creating", info.source, error) from None
    print_object(c, obj, "created")


def check_kind(info: Info) -> None:
    """What the API server says of a kind in small letters, which kubectl's mapper lets pass."""
    written = info.content.get("kind")
    if written != info.kind.kind:
        raise ApiError(
            400,
            "BadRequest",
            f'{written} in version "{info.kind.version}" cannot be handled as a '
            f'{info.kind.kind}: no kind "{written}" is registered for version '
            f'"{info.kind.api_version}" in scheme "pkg/runtime/scheme.go:111"',
        )


def send(c: Context, info: Info, obj: Object) -> Object:
    """POST an object."""
    check_kind(info)
    return c.kube.verbs.create(
        c.caller,
        info.resource,
        info.namespace,
        obj,
        dry_run=c.dry_run == "server",
        field_validation=directive(c),
    )


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


def post(c: Context, obj: Object) -> Object:
    """POST a generated object to its kind's resource in the namespace in force."""
    kind = c.kinds.by_kind(obj["apiVersion"], obj["kind"])
    space = c.namespace if kind.namespaced else ""
    if space and not obj["metadata"].get("namespace"):
        obj = {**obj, "metadata": {**obj["metadata"], "namespace": space}}
    return send(c, Info(kind, space, obj["metadata"]["name"], obj), obj)


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
