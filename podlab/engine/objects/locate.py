"""Where in a YAML text a problem is: from the API server's words to a line and a column.

The server names fields (``spec.containers[0].image``, ``unknown field "spec.replicass"``); the
text's own nodes say where those are.  Not here: reading YAML as kubectl does (``objects.yaml``).
"""

import re
from typing import Any

from yaml import CSafeLoader, YAMLError, compose_all
from yaml.nodes import MappingNode, Node, SequenceNode

from podlab.engine.objects.yaml import YamlError, load_documents

_PATH = re.compile(r"[a-z][A-Za-z0-9]*(?:\[\d+\]|\.[A-Za-z][A-Za-z0-9_/-]*)+|metadata|spec|kind")
_QUOTED = re.compile(r'unknown field "([^"]+)"|duplicate field "([^"]+)"')


def locate(text: str, document: int, message: str) -> tuple[int, int]:
    """Line and column, counted from 1, of what a message speaks of; the document's start else."""
    try:
        load_documents(text)  # refuses nesting so deep that composing would break the process
        nodes = list(compose_all(text, Loader=CSafeLoader))
    except (YAMLError, YamlError):
        return 1, 1
    if document >= len(nodes) or nodes[document] is None:
        return 1, 1
    root = nodes[document]
    for path in _paths(message):
        found = _find(root, path)
        if found is not None:
            return found.start_mark.line + 1, found.start_mark.column + 1
    return root.start_mark.line + 1, root.start_mark.column + 1


def _paths(message: str) -> list[str]:
    quoted = [first or second for first, second in _QUOTED.findall(message)]
    return [*quoted, *_PATH.findall(message)]


def _find(root: Node, path: str) -> Node | None:
    """The node of a path's deepest part that exists; None if not even its first does."""
    node, found = root, None
    for part in re.findall(r"[^.\[\]]+", path):
        step = _step(node, part)
        if step is None:
            return found
        found, node = step
    return found


def _step(node: Any, part: str) -> tuple[Node, Node] | None:
    """(where to point, where to go on) for one part of a path."""
    if isinstance(node, SequenceNode) and part.isdigit() and int(part) < len(node.value):
        item = node.value[int(part)]
        return item, item
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key, value
    return None
