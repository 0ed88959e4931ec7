"""``--from-file``, ``--from-literal``, ``--from-env-file`` of configmaps and secrets.

Here: collecting keys and bytes, kubectl's error words.  Not here: the objects.
"""

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.values import quote
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects import formats

MAX_SIZE = 4 << 20


def collect(c: Context, kind: str, name: str) -> dict[str, bytes]:
    """All keys of the three kinds of source.

    Raises:
        CommandError: a source that cannot be read, or a key that cannot be.
    """
    if c.flag("from-env-file") and (c.flag("from-file") or c.flag("from-literal")):
        raise CommandError("from-env-file cannot be combined with from-file or from-literal")
    found: dict[str, bytes] = {}
    rows = [*_files(c), *_literals(c), *_env_files(c, kind)]
    for key, value in rows:
        _check_key(kind, key)
        if key in found:
            if kind == "Secret":
                raise CommandError(f"cannot add key {key}, another key by that name already exists")
            raise CommandError(
                f"cannot add key {quote(key)}, another key by that name already exists in Data for "
                f"ConfigMap {quote(name)}"
            )
        found[key] = value
    return found


def _check_key(kind: str, key: str) -> None:
    problems = formats.config_key(key)
    if not problems:
        return
    if kind == "Secret":
        raise CommandError(f"{quote(key)} is not valid key name for a Secret {';'.join(problems)}")
    raise CommandError(
        f"{quote(key)} is not a valid key name for a ConfigMap: {','.join(problems)}"
    )


def _literals(c: Context) -> list[tuple[str, bytes]]:
    rows = []
    for source in c.flag("from-literal") or []:
        key, equals, value = source.partition("=")
        if not key or not equals:
            raise CommandError(f"invalid literal source {source}, expected key=value")
        rows.append((key, value.encode()))
    return rows


def _read(c: Context, path: str) -> bytes:
    if path in ("-", "/dev/stdin"):
        return b"".join(c.p.memory.get("input") or [])
    try:
        return c.p.files.read(path)[:MAX_SIZE]
    except SystemCallError as error:
        raise CommandError(f"error reading {path}: {str(error).lower()}") from None


def _files(c: Context) -> list[tuple[str, bytes]]:
    rows: list[tuple[str, bytes]] = []
    for source in c.flag("from-file") or []:
        key, path = _key_and_path(source)
        if path != "/dev/stdin" and not c.p.files.exists(path):
            raise CommandError(f"error reading {path}: no such file or directory")
        if c.p.files.is_dir(path):
            if "=" in source:
                raise CommandError("cannot give a key name for a directory path")
            for name in sorted(c.p.files.listdir(path)):
                inner = f"{path.rstrip('/')}/{name}"
                if c.p.files.stat(inner, follow=False).type == "file":
                    rows.append((name, _read(c, inner)))
        else:
            rows.append((key, _read(c, path)))
    return rows


def _key_and_path(source: str) -> tuple[str, str]:
    count = source.count("=")
    if count == 0:
        return source.rstrip("/").rpartition("/")[2], source
    if count > 1:
        raise CommandError("key names or file paths cannot contain '='")
    key, _, path = source.partition("=")
    if not key:
        raise CommandError(f"key name for file path {path} missing")
    if not path:
        raise CommandError(f"file path for key name {key} missing")
    return key, path


def _env_files(c: Context, kind: str) -> list[tuple[str, bytes]]:
    rows: list[tuple[str, bytes]] = []
    for path in c.flag("from-env-file") or []:
        if c.p.files.exists(path) and c.p.files.is_dir(path):
            word = "secret" if kind == "Secret" else "config"
            raise CommandError(f"env {word} file cannot be a directory")
        text = _read(c, path).decode(errors="replace")
        rows += [row for line in text.split("\n") if (row := _env_line(c, line))]
    return rows


def _env_line(c: Context, line: str) -> tuple[str, bytes] | None:
    line = line.removesuffix("\r").lstrip("\ufeff \t\v\f\r")
    if not line or line.startswith("#"):
        return None
    key, equals, value = line.partition("=")
    if problems := formats.env_name(key):
        raise CommandError(f"{quote(key)} is not a valid key name: {';'.join(problems)}")
    return key, (value if equals else c.p.env.get(key, "")).encode()
