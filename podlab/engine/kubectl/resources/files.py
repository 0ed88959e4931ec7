"""Objects out of files: ``-f`` names of files, folders, patterns or standard input.

Here: finding and reading them, and what kubectl says of a document that is no object.  Not here:
resource arguments (``builder``), or the API server's opinion of the content.
"""

import fnmatch
from typing import Any, NamedTuple

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.kustomize.build import build
from podlab.engine.kubectl.resources.download import downloaded, is_url
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects import yaml
from podlab.engine.objects.kinds import Kind

EXTENSIONS = (".json", ".yaml", ".yml")
MAX_FILES = 500
MAX_OBJECTS = 5_000
TURN_OFF = "if you choose to ignore these errors, turn validation off with --validate=false"


class Document(NamedTuple):
    """A text and where it is from."""

    source: str
    text: str


def documents(c: Context, names: list[str], recursive: bool) -> list[Document]:
    """The texts of all files that the names mean.

    Raises:
        CommandError: a path that does not exist, an empty folder, a URL that cannot be read.
    """
    found: list[Document] = []
    for name in names:
        if name == "-":
            found.append(Document("STDIN", stdin(c)))
        elif is_url(name):
            found.append(Document(name, downloaded(c.p, name)))
        else:
            found += [Document(path, read_text(c, path)) for path in _paths(c, name, recursive)]
        if len(found) > MAX_FILES:
            raise CommandError(f"not simulated: more than {MAX_FILES} files at once")
    return found


def stdin(c: Context) -> str:
    """What came by standard input (the program has read it before the verb began)."""
    chunks: list[bytes] = c.p.memory.get("input") or []
    return b"".join(chunks).decode(errors="replace")


def read_text(c: Context, path: str) -> str:
    """A file's text.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return c.p.files.read(path).decode(errors="replace")
    except SystemCallError as error:
        raise CommandError(f"open {path}: {str(error).lower()}") from None


def _paths(c: Context, name: str, recursive: bool) -> list[str]:
    files = c.p.files
    if not files.exists(name):
        matches = _glob(c, name) if any(letter in name for letter in "*?[") else []
        if not matches:
            raise CommandError(f'the path "{name}" does not exist')
        return matches
    if not files.is_dir(name):
        return [name]
    found = _walk(c, name, recursive, 0)
    if not found:
        raise CommandError(
            f"error reading [{name}]: recognized file extensions are [.json .yaml .yml]"
        )
    return found


def _glob(c: Context, pattern: str) -> list[str]:
    folder, slash, last = pattern.rpartition("/")
    try:
        names = sorted(c.p.files.listdir(folder or "."))
    except SystemCallError:
        return []
    return [f"{folder}{slash}{name}" for name in names if fnmatch.fnmatchcase(name, last)]


def _walk(c: Context, folder: str, recursive: bool, depth: int) -> list[str]:
    found: list[str] = []
    for name in sorted(c.p.files.listdir(folder)):
        path = f"{folder.rstrip('/')}/{name}"
        path = path[2:] if path.startswith("./") else path
        if c.p.files.is_dir(path):
            if recursive and depth < 20:
                found += _walk(c, path, recursive, depth + 1)
        elif name.endswith(EXTENSIONS):
            found.append(path)
        if len(found) > MAX_FILES:
            break
    return found


def objects(c: Context, names: list[str], recursive: bool) -> tuple[list[Info], list[CommandError]]:
    """The objects in files, lists taken apart; and the errors of those that are none."""
    infos: list[Info] = []
    errors: list[CommandError] = []
    for document in documents(c, names, recursive):
        try:
            values = yaml.load_documents(document.text)
        except yaml.YamlError as error:
            errors += _readable_part(c, document, infos)
            errors.append(CommandError(f"error parsing {document.source}: {error}"))
            continue
        for _, value in values:
            _take(c, value, document.source, (infos, errors))
    return infos, errors


def kustomized(c: Context, folder: str) -> tuple[list[Info], list[CommandError]]:
    """The objects that ``-k`` means, and the errors of those that are none."""
    infos: list[Info] = []
    errors: list[CommandError] = []
    for value in build(c, folder):
        _take(c, value, folder, (infos, errors))
    return infos, errors


def _readable_part(c: Context, document: Document, infos: list[Info]) -> list[CommandError]:
    errors: list[CommandError] = []
    for _, text in yaml.split(document.text):
        try:
            value = yaml.load(text)
        except yaml.YamlError:
            break
        if value is not None:
            _take(c, value, document.source, (infos, errors))
    return errors


def _take(
    c: Context, value: Any, source: str, found: tuple[list[Info], list[CommandError]]
) -> None:
    infos, errors = found
    if not isinstance(value, dict):
        words = "json: cannot unmarshal " + _go_kind(value)
        errors.append(
            CommandError(
                f'error validating "{source}": error validating data: {words} '
                f"into Go value of type map[string]interface {{}}; {TURN_OFF}"
            )
        )
        return
    if problem := header_problem(value):
        if str(c.flag("validate")) in ("false", "ignore"):
            errors.append(CommandError(f'unable to decode "{source}": {_undecodable(value)}'))
        else:
            errors.append(
                CommandError(
                    f'error validating "{source}": error validating data: {problem}; {TURN_OFF}'
                )
            )
        return
    if str(value["kind"]).endswith("List") and isinstance(value.get("items"), list):
        for item in value["items"][:MAX_OBJECTS]:
            _take(c, item, source, found)
        return
    try:
        infos.append(_info(c, value, source))
    except CommandError as error:
        errors.append(error)


def _go_kind(value: Any) -> str:
    names = {str: "string", list: "array", bool: "bool", int: "number", float: "number"}
    return names.get(type(value), "value")


def header_problem(value: dict[str, Any]) -> str:
    """What is missing of apiVersion and kind; '' if nothing is."""
    problems = [
        f"{name} not set"
        for name in ("apiVersion", "kind")
        if not isinstance(value.get(name), str) or not value[name]
    ]
    return f"[{', '.join(problems)}]" if len(problems) == 2 else "".join(problems)


def _undecodable(value: dict[str, Any]) -> str:
    if value.get("kind"):
        return "no version"
    return "Object 'Kind' is missing"


def _info(c: Context, value: dict[str, Any], source: str) -> Info:
    metadata = value.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise CommandError(
            f'unable to decode "{source}": json: cannot unmarshal {_go_kind(metadata)} into Go '
            "struct field ObjectMeta.metadata of type v1.ObjectMeta"
        )
    metadata = metadata or {}
    name, space = str(metadata.get("name") or ""), str(metadata.get("namespace") or "")
    kind = kind_of(c, value)
    if kind is None:
        raise CommandError(
            f'resource mapping not found for name: "{name}" namespace: "{space}" from "{source}": '
            f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"\n'
            "ensure CRDs are installed first"
        )
    if not kind.namespaced:
        return Info(kind, "", name, value, source)
    if space and c.enforce_namespace and space != c.namespace:
        raise CommandError(
            f'the namespace from the provided object "{space}" does not match the namespace '
            f"\"{c.namespace}\". You must pass '--namespace={space}' to perform this operation."
        )
    if not space:
        value = {**value, "metadata": {**metadata, "namespace": c.namespace}}
    return Info(kind, space or c.namespace, name, value, source)


def kind_of(c: Context, value: dict[str, Any]) -> Kind | None:
    """The kind of a manifest; kubectl's mapper takes a name in small letters too."""
    version, word = str(value["apiVersion"]), str(value["kind"])
    found: Kind | None = c.kinds.by_kind(version, word)
    if found is not None:
        return found
    for kind in c.kinds.all():
        if kind.api_version == version and kind.kind.lower() == word:
            return kind  # type: ignore[no-any-return]
    return None
