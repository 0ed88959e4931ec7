"""``describe`` of any other kind: its fields with readable names.

Here: the field names.  Not here: kinds that have a page of their own.
"""

import re
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.writer import Page
from podlab.engine.kubectl.templates.gotemplate import sprint

Object = dict[str, Any]
SKIPPED = (".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels",
           ".metadata.annotations")  # fmt: skip
ACRONYMS = ("API", "URL", "UID", "GUID")
MAX_DEPTH = 60


def describe(c: Context, page: Page, obj: Object) -> None:
    """The page."""
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    _fields(page, obj, 0, "")


def _fields(page: Page, content: Object, level: int, prefix: str) -> None:
    if level > MAX_DEPTH:
        return
    for field in sorted(content):
        path, value = f"{prefix}.{field}", content[field]
        if path in SKIPPED:
            continue
        title = label_for(field)
        if isinstance(value, dict):
            page.line(f"{title}:", level)
            _fields(page, value, level + 1, path)
        elif isinstance(value, list):
            page.line(f"{title}:", level)
            for item in value:
                if isinstance(item, dict):
                    _fields(page, item, level + 1, path)
                else:
                    page.line(sprint(item), level + 1)
        else:
            page.line(f"{title}:\t{sprint(value)}", level)


def label_for(field: str) -> str:
    """``creationTimestamp`` as ``Creation Timestamp``."""
    if not all(letter.isalpha() or letter == "-" for letter in field):
        return field
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|-+", field)
    words = []
    for part in parts:
        if part.upper() in ACRONYMS:
            part = part.upper()
        elif part.lower() == part:
            part = part[:1].upper() + part[1:]
        words.append(part)
    return " ".join(words)
