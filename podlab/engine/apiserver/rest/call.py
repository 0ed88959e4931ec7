"""One REST request to a resource, taken apart: who, what, how to answer."""

from typing import NamedTuple

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.rest.messages import Request
from podlab.engine.apiserver.rest.routes import Route
from podlab.engine.objects.kinds import Kind


class Call(NamedTuple):
    """One request to a resource: who, what, how to answer."""

    caller: Caller
    kind: Kind
    route: Route
    request: Request
    parameters: dict[str, list[str]]

    def one(self, name: str) -> str:
        """A parameter's first value, ''."""
        return self.parameters.get(name, [""])[0]

    def flag(self, name: str) -> bool:
        """Whether a parameter says true."""
        return self.one(name) in ("true", "1")

    @property
    def dry_run(self) -> bool:
        """``dryRun=All``."""
        return "All" in self.parameters.get("dryRun", ())

    @property
    def namespace(self) -> str:
        """The path's namespace, ''."""
        return self.route.namespace or ""
