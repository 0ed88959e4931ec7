"""House rules: sizes, names, docstrings, what the engine may not do."""

import ast
import re
from statistics import median

import pytest

from tests.architecture.source import ROOT, functions, length, modules, short, tree

MAX_FILE = 500
MAX_FUNCTION = 60
MAX_POSITIONAL = 5
MAX_NESTING = 5
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager_base", "base", "misc"}
BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try)
BROAD_EXCEPT = {
    "podlab/hosting/session.py",
    "podlab/workbench/durable.py",
    "podlab/gateway/http.py",
}
"""The edges where a bug must not take others along: they log and go on."""

EVERY = pytest.mark.parametrize("path", modules(), ids=short)


@EVERY
def test_a_file_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE


@EVERY
def test_a_module_says_what_it_is(path):
    if path.read_text("utf-8").strip():
        assert ast.get_docstring(tree(path)), "needs a docstring"


@EVERY
def test_functions_are_short(path):
    long = [f"{f.name}: {length(f)}" for f in functions(path) if length(f) > MAX_FUNCTION]
    assert not long


@EVERY
def test_parameters_are_few(path):
    many = [
        f.name
        for f in functions(path)
        if len([a for a in f.args.args if a.arg not in ("self", "cls")]) > MAX_POSITIONAL + 3
    ]
    assert not many


@EVERY
def test_names_say_what_a_module_is_for(path):
    assert path.stem not in NAMELESS
    assert path.parent.name not in NAMELESS


@EVERY
def test_broad_excepts_stand_at_the_edges_only(path):
    if short(path) in BROAD_EXCEPT:
        return
    broad = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    ]
    assert not broad


def depth(node, level=0):
    deepest = level
    for child in ast.iter_child_nodes(node):
        inner = level + (isinstance(child, BLOCKS) and not is_elif(node, child))
        deepest = max(deepest, depth(child, inner))
    return deepest


def is_elif(node, child):
    """An elif is no deeper than its if."""
    return isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]


@EVERY
def test_nesting_is_shallow(path):
    deep = [f"{f.name}: {depth(f)}" for f in functions(path) if depth(f) > MAX_NESTING]
    assert not deep


def test_the_median_function_is_small():
    lengths = [length(f) for path in modules() for f in functions(path)]
    assert median(lengths) <= 8
    lengths.sort()
    assert lengths[int(len(lengths) * 0.9)] <= 30


def engine():
    return [path for path in modules() if "engine" in path.relative_to(ROOT).parts]


@pytest.mark.parametrize("path", engine(), ids=short)
def test_the_engine_keeps_no_module_state(path):
    found = [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.Global)]
    assert not found


@pytest.mark.parametrize("path", engine(), ids=short)
def test_the_engine_reads_no_clock_and_runs_no_code(path):
    banned = re.compile(
        r"datetime\.now|date\.today|utcnow|\beval\(|\bexec\(|os\.system|copy\.deepcopy|deepcopy\("
    )
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        code = line.split("#")[0]
        hit = banned.search(code)
        assert not hit or re.search(r"def exec|\.exec\(|_exec\(|[\"'`]", code), f"{number}: {line}"


def test_the_wall_clock_is_read_in_one_place():
    readers = [
        short(path)
        for path in modules()
        if "podlab" in path.relative_to(ROOT).parts
        and re.search(r"^\s*(import time|from time import)", path.read_text("utf-8"), re.M)
    ]
    assert readers == ["podlab/hosting/pacer.py"]


def test_nothing_is_left_to_do_secretly():
    marks = re.compile(r"\b(FIXME|XXX|HACK)\b")
    assert not [short(path) for path in modules() if marks.search(path.read_text("utf-8"))]


def test_no_path_of_a_machine_is_written_down():
    for path in modules():
        assert "/work/" not in path.read_text("utf-8"), short(path)
    assert (ROOT / "README.md").exists()
