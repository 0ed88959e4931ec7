"""``kubectl config …``: read and change the kubeconfig file.

Here: the subcommands and their words.  Not here: the file (``kubeconfig``).
"""

import base64
import posixpath
from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.kubeconfig import save
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import PRINTERS, output_format
from podlab.engine.machine.program import Step, SystemCallError
from podlab.engine.objects import yaml

Object = dict[str, Any]
SECRETS = ("token", "password", "client-key-data")
FILES = {
    "clusters": ("certificate-authority",), "users": ("client-certificate", "client-key"),
}  # fmt: skip
"""Fields that name a file; ``-data`` behind the name holds its content instead."""


def view(c: Context) -> Step:
    """``config view``."""
    data: Object = {"apiVersion": "v1", "kind": "Config", **c.config.data}
    data.setdefault("current-context", "")
    for section in ("clusters", "contexts", "users"):
        data[section] = data.get(section) or None
    if c.flag("minify"):
        data = _minified(c, data)
    if c.flag("flatten"):
        data = _flattened(c, data)
    elif not c.flag("raw"):
        data = _redacted(data)
    data.pop("preferences", None)
    name, argument = output_format(c)
    if name in ("", "yaml"):
        c.out(yaml.dump(data))
    else:
        c.out(PRINTERS[name](c, data, argument))
    return 0


def _minified(c: Context, data: Object) -> Object:
    name = str(c.flag("context") or c.config.current)
    if not name:
        raise CommandError("current-context must exist in order to minify")
    context = c.config.context(c.line.values)
    wanted = {"contexts": name, "clusters": context.get("cluster"), "users": context.get("user")}
    for section, value in wanted.items():
        data[section] = [row for row in data[section] or [] if row.get("name") == value] or None
    return {**data, "current-context": name}


def _flattened(c: Context, data: Object) -> Object:
    """The configuration with the files that it names inside it; nothing is hidden."""
    found = dict(data)
    for section, names in FILES.items():
        rows = []
        for row in data.get(section) or []:
            inner = dict(row.get(section[:-1]) or {})
            for name in names:
                path = str(inner.pop(name, None) or "")
                if path and not inner.get(f"{name}-data"):
                    inner[f"{name}-data"] = _content(c, path)
            rows.append({**row, section[:-1]: inner})
        found[section] = rows or None
    return found


def _content(c: Context, path: str) -> str:
    """A file that a kubeconfig names, relative to its own folder, in base64."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(c.config.path), path))
    try:
        return base64.b64encode(c.p.files.read(path)).decode()
    except SystemCallError as error:
        raise CommandError(f"open {path}: {str(error).lower()}") from None


def _redacted(data: Object) -> Object:
    users = []
    for row in data.get("users") or []:
        user = dict(row.get("user") or {})
        for key in SECRETS:
            if user.get(key):
                user[key] = "DATA+OMITTED" if key.endswith("-data") else "REDACTED"
        if user.get("client-certificate-data"):
            user["client-certificate-data"] = "DATA+OMITTED"
        users.append({**row, "user": user})
    clusters = []
    for row in data.get("clusters") or []:
        cluster = dict(row.get("cluster") or {})
        if cluster.get("certificate-authority-data"):
            cluster["certificate-authority-data"] = "DATA+OMITTED"
        clusters.append({**row, "cluster": cluster})
    return {**data, "users": users or None, "clusters": clusters or None}


def current_context(c: Context) -> Step:
    """``config current-context``."""
    if not c.config.current:
        raise CommandError("current-context is not set")
    c.out(c.config.current + "\n")
    return 0


def _one_argument(c: Context) -> str:
    if len(c.args) != 1:
        raise CommandError(f"Unexpected args: [{' '.join(c.args)}]")
    return c.args[0]


def use_context(c: Context) -> Step:
    """``config use-context NAME``."""
    name = _one_argument(c)
    if c.config.entry("contexts", name) is None:
        raise CommandError(f'no context exists with the name: "{name}"')
    c.config.data["current-context"] = name
    save(c.p, c.config)
    c.out(f'Switched to context "{name}".\n')
    return 0


def get_contexts(c: Context) -> Step:
    """``config get-contexts [NAME …]``."""
    rows = c.config.data.get("contexts") or []
    known = {str(row.get("name")): row.get("context") or {} for row in rows}
    names = c.args or sorted(known)
    if c.flag("output") == "name":
        c.out("".join(f"{name}\n" for name in names if name in known))
        return 0
    table = []
    if not c.flag("no-headers"):
        table.append(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"])
    for name in names:
        if name not in known:
            raise CommandError(f"context {name} not found")
        context = known[name]
        mark = "*" if name == c.config.current else ""
        table.append([mark, name, str(context.get("cluster") or ""),
                      str(context.get("user") or ""),
                      str(context.get("namespace") or "")])  # fmt: skip
    c.out(tabwriter.rows(table))
    return 0


def _names(c: Context, section: str) -> Step:
    rows = sorted(str(row.get("name")) for row in c.config.data.get(section) or [])
    c.out("NAME\n" + "".join(f"{name}\n" for name in rows))
    return 0


def get_clusters(c: Context) -> Step:
    """``config get-clusters``."""
    return _names(c, "clusters")


def get_users(c: Context) -> Step:
    """``config get-users``."""
    return _names(c, "users")


def set_context(c: Context) -> Step:
    """``config set-context NAME | --current``."""
    if c.flag("current"):
        if c.args:
            raise CommandError("you cannot specify both a context name and --current")
        name = c.config.current
        if not name:
            raise CommandError("no current context is set")
    else:
        if len(c.args) != 1:
            raise CommandError("you must specify a non-empty context name or --current")
        name = c.args[0]
    value = dict(c.config.entry("contexts", name) or {})
    for flag in ("cluster", "user", "namespace"):
        if c.given(flag):
            value[flag] = str(c.flag(flag))
    known = c.config.put_entry("contexts", name, value)
    save(c.p, c.config)
    c.out(f'Context "{name}" {"modified" if known else "created"}.\n')
    return 0


def set_cluster(c: Context) -> Step:
    """``config set-cluster NAME``."""
    name = _one_argument(c)
    value = dict(c.config.entry("clusters", name) or {})
    for flag in ("server", "tls-server-name", "proxy-url", "certificate-authority"):
        if c.given(flag):
            value[flag] = str(c.flag(flag))
    if c.given("insecure-skip-tls-verify"):
        value["insecure-skip-tls-verify"] = str(c.flag("insecure-skip-tls-verify")) == "true"
    if str(c.flag("embed-certs")) == "true" and c.given("certificate-authority"):
        path = str(value.pop("certificate-authority"))
        value["certificate-authority-data"] = _embedded(c, path)
    c.config.put_entry("clusters", name, value)
    save(c.p, c.config)
    c.out(f'Cluster "{name}" set.\n')
    return 0


def _embedded(c: Context, path: str) -> str:
    try:
        return base64.b64encode(c.p.files.read(path)).decode()
    except SystemCallError as error:
        raise CommandError(f"could not read {path}: {str(error).lower()}") from None


def set_credentials(c: Context) -> Step:
    """``config set-credentials NAME``."""
    name = _one_argument(c)
    value = dict(c.config.entry("users", name) or {})
    for flag in ("token", "username", "password", "client-certificate", "client-key"):
        if c.given(flag):
            value[flag] = str(c.flag(flag))
            if flag.startswith("client-"):
                value[flag] = posixpath.normpath(posixpath.join(c.p.cwd, value[flag]))
    if str(c.flag("embed-certs")) == "true":
        for flag in ("client-certificate", "client-key"):
            if flag in value:
                value[f"{flag}-data"] = _embedded(c, str(value.pop(flag)))
    c.config.put_entry("users", name, value)
    save(c.p, c.config)
    c.out(f'User "{name}" set.\n')
    return 0


def rename_context(c: Context) -> Step:
    """``config rename-context OLD NEW``."""
    if len(c.args) != 2:
        raise CommandError(f"Unexpected args: [{' '.join(c.args)}]")
    old, new = c.args
    value = c.config.entry("contexts", old)
    if value is None:
        raise CommandError(f'cannot rename the context "{old}", it\'s not in {c.config.path}')
    if c.config.entry("contexts", new) is not None:
        raise CommandError(
            f'cannot rename the context "{old}", the context "{new}" already exists in '
            f"{c.config.path}"
        )
    c.config.drop_entry("contexts", old)
    c.config.put_entry("contexts", new, value)
    if c.config.current == old:
        c.config.data["current-context"] = new
    save(c.p, c.config)
    c.out(f'Context "{old}" renamed to "{new}".\n')
    return 0


def _delete(c: Context, section: str, word: str) -> Step:
    name = _one_argument(c)
    if not c.config.drop_entry(section, name):
        raise CommandError(f"cannot delete {word} {name}, not in {c.config.path}")
    if word == "context" and c.config.current == name:
        c.err(
            'warning: this removed your active context, use "kubectl config use-context" to '
            "select a different one\n"
        )
    save(c.p, c.config)
    c.out(f"deleted {word} {name} from {c.config.path}\n")
    return 0


def delete_context(c: Context) -> Step:
    """``config delete-context NAME``."""
    return _delete(c, "contexts", "context")


def delete_cluster(c: Context) -> Step:
    """``config delete-cluster NAME``."""
    return _delete(c, "clusters", "cluster")


def delete_user(c: Context) -> Step:
    """``config delete-user NAME``."""
    return _delete(c, "users", "user")


def _path(name: str) -> list[str]:
    return name.split(".")


def set_property(c: Context) -> Step:
    """``config set PROPERTY VALUE``: ``current-context`` or ``contexts.NAME.namespace``."""
    if len(c.args) != 2:
        raise CommandError(f"Unexpected args: [{' '.join(c.args)}]")
    name, value = c.args
    parts = _path(name)
    if parts == ["current-context"]:
        c.config.data["current-context"] = value
    elif len(parts) >= 3 and parts[0] in ("clusters", "contexts", "users"):
        entry = ".".join(parts[1:-1])
        old = dict(c.config.entry(parts[0], entry) or {})
        c.config.put_entry(parts[0], entry, {**old, parts[-1]: value})
    else:
        raise CommandError(f"not simulated: config set {name}")
    save(c.p, c.config)
    c.out(f'Property "{name}" set.\n')
    return 0


def unset_property(c: Context) -> Step:
    """``config unset PROPERTY``."""
    name = _one_argument(c)
    parts = _path(name)
    if len(parts) == 1:
        c.config.data.pop(parts[0], None)
    elif len(parts) == 2 and parts[0] in ("clusters", "contexts", "users"):
        c.config.drop_entry(parts[0], parts[1])
    elif parts[0] in ("clusters", "contexts", "users"):
        entry = ".".join(parts[1:-1])
        old = dict(c.config.entry(parts[0], entry) or {})
        old.pop(parts[-1], None)
        c.config.put_entry(parts[0], entry, old)
    save(c.p, c.config)
    c.out(f'Property "{name}" unset.\n')
    return 0


COMMANDS = {
    "config view": view, "config current-context": current_context,
    "config use-context": use_context, "config get-contexts": get_contexts,
    "config get-clusters": get_clusters, "config get-users": get_users,
    "config set-context": set_context, "config set-cluster": set_cluster,
    "config set-credentials": set_credentials, "config rename-context": rename_context,
    "config delete-context": delete_context, "config delete-cluster": delete_cluster,
    "config delete-user": delete_user, "config set": set_property, "config unset": unset_property,
}  # fmt: skip
