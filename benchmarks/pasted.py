"""What learners paste, from a corpus folder: documents with their command lines and manifests.

A corpus is a folder of sets, each with ``commands.jsonl`` (src, line, where, cmd) and, if it has
any, ``manifests.jsonl`` (src, yaml).  Here: reading them, and which files a line needs.  Not here:
running anything.
"""

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FILE = re.compile(r"[\w./@%+-]+\.(?:ya?ml|json)\b")
FOLDER = re.compile(r"(?:-f|--filename)[= ]\s*([\w./-]+/?)(?=\s|$)")
MOST_IN_A_FOLDER = 30


class Document(NamedTuple):
    """One page of a set: its lines in order, and the files of its set."""

    name: str
    lines: tuple[str, ...]
    files: dict[str, str]
    """Manifests of the whole set by their path in it."""


def documents(corpus: Path) -> Iterator[Document]:
    """Every page that has lines for the host which begin with kubectl."""
    for commands in sorted(corpus.glob("*/commands.jsonl")):
        files = _files(commands.with_name("manifests.jsonl"))
        pages: dict[str, list[str]] = {}
        for row in _rows(commands):
            line = str(row["cmd"]).strip()
            if row["where"] == "host" and re.match(r"kubectl\s", line + " "):
                pages.setdefault(str(row["src"]), []).append(line)
        for source, lines in pages.items():
            yield Document(f"{commands.parent.name}/{source}", tuple(lines), files)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)


def _files(path: Path) -> dict[str, str]:
    """Manifests by path; several of one path are documents of one file."""
    found: dict[str, str] = {}
    for row in _rows(path):
        source, text = str(row["src"]), str(row["yaml"])
        found[source] = f"{found[source].rstrip()}\n---\n{text}" if source in found else text
    return found


def needed(line: str, files: dict[str, str]) -> dict[str, str]:
    """The files that a line names, as far as the set has them, by the path that the line uses."""
    found = {}
    for path in FILE.findall(line):
        if path.startswith(("/", "..")) or "://" in path:
            continue
        text = _nearest(path, files)
        if text is not None:
            found[posixpath.normpath(path)] = text
    for folder in FOLDER.findall(line):
        found.update(_folder(posixpath.normpath(folder), files))
    return found


def _nearest(path: str, files: dict[str, str]) -> str | None:
    wanted = posixpath.normpath(path)
    ends = [name for name in files if f"/{name}".endswith(f"/{wanted}")]
    ends = ends or [name for name in files if posixpath.basename(name) == posixpath.basename(path)]
    return files[ends[0]] if ends else None


def _folder(folder: str, files: dict[str, str]) -> dict[str, str]:
    if folder.startswith(("/", "..")) or posixpath.splitext(folder)[1]:
        return {}
    inside: dict[str, str] = {}
    for name, text in files.items():
        above, _, rest = f"/{name}".rpartition(f"/{folder}/")
        if rest and rest != f"/{name}" and len(inside) < MOST_IN_A_FOLDER:
            inside[f"{folder}/{rest}"] = text
    return inside
