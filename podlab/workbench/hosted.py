"""The process's host: its registry of live clusters and the extensions of its pages.

One instance, made by the composition (``podlab.asgi``).  Not here: settings' values.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from podlab.hosting.registry import Registry
from podlab.workbench.extension import PageExtension
from podlab.workbench.permalinks import COPY


class Host:
    """What sockets need of their process.  ``kubernetes_path`` is the secret address below which a
    cluster's own API is served, ``purposes`` are what a learner may have clusters for,
    and the specification that such a cluster begins with."""

    _current: ClassVar["Host | None"] = None

    def __init__(
        self,
        registry: Registry,
        make_extensions: Callable[[], list[PageExtension]],
        first: str,
        kubernetes_path: Callable[[str], str],
        purposes: Mapping[str, dict[str, Any]],
    ) -> None:
        self.registry = registry
        self.purposes = purposes
        self.kubernetes_path = kubernetes_path
        self._make_extensions = make_extensions
        self.first_purpose = first

    @classmethod
    def install(cls, host: "Host") -> None:
        """Make a host the process's own."""
        cls._current = host

    @classmethod
    def current(cls) -> "Host":
        """The process's host.

        Raises:
            RuntimeError: none was installed.
        """
        if cls._current is None:
            raise RuntimeError("no host is installed: podlab.asgi does it")
        return cls._current

    def extensions(self) -> list[PageExtension]:
        """New instances of the extensions, for one page."""
        return self._make_extensions()

    def knows(self, purpose: str) -> bool:
        """Whether a page can show a learner's cluster for a purpose."""
        return purpose == COPY or purpose in self.purposes

    def asked_purpose(self, scope: dict[str, Any]) -> str | None:
        """The lesson that a page's address asks for (``?lesson=NAME``), if there is one."""
        query = bytes(scope.get("query_string", b"")).decode("ascii", "replace")
        for part in query.split("&"):
            if part.startswith("lesson="):
                asked = part.removeprefix("lesson=")
                return asked if self.knows(asked) else None
        return None
