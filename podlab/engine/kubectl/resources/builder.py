"""Which objects a command is about: files, ``TYPE NAME``, ``TYPE/NAME``, selectors, ``--all``.

Here: the rules of kubectl's resource builder and its error words.  Not here: reading files
(``files``), or what is done with the objects.
"""

from dataclasses import dataclass, field

from podlab.engine.kubectl.cli.errors import CommandError, NoResourceType, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources import resourcecache
from podlab.engine.kubectl.resources.files import kustomized, objects
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

NOTHING = (
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n"
    "   '<resource> <name>'\n   '<resource>'"
)
SLASHES = (
    "there is no need to specify a resource type as a separate argument when passing arguments in "
    "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get "
    "resource resource/<resource_name>'"
)
MAX_NAMES = 2_000


@dataclass(slots=True)
class Ask:
    """How a command wants its objects: ``fetch`` gets named ones from the server, ``list_all``
    takes a bare type as all objects of it, ``latest`` gets those of files too, ``single_type``
    refuses several types, ``selects`` is False where ``--selector`` means another thing."""

    fetch: bool = True
    list_all: bool = False
    latest: bool = False
    select_all: bool = False
    single_type: bool = False
    ignore_missing: bool = False
    selects: bool = True
    prefix: str = ""


@dataclass(slots=True)
class Selection:
    """What was chosen: objects in order, refusals on the way, whether exactly one named object
    was asked for, and the kinds that were listed."""

    infos: list[Info] = field(default_factory=list)
    errors: list[ApiError | CommandError] = field(default_factory=list)
    single: bool = False
    listed: list[Kind] = field(default_factory=list)

    def all_or_error(self) -> list[Info]:
        """The objects, if nothing went wrong."""
        raise_all(self.errors)
        return self.infos


def find_kind(c: Context, word: str) -> Kind:
    """The kind that a word means.

    Raises:
        CommandError: the server has no such resource type.
    """
    kind: Kind | None = c.kinds.find(word)
    if kind is not None:
        if kind.custom:
            resourcecache.remember(c, kind)
        return kind
    known = resourcecache.recall(c, word)
    if known is not None:
        return known
    resource, _, group = word.partition(".")
    raise NoResourceType(resource, group)


def expand_types(c: Context, text: str) -> list[Kind]:
    """The kinds of ``pods,svc`` or ``all``, each once."""
    kinds: list[Kind] = []
    for word in text.split(","):
        members: list[Kind] = c.kinds.category(word) if word else []
        for kind in members or ([find_kind(c, word)] if word else []):
            if kind not in kinds:
                kinds.append(kind)
    if not kinds:
        raise NoResourceType(text)
    return kinds


def select(c: Context, args: list[str], ask: Ask | None = None) -> Selection:
    """The objects that arguments, ``-f``, ``-l`` and ``--all`` mean together."""
    ask = ask or Ask()
    names = list(c.flag("filename") or [])
    if names or c.flag("kustomize"):
        return _from_files(c, names, args, ask)
    if len(args) > MAX_NAMES:
        raise CommandError("argument list too long")
    args = _spread(args)
    slashes = [arg for arg in args if "/" in arg]
    if slashes and len(slashes) != len(args):
        raise CommandError(SLASHES)
    labels = str(c.flag("selector") or "") if ask.selects else ""
    fields = str(c.flag("field-selector") or "")
    if labels and ask.select_all:
        raise CommandError(
            f"found non-empty label selector \"{labels}\" with previously set 'all' parameter. "
        )
    listing = bool(labels or fields or ask.select_all)
    if listing or (ask.list_all and len(args) == 1 and not slashes):
        return _by_selector(c, args, (labels, fields), bool(slashes))
    if slashes:
        return _pairs(c, slashes, ask)
    return _by_name(c, args, ask)


def _spread(args: list[str]) -> list[str]:
    types = [word for word in args[0].split(",") if word] if args else []
    if len(args) < 2 or len(types) < 2:
        return args
    return [f"{word}/{name}" for word in types for name in args[1:]]


def _from_files(c: Context, names: list[str], args: list[str], ask: Ask) -> Selection:
    if args:
        raise CommandError(
            "when paths, URLs, or stdin is provided as input, you may not specify resource "
            "arguments as well"
        )
    if c.flag("kustomize"):
        infos, errors = kustomized(c, str(c.flag("kustomize")))
    else:
        infos, errors = objects(c, names, bool(c.flag("recursive")))
    found = Selection(errors=list(errors), single=len(infos) == 1)
    if not infos and not errors:
        raise CommandError("no objects passed to " + (c.line.node.name or "command"))
    for info in infos:
        if ask.latest:
            _fetch(c, info, found, ask)
        else:
            found.infos.append(info)
    return found


def _by_selector(
    c: Context, args: list[str], selectors: tuple[str, str], slashes: bool
) -> Selection:
    if slashes:
        raise CommandError(
            "selectors and the all flag cannot be used when passing resource/name arguments"
        )
    if len(args) > 1:
        raise CommandError("name cannot be provided when a selector is specified")
    if not args:
        raise CommandError("at least one resource must be specified to use a selector")
    found = Selection()
    kinds = expand_types(c, args[0])
    found.listed = kinds
    for kind in kinds:
        found.errors += _list(c, kind, selectors, found.infos)
    return found


def _list(
    c: Context, kind: Kind, selectors: tuple[str, str], infos: list[Info]
) -> list[ApiError | CommandError]:
    space = None if c.all_namespaces else c.namespace
    if resourcecache.gone(c, kind):
        return [resourcecache.list_refusal(kind)]
    try:
        rows = c.client.list(kind.resource, space if kind.namespaced else None, *selectors)
    except ApiError as error:
        if error.code == 400 and "Unable to find" not in error.message:
            message = (
                f'Unable to find "{kind.group}/{kind.version}, Resource={kind.plural}" that match '
                f'label selector "{selectors[0]}", field selector "{selectors[1]}": '
                f"{error.message}"
            )
            error = ApiError(error.code, error.reason, message, error.details)
        return [error]
    for row in rows:
        metadata = row["metadata"]
        infos.append(Info(kind, metadata.get("namespace", ""), metadata["name"], row))
    return []


def _pairs(c: Context, args: list[str], ask: Ask) -> Selection:
    found = Selection(single=len(args) == 1)
    parts = [_pair(arg) for arg in args]
    kinds = [find_kind(c, word) for word, _ in parts]
    if ask.single_type and len({kind.resource for kind in kinds}) > 1:
        raise CommandError("you may only specify a single resource type")
    for kind, (_, name) in zip(kinds, parts, strict=True):
        _named(c, kind, name, (found, ask))
    return found


def _pair(arg: str) -> tuple[str, str]:
    parts = arg.split("/")
    if len(parts) != 2:
        raise CommandError("arguments in resource/name form may not have more than one slash")
    if not all(parts) or "," in parts[0]:
        raise CommandError("arguments in resource/name form must have a single resource and name")
    return parts[0], parts[1]


def _by_name(c: Context, args: list[str], ask: Ask) -> Selection:
    if not args:
        raise CommandError(ask.prefix or NOTHING)
    kinds = expand_types(c, args[0])
    if len(args) == 1:
        raise CommandError("resource(s) were provided, but no name was specified")
    if len(kinds) > 1:
        raise CommandError("you must specify only one resource")
    found = Selection(single=len(args) == 2)
    for name in args[1:]:
        _named(c, kinds[0], name, (found, ask))
    return found


def _named(c: Context, kind: Kind, name: str, into: tuple[Selection, Ask]) -> None:
    found, ask = into
    if kind.namespaced and c.all_namespaces:
        raise CommandError("a resource cannot be retrieved by name across all namespaces")
    info = Info(kind, c.namespace if kind.namespaced else "", name)
    if ask.fetch:
        _fetch(c, info, found, ask)
    else:
        found.infos.append(info)


def _fetch(c: Context, info: Info, found: Selection, ask: Ask) -> None:
    try:
        info.obj = c.client.get(info.resource, info.namespace, info.name)
    except ApiError as error:
        if not (error.code == 404 and ask.ignore_missing):
            found.errors.append(error)
        return
    found.infos.append(info)
