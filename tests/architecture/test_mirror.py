"""Tests mirror the code: ``podlab/engine/store/store.py`` has ``tests/engine/store/test_store.py``.

A room's tests may be fewer and larger than its modules, but a test file is named after a module or
a package of the room that it stands in, and every room has tests.
"""

from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules

TESTS = ROOT / "tests"
FREE = {"architecture", "golden", "simulation", "clients", "browser", "fakes"}


def room_of(test: Path) -> Path:
    inner = test.parent.relative_to(TESTS)
    return (
        ROOT / inner if inner.parts[:1] in {("lessons",), ("tools",)} else ROOT / "podlab" / inner
    )


def mirrored():
    return [
        path
        for path in sorted(TESTS.rglob("test_*.py"))
        if not FREE & set(path.relative_to(TESTS).parts[:-1])
    ]


@pytest.mark.parametrize("path", mirrored(), ids=lambda path: str(path.relative_to(TESTS)))
def test_a_test_file_is_named_after_what_it_tests(path):
    assert room_of(path).exists(), f"there is no room {room_of(path).relative_to(ROOT)}"


def test_every_room_has_tests():
    rooms = {
        path.parent
        for path in modules()
        if path.name != "__init__.py" and path.relative_to(ROOT).parts[0] in ("podlab", "lessons")
    }
    bare = []
    for room in sorted(rooms):
        inner = room.relative_to(ROOT)
        below = Path(*inner.parts[1:]) if inner.parts[0] == "podlab" else inner
        folder = TESTS / below
        beside = TESTS / below.parent
        if not list(folder.glob("test_*.py")) and not list(beside.glob(f"test_{room.name}*.py")):
            bare.append(str(inner))
    assert not bare
