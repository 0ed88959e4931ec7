"""Generate ``podlab/engine/objects/facts.json`` from recordings and from the Go types.

usage: python tools/facts.py GOLDEN GO_MODULES

GOLDEN is a folder of recorded answers of Kubernetes 1.37.1 (discovery, OpenAPI, table columns,
protobuf numbers); GO_MODULES the folder ``k8s.io`` of a Go module cache, whose API types say field
order, Go type names and which empty fields are left out.  Run by hand when the simulated version
of Kubernetes changes; nothing of the product imports it.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).parent.parent / "podlab/engine/objects/facts.json"

MODULES = (
    ("k8s.io/api", "api@v0.37.1"),
    ("k8s.io/apimachinery", "apimachinery@v0.37.1"),
    ("k8s.io/apiextensions-apiserver", "apiextensions-apiserver@v0.37.1"),
    ("k8s.io/kube-aggregator", "kube-aggregator@v0.37.1"),
)
PACKAGES = (
    "pkg/apis/meta/v1",
    "pkg/util/intstr",
    "pkg/runtime",
    "pkg/apis/apiextensions/v1",
    "pkg/apis/apiregistration/v1",
)


def read(path: Path) -> Any:
    """One JSON file."""
    return json.loads(path.read_text())


# --- discovery -------------------------------------------------------------------------------


def kind_rows(golden: Path) -> list[dict[str, Any]]:
    """One row per (group, version, resource), in discovery order."""
    hashes = storage_hashes(golden)
    rows = []
    for file in ("discovery-api.json", "discovery-apis.json"):
        for item in read(golden / "api" / file)["items"]:
            group = item["metadata"].get("name", "")
            for version in item["versions"]:
                for entry in version["resources"]:
                    place = (group, version["version"], entry["resource"])
                    rows.append(kind_row(place, entry, hashes))
    return rows


def kind_row(
    place: tuple[str, str, str], entry: dict[str, Any], hashes: dict[tuple[str, str, str], str]
) -> dict[str, Any]:
    group, version, plural = place
    row = {
        "group": group,
        "version": version,
        "kind": entry["responseKind"]["kind"],
        "plural": plural,
        "singular": entry["singularResource"],
        "namespaced": entry["scope"] == "Namespaced",
        "shortNames": entry.get("shortNames", []),
        "categories": entry.get("categories", []),
        "verbs": entry["verbs"],
        "hash": hashes.get(place, ""),
        "subresources": {
            sub["subresource"]: [
                sub["responseKind"]["group"],
                sub["responseKind"]["version"],
                sub["responseKind"]["kind"],
                sub["verbs"],
            ]
            for sub in entry.get("subresources", ())
        },
    }
    return {key: value for key, value in row.items() if value not in ([], {}, "")}


def storage_hashes(golden: Path) -> dict[tuple[str, str, str], str]:
    """``storageVersionHash`` of the legacy discovery by (group, version, resource)."""
    found = {}
    for path, body in read(golden / "api/discovery-legacy.json").items():
        for entry in body.get("resources", ()):
            group, _, version = path.removeprefix("/apis/").removeprefix("/api/").rpartition("/")
            found[(group, version, entry["name"])] = entry.get("storageVersionHash", "")
    return found


# --- OpenAPI ---------------------------------------------------------------------------------


def enums_and_defaults(golden: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Enums (with what each value means) and defaults by type and field."""
    enums: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for path in sorted((golden / "api/openapi").glob("*__*.json")):
        body = read(path)
        for name, schema in body.get("components", {}).get("schemas", {}).items():
            for field, spec in schema.get("properties", {}).items():
                if "enum" in spec:
                    words = spec.get("description", "").partition("Possible enum values:")[2]
                    enums.setdefault(name, {})[field] = [spec["enum"], words.strip("\n")]
                if spec.get("default") not in (None, {}, "", 0, False):
                    defaults.setdefault(name, {})[field] = spec["default"]
    return enums, defaults


def columns(golden: Path) -> tuple[dict[str, Any], list[str]]:
    """Table columns by ``apiVersion Kind``: [name, type, format, description number, priority]."""
    texts: list[str] = []
    found = {}
    for kind, listed in read(golden / "api/table-columns.json").items():
        rows = []
        for column in listed:
            text = column["description"]
            if text not in texts:
                texts.append(text)
            rows.append(
                [
                    column["name"],
                    column["type"],
                    column["format"],
                    texts.index(text),
                    column["priority"],
                ]
            )
        found[kind] = rows
    return found, texts


def protobuf(golden: Path) -> dict[str, str]:
    """Message -> ``field=number:type`` words; a type that repeats ends in ``*``."""
    messages = {}
    for message, fields in read(golden / "protobuf.json").items():
        words = [
            f"{name}={spec['n']}:{spec['t']}{'*' if spec.get('r') else ''}"
            for name, spec in sorted(fields.items(), key=lambda pair: pair[1]["n"])
        ]
        if STABLE.search(message) or ".v" not in message:
            messages[message] = " ".join(words)
    return messages


# --- Go types --------------------------------------------------------------------------------

STRUCT = re.compile(r"^type (\w+) struct \{(.*?)^\}", re.S | re.M)
SCALAR = re.compile(r"^type (\w+) ([\w\[\]\.\*]+)$", re.M)
FIELD = re.compile(r"^\s*(?:(\w+)\s+)?([\w\.\*\[\]]+)\s+`[^`]*json:\"([^\"]*)\"", re.M)
IMPORT = re.compile(r"^\s*(?:import\s+)?(\w+)?\s*\"((?:k8s\.io|sigs)[^\"]+)\"", re.M)
STABLE = re.compile(r"\.v\d+\.")
"""Types of the stable versions: the alpha and beta ones are not served."""
COMMENT = re.compile(r"//.*$", re.M)
BUILTIN = {"string", "bool", "int", "int32", "int64", "float64", "byte", "uint16", "any", "uint8"}


def openapi_name(package: str) -> str:
    """``k8s.io/api/core/v1`` as ``io.k8s.api.core.v1``."""
    return "io.k8s." + package.removeprefix("k8s.io/").replace("/", ".")


def go_files(modules: Path) -> list[tuple[str, Path]]:
    """Each file of API types with its package."""
    files = []
    for module, folder in MODULES:
        root = modules / folder
        for path in sorted(root.rglob("*.go")):
            package = f"{module}/{path.parent.relative_to(root)}"
            known = module == "k8s.io/api" or str(path.parent.relative_to(root)) in PACKAGES
            if known and not re.search(r"_test|generated|zz_|register|conversion", path.name):
                files.append((package, path))
    return files


def go_types(modules: Path) -> dict[str, Any]:
    """Structs as ordered ``json|type|flags`` words and named scalars as their Go type."""
    structs: dict[str, list[str]] = {}
    scalars: dict[str, str] = {}
    for package, path in go_files(modules):
        text = COMMENT.sub("", path.read_text())
        if not re.search(r"/v\d+\w*(/|$)|intstr|runtime", package):
            continue
        imports = {(alias or p.rpartition("/")[2]): p for alias, p in IMPORT.findall(text)}
        for name, body in STRUCT.findall(text):
            structs[f"{openapi_name(package)}.{name}"] = [
                go_field(match, package, imports) for match in FIELD.findall(body)
            ]
        for name, kind in SCALAR.findall(text):
            if kind not in ("interface", "struct"):
                scalars[f"{openapi_name(package)}.{name}"] = resolve(kind, package, imports)
    return {"structs": structs, "scalars": scalars}


def go_field(match: tuple[str, str, str], package: str, imports: dict[str, str]) -> str:
    """One field: name ('' if embedded without one), type, and which of ``o`` (omitempty), ``z``
    (omitzero) and ``e`` (embedded) it is."""
    name, kind, tag = match
    json_name, *options = tag.split(",")
    omitted = "o" if "omitempty" in options else ""
    omitted += "z" if "omitzero" in options else ""
    embedded = "" if name else "e"
    return f"{json_name}|{resolve(kind, package, imports)}|{omitted}{embedded}"


def resolve(kind: str, package: str, imports: dict[str, str]) -> str:
    """A Go type with full names: ``[]*v1.Pod`` as ``[]*io.k8s.api.core.v1.Pod``."""
    prefix = ""
    while match := re.match(r"\*|\[\]|map\[([\w\.]+)\]", kind):
        word = match.group(0)
        if match.group(1):
            word = f"map[{resolve(match.group(1), package, imports)}]"
        prefix, kind = prefix + word, kind[match.end() :]
    if kind in BUILTIN:
        return prefix + kind
    alias, _, name = kind.rpartition(".")
    if alias and alias not in imports:
        return prefix + kind
    return f"{prefix}{openapi_name(imports[alias] if alias else package)}.{name}"


INTERNAL = re.compile(r"^\s*(\w+)(?:\s+([\w\.\*\[\]]+))?\s*$", re.M)


def internal_pod(modules: Path) -> dict[str, list[str]]:
    """The server's own PodSpec, which update refusals print: ``Field|json|type`` words.

    ``json`` is the field's name in v1; a type that is no struct of the core group is left out.
    """
    text = COMMENT.sub("", (modules / "kubernetes@v1.37.1/pkg/apis/core/types.go").read_text())
    public = COMMENT.sub("", (modules / "api@v0.37.1/core/v1/types.go").read_text())
    json_names = {
        name: {field: tag.split(",")[0] for field, _, tag in FIELD.findall(body) if field}
        for name, body in STRUCT.findall(public)
    }
    structs = {name: INTERNAL.findall(body) for name, body in STRUCT.findall(text)}
    found: dict[str, list[str]] = {}
    todo = ["PodSpec"]
    while todo:
        name = todo.pop()
        if name in found or name not in structs:
            continue
        found[name] = []
        for field, kind in structs[name]:
            plain = re.sub(r"[\*\[\]]", "", kind or field)
            known = json_names.get(name, {}).get(field, "")
            shown = (kind or field) if plain in structs else re.sub(r"\w.*", "", kind)
            found[name].append(f"{field}|{known if kind else ''}|{shown or kind}")
            todo.append(plain)
    return found


def reachable(go: dict[str, Any], roots: list[str]) -> dict[str, Any]:
    """Only what the kinds of the table are made of."""
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        words = [word.split("|")[1] for word in go["structs"].get(name, ())]
        words += [go["scalars"][name]] if name in go["scalars"] else []
        for word in words:
            todo += re.findall(r"io\.k8s\.[\w\.\-]+", word)
    return {
        part: {name: go[part][name] for name in sorted(go[part]) if name in seen}
        for part in ("structs", "scalars")
    }


def last(name: str) -> str:
    """The type's name without its package."""
    return name.rpartition(".")[2]


def subs(row: dict[str, Any]) -> list[list[Any]]:
    """The subresources of a kind's row."""
    return list(row.get("subresources", {}).values())


def main() -> None:
    """Read both folders, write the data file."""
    golden, modules = Path(sys.argv[1]), Path(sys.argv[2])
    enums, defaults = enums_and_defaults(golden)
    kinds = kind_rows(golden)
    listed, texts = columns(golden)
    go = go_types(modules)
    wanted = {row["kind"] for row in kinds} | {sub[2] for row in kinds for sub in subs(row)}
    wanted |= {"Status", "DeleteOptions"}
    roots = [name for name in go["structs"] if STABLE.search(name) and last(name) in wanted]
    facts = {
        "version": read(golden / "api/version.json"),
        "kinds": kinds,
        "enums": enums,
        "defaults": defaults,
        "columns": listed,
        "columnTexts": texts,
        "protobuf": protobuf(golden),
        **reachable(go, roots),
        "internal": internal_pod(modules),
    }
    lines = (f"{json.dumps(key)}:{json.dumps(facts[key], separators=(',', ':'))}" for key in facts)
    OUTPUT.write_text("{" + ",\n".join(lines) + "}\n")
    print(OUTPUT, OUTPUT.stat().st_size)


if __name__ == "__main__":
    main()
