"""What an ingress controller's server asks of the component behind it (``p.service("ingress")``).

Here: the question, the answer and the Protocol.  Not here: rules (``network.ingress``), or HTTP
(``images.ingressnginx``).
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

NEWS = "ingress/news"
"""The notice that is posted when there are new lines for the log."""


@dataclass(slots=True)
class Asked:
    """What of a request decides where it goes; header names are in lower case."""

    host: str
    target: str
    scheme: str = "http"
    client: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


class Route(NamedTuple):
    """Where a request goes.

    ``status`` is answered at once (with ``location`` for a redirect) unless it is 0; ``endpoints``
    are to be tried in this order.  ``upstream``, ``alternative``: names for the access log;
    ``server``: the configured host, for the error log; ``replaced``: headers of the passed request;
    ``secure``: headers of each answer.
    """

    status: int = 0
    location: str = ""
    server: str = "_"
    upstream: str = ""
    alternative: str = ""
    endpoints: tuple[tuple[str, int], ...] = ()
    target: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    secure: tuple[tuple[str, str], ...] = ()


class IngressGate(Protocol):
    """The component, as its server sees it."""

    def route(self, asked: Asked) -> Route:
        """Where a request goes."""

    def certificate(self, server_name: str) -> bytes:
        """The certificate (PEM) for a host that a client names as it begins TLS."""

    def news(self, after: int) -> list[tuple[int, str]]:
        """Lines for the controller's log that came after a number, each with its own number."""

    def begin(self) -> None:
        """A server has started: what it says at its start becomes news."""
