"""The table of kinds: names, verbs, subresources, and how a user's word finds one.

Here: the rows of Kubernetes 1.37 and those that custom resource definitions add to one cluster's
table.  Not here: what objects of a kind contain (``schema``).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from podlab.engine.objects.facts import facts


class Subresource(NamedTuple):
    """A subresource: the kind that it speaks (group and version '' mean the parent's)."""

    group: str
    version: str
    kind: str
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One served kind in one version."""

    group: str
    version: str
    kind: str
    plural: str
    singular: str
    namespaced: bool
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    subresources: dict[str, Subresource] = field(default_factory=dict)
    list_kind: str = ""
    storage_hash: str = ""
    custom: bool = False

    api_version: str = field(init=False)
    """``apps/v1``, or ``v1`` of the core group."""
    resource: str = field(init=False)
    """``deployments.apps``, or ``pods`` of the core group: the store's and the client's key."""

    def __post_init__(self) -> None:
        """Work out the names that every write asks for."""
        group = self.group
        version = f"{group}/{self.version}" if group else self.version
        object.__setattr__(self, "api_version", version)
        resource = f"{self.plural}.{group}" if group else self.plural
        object.__setattr__(self, "resource", resource)


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(
        group=row.get("group", ""),
        version=row["version"],
        kind=row["kind"],
        plural=row["plural"],
        singular=row["singular"],
        namespaced=row["namespaced"],
        short_names=tuple(row.get("shortNames", ())),
        categories=tuple(row.get("categories", ())),
        verbs=tuple(row["verbs"]),
        subresources={
            name: Subresource(sub[0], sub[1], sub[2], tuple(sub[3]))
            for name, sub in row.get("subresources", {}).items()
        },
        list_kind=row["kind"] + "List",
        storage_hash=row.get("hash", ""),
    )


@cache
def builtin_kinds() -> tuple[Kind, ...]:
    """Every kind that Kubernetes 1.37 serves by default, in discovery order."""
    return tuple(_kind(row) for row in facts()["kinds"])


class KindTable:
    """One cluster's kinds: the built-in rows and those of its custom resources.

    Custom rows follow from stored CustomResourceDefinitions, so the table is derived data: whoever
    restores a cluster adds them again.
    """

    def __init__(self, kinds: tuple[Kind, ...] | None = None) -> None:
        self._rows: list[Kind] = []
        self._by_path: dict[tuple[str, str, str], Kind] = {}
        self._by_kind: dict[tuple[str, str], Kind] = {}
        self._by_resource: dict[str, Kind] = {}
        self._by_word: dict[str, list[Kind]] = {}
        for kind in builtin_kinds() if kinds is None else kinds:
            self.add(kind)

    def add(self, kind: Kind) -> None:
        """Serve a kind, in place of the row of the same group, version and plural if any."""
        self._drop(kind)
        self._rows.append(kind)
        self._index(kind)

    def remove(self, kind: Kind) -> None:
        """Serve a kind no longer."""
        self._drop(kind)

    def all(self) -> tuple[Kind, ...]:
        """Every row, in discovery order."""
        return tuple(self._rows)

    def by_resource(self, resource: str) -> Kind | None:
        """``deployments.apps`` or ``pods``: the group's preferred version."""
        return self._by_resource.get(resource)

    def by_kind(self, api_version: str, kind: str) -> Kind | None:
        """What ``apiVersion`` and ``kind`` of a manifest mean."""
        return self._by_kind.get((api_version, kind))

    def by_path(self, group: str, version: str, plural: str) -> Kind | None:
        """What ``/apis/GROUP/VERSION/PLURAL`` serves."""
        return self._by_path.get((group, version, plural))

    def find(self, text: str) -> Kind | None:
        """What a user's word means: plural, singular, short name or kind, in any case, perhaps
        followed by ``.group`` or ``.version.group``; the first in discovery order."""
        word, _, rest = text.lower().partition(".")
        rows = self._by_word.get(word, ())
        if not rest:
            return rows[0] if rows else None
        for row in rows:
            if rest in (row.group, f"{row.version}.{row.group}", f"{row.version}."):
                return row
        return None

    def category(self, name: str) -> list[Kind]:
        """The kinds of a category such as ``all``."""
        return [row for row in self._rows if name in row.categories]

    def _index(self, kind: Kind) -> None:
        self._by_path[(kind.group, kind.version, kind.plural)] = kind
        self._by_kind[(kind.api_version, kind.kind)] = kind
        self._by_resource.setdefault(kind.resource, kind)
        words = (kind.plural, kind.singular, *kind.short_names, kind.kind.lower())
        for word in dict.fromkeys(words):
            self._by_word.setdefault(word, []).append(kind)

    def _drop(self, kind: Kind) -> None:
        old = self._by_path.get((kind.group, kind.version, kind.plural))
        if old is None:
            return
        rows = [row for row in self._rows if row is not old]
        self._rows = rows
        for index in (self._by_path, self._by_kind, self._by_resource, self._by_word):
            index.clear()
        for row in rows:
            self._index(row)
