"""What learners have clusters for: each lesson, and '' for the free cluster, with what it begins.

Looked up when asked, so that a lesson that an author edits counts as it is now.  Not here: making
clusters (``podlab.workbench``).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lessons import catalog
from podlab.engine.spec import learner_spec


class Purposes(Mapping[str, dict[str, Any]]):
    """The specification of each purpose."""

    def __getitem__(self, name: str) -> dict[str, Any]:
        if name == "":
            return learner_spec()
        found = catalog.lesson(name)
        if found is None:
            raise KeyError(name)
        return found.spec

    def __iter__(self) -> Iterator[str]:
        yield ""
        yield from (one.name for one in catalog.lessons())

    def __len__(self) -> int:
        return 1 + len(catalog.lessons())
